// What ncurses spells as macros and globals, as functions. No logic here.
#ifndef WALLETD_CNCURSES_SHIM_H
#define WALLETD_CNCURSES_SHIM_H

#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
// Functions of ours are called alike: the macros would rewrite them.
#define NCURSES_NOMACROS 1
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <wchar.h>

// term.h would bring hundreds of macros with common names.
extern char *walletd_tigetstr(const char *) __asm__("tigetstr");
extern int walletd_wcwidth(wchar_t) __asm__("wcwidth");

static inline void nc_use_locale(void) { setlocale(LC_ALL, ""); }
static inline const char *nc_codeset(void) { return nl_langinfo(CODESET); }
static inline int nc_width(unsigned scalar) { return walletd_wcwidth((wchar_t)scalar); }

static inline void *nc_open(void) { return newterm(NULL, stdout, stdin); }
static inline void nc_close(void *screen) { delscreen((SCREEN *)screen); }
static inline int nc_end(void) { return endwin(); }
static inline int nc_lines(void) { return LINES; }
static inline int nc_columns(void) { return COLS; }
static inline int nc_resize(int lines, int columns) { return resizeterm(lines, columns); }

// Keys one by one, not echoed; signals of the keyboard stay signals.
static inline void nc_prepare(int escape_delay) {
  cbreak();
  noecho();
  nonl();
  intrflush(stdscr, FALSE);
  keypad(stdscr, TRUE);
  meta(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  set_escdelay(escape_delay);
  leaveok(stdscr, FALSE);
  scrollok(stdscr, FALSE);
  idlok(stdscr, FALSE);
}

static inline int nc_start_color(void) { return has_colors() ? (start_color(), use_default_colors(), COLORS) : 0; }
static inline int nc_pairs(void) { return COLOR_PAIRS; }
static inline int nc_pair(int pair, int foreground, int background) {
  return init_extended_pair(pair, foreground, background);
}

static inline unsigned nc_bold(void) { return A_BOLD; }
static inline unsigned nc_dim(void) { return A_DIM; }
static inline unsigned nc_underline(void) { return A_UNDERLINE; }
static inline unsigned nc_reverse(void) { return A_REVERSE; }

// One cell: a character and what combines with it.
static inline int nc_put(int y, int x, const wchar_t *text, unsigned attributes, int pair) {
  cchar_t cell;
  setcchar(&cell, text, attributes, 0, &pair);
  return mvwadd_wch(stdscr, y, x, &cell);
}

static inline void nc_erase(void) { werase(stdscr); }
static inline void nc_redraw_all(void) { clearok(curscr, TRUE); }
static inline void nc_cursor(int y, int x) { wmove(stdscr, y, x); }
static inline void nc_show_cursor(int visible) { curs_set(visible); }
static inline void nc_refresh(void) { wrefresh(stdscr); }

enum { nc_error = ERR, nc_is_key = KEY_CODE_YES };
// ERR: nothing waits; KEY_CODE_YES: `key` is one of the KEY_ numbers; else it is a character.
static inline int nc_read(unsigned *key) {
  wint_t read = 0;
  int result = wget_wch(stdscr, &read);
  *key = (unsigned)read;
  return result;
}

enum {
  nc_up = KEY_UP, nc_down = KEY_DOWN, nc_left = KEY_LEFT, nc_right = KEY_RIGHT, nc_home = KEY_HOME, nc_last = KEY_END,
  nc_page_up = KEY_PPAGE, nc_page_down = KEY_NPAGE, nc_enter = KEY_ENTER, nc_backspace = KEY_BACKSPACE, nc_delete = KEY_DC,
  nc_back_tab = KEY_BTAB, nc_resized = KEY_RESIZE, nc_mouse = KEY_MOUSE, nc_function = KEY_F0
};

struct nc_click_event {
  int x, y;
  unsigned pressed, second, wheel_up, wheel_down;
};

static inline int nc_start_mouse(void) {
  mouseinterval(0);
  return mousemask(BUTTON1_PRESSED | BUTTON3_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL) != 0;
}

static inline int nc_take_click(struct nc_click_event *click) {
  MEVENT event;
  int result = getmouse(&event);
  click->x = event.x;
  click->y = event.y;
  click->pressed = (event.bstate & BUTTON1_PRESSED) != 0;
  click->second = (event.bstate & BUTTON3_PRESSED) != 0;
  click->wheel_up = (event.bstate & BUTTON4_PRESSED) != 0;
  click->wheel_down = (event.bstate & BUTTON5_PRESSED) != 0;
  return result;
}

#endif
