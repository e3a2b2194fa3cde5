import CNcurses
import Glibc

/// The terminal of this process while a program fills it: keys in, frames out.
///
/// One at a time, for one thread. From `init` to `close` the terminal belongs to it; however the process ends in between, the terminal is
/// given back as it was found (`TerminalRescue`).
package final class Terminal {
  package enum Failure: Error, Equatable, Sendable {
    case notATerminal
    /// The value of TERM.
    case unknown(String)
    /// The terminal's description cannot place a cursor.
    case tooSimple(String)
  }

  package struct Capabilities: Equatable, Sendable {
    /// The locale's encoding is UTF-8: more than ASCII can be shown.
    package var isUTF8: Bool
    /// 0, 8, 16, 88, 256 …
    package var colors: Int
    package var hasMouse: Bool
  }

  /// How long after ESC the rest of a key's sequence may come, in milliseconds.
  package static let escapeDelay: Int32 = 25

  package let capabilities: Capabilities
  package private(set) var size: TerminalSize
  private let screen: UnsafeMutableRawPointer
  private let original: termios
  private let signals: Int32
  private var isOpen = true
  var shown: Frame?
  var attributes: [(attributes: UInt32, pair: Int32)] = []

  /// Takes the terminal over. `term`: the value of TERM, for messages.
  package init(term: String) throws(Failure) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    var original = termios()
    tcgetattr(STDIN_FILENO, &original)
    nc_use_locale()
    guard let screen = nc_open() else { throw .unknown(term) }
    guard walletd_tigetstr("cup").map({ Int(bitPattern: $0) != -1 }) ?? false else {
      nc_end()
      nc_close(screen)
      tcsetattr(STDIN_FILENO, TCSANOW, &original)
      throw .tooSimple(term)
    }
    self.screen = screen
    self.original = original
    nc_prepare(Terminal.escapeDelay)
    let colors = Int(nc_start_color())
    capabilities = Capabilities(
      isUTF8: String(cString: nc_codeset()).uppercased() == "UTF-8", colors: colors, hasMouse: nc_start_mouse() != 0)
    size = TerminalSize(columns: Int(nc_columns()), rows: Int(nc_lines()))
    nc_show_cursor(0)
    signals = TerminalSignals.listen()
    TerminalRescue.arm(original)
    // LINES and COLUMNS in the environment may be another terminal's.
    _ = measure()
  }

  deinit { close() }

  /// Gives the terminal back. Once is enough; again does nothing.
  package func close() {
    guard isOpen else { return }
    isOpen = false
    nc_show_cursor(1)
    nc_end()
    nc_close(screen)
    TerminalRescue.disarm()
    TerminalSignals.leave(signals)
    var settings = original
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
  }

  // MARK: Input

  /// Waits for input, at most so long, and returns what there is: nothing when the time is over.
  package func next(within milliseconds: Int, waker: Waker) -> [TerminalInput] {
    var events = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0), pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
      pollfd(fd: waker.reading, events: Int16(POLLIN), revents: 0),
    ]
    let count = poll(&events, nfds_t(events.count), Int32(clamping: milliseconds))
    guard count > 0 else { return [] }
    var inputs: [TerminalInput] = []
    if events[1].revents != 0 { inputs += takeSignals() }
    if events[2].revents != 0 {
      waker.drain()
      inputs.append(.woken)
    }
    if events[0].revents & Int16(POLLIN) != 0 {
      let keys = takeKeys()
      // Readable without a byte to read: the other side is gone.
      if keys.isEmpty, events[0].revents & Int16(POLLHUP) != 0 { inputs.append(.terminated) }
      inputs += keys
    } else if events[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 {
      inputs.append(.terminated)
    }
    return inputs
  }

  private func takeSignals() -> [TerminalInput] {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(signals, &bytes, bytes.count)
    guard count > 0 else { return [] }
    var inputs: [TerminalInput] = []
    for byte in Set(bytes[..<count]) {
      switch Int32(byte) {
      case SIGINT:
        TerminalSignals.seen()
        inputs.append(.interrupted)
      case SIGTERM, SIGHUP: inputs.append(.terminated)
      case SIGTSTP: inputs += suspend()
      case SIGWINCH: if let resized = measure() { inputs.append(resized) }
      case SIGCONT: inputs += resume()
      default: break
      }
    }
    return inputs
  }

  /// Stops this process as Ctrl-Z does any other, with the terminal in order meanwhile.
  private func suspend() -> [TerminalInput] {
    nc_show_cursor(1)
    nc_end()
    Glibc.signal(SIGTSTP, SIG_DFL)
    Glibc.signal(SIGCONT, SIG_DFL)
    kill(getpid(), SIGTSTP)
    // Here again after SIGCONT.
    TerminalSignals.install()
    return resume()
  }

  /// Somebody else may have written on the screen: all of it is drawn anew.
  private func resume() -> [TerminalInput] {
    shown = nil
    let resized = measure()
    nc_redraw_all()
    nc_show_cursor(0)
    return (resized.map { [$0] } ?? []) + [.resumed]
  }

  private func measure() -> TerminalInput? {
    var window = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_row > 0, window.ws_col > 0 else { return nil }
    let measured = TerminalSize(columns: Int(window.ws_col), rows: Int(window.ws_row))
    nc_resize(Int32(measured.rows), Int32(measured.columns))
    size = measured
    shown = nil
    return .resized(measured)
  }

  private func takeKeys() -> [TerminalInput] {
    var inputs: [TerminalInput] = []
    // Pasted text comes in one piece; the rest of a very long one comes with the next call.
    while inputs.count < 4_096 {
      var code: UInt32 = 0
      let result = nc_read(&code)
      if result == Int32(nc_error) { break }
      if result == Int32(nc_is_key) {
        if let input = special(Int32(bitPattern: code)) { inputs.append(input) }
      } else if let scalar = Unicode.Scalar(code) {
        inputs.append(.key(TerminalInput.Key(typed: scalar)))
      }
    }
    return inputs
  }

  private func special(_ code: Int32) -> TerminalInput? {
    if code == Int32(nc_mouse) {
      var click = nc_click_event()
      guard nc_take_click(&click) == 0 else { return nil }
      let (column, row) = (Int(click.x), Int(click.y))
      if click.wheel_up != 0 { return .wheel(-3, column: column, row: row) }
      if click.wheel_down != 0 { return .wheel(3, column: column, row: row) }
      return click.pressed != 0 ? .click(column: column, row: row) : nil
    }
    // Sizes come by signal. ncurses says it here once more, each time it is told of one.
    if code == Int32(nc_resized) { return nil }
    return TerminalInput.Key(code: code).map { .key($0) }
  }
}

extension TerminalInput.Key {
  /// A character as the line discipline hands it over.
  init(typed scalar: Unicode.Scalar) {
    switch scalar.value {
    case 9: self = .tab
    case 10, 13: self = .enter
    case 27: self = .escape
    case 8, 127: self = .backspace
    case 1...26: self = .control(Unicode.Scalar(UInt8(scalar.value) + 96))
    default: self = .character(scalar)
    }
  }

  fileprivate init?(code: Int32) {
    switch code {
    case Int32(nc_up): self = .up
    case Int32(nc_down): self = .down
    case Int32(nc_left): self = .left
    case Int32(nc_right): self = .right
    case Int32(nc_home): self = .home
    case Int32(nc_last): self = .end
    case Int32(nc_page_up): self = .pageUp
    case Int32(nc_page_down): self = .pageDown
    case Int32(nc_enter): self = .enter
    case Int32(nc_backspace): self = .backspace
    case Int32(nc_delete): self = .delete
    case Int32(nc_back_tab): self = .backTab
    default:
      let number = Int(code) - Int(nc_function)
      guard (1...63).contains(number) else { return nil }
      self = .function(number)
    }
  }
}
