// What Swift cannot import from sqlite3.h: variadic configuration and the destructor sentinels.
#ifndef WALLETD_CSQLITE_SHIM_H
#define WALLETD_CSQLITE_SHIM_H

#include <sqlite3.h>

static inline int walletd_sqlite_config_serialized_off(void) { return sqlite3_config(SQLITE_CONFIG_MULTITHREAD); }

static inline int walletd_sqlite_memstatus(int on) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, on); }

static inline int walletd_sqlite_no_checkpoint_on_close(sqlite3 *db, int on) {
  return sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on, (int *)0);
}

static inline int walletd_sqlite_defensive(sqlite3 *db, int on) {
  return sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, on, (int *)0);
}

static inline int walletd_sqlite_trusted_schema(sqlite3 *db, int on) {
  return sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, on, (int *)0);
}

static inline int walletd_sqlite_note_log_frames(void *frames, sqlite3 *db, const char *name, int count) {
  (void)db;
  (void)name;
  *(int *)frames = count;
  return SQLITE_OK;
}

// After every commit, writes the number of frames in the write-ahead log to *frames.
static inline void walletd_sqlite_count_log_frames(sqlite3 *db, int *frames) {
  sqlite3_wal_hook(db, walletd_sqlite_note_log_frames, frames);
}

static inline int walletd_sqlite_bind_text_copy(sqlite3_stmt *s, int i, const char *p, int n) {
  return sqlite3_bind_text(s, i, p, n, SQLITE_TRANSIENT);
}

static inline int walletd_sqlite_bind_blob_copy(sqlite3_stmt *s, int i, const void *p, int n) {
  return sqlite3_bind_blob(s, i, p, n, SQLITE_TRANSIENT);
}

static inline int walletd_sqlite_bind_text_static(sqlite3_stmt *s, int i, const char *p, int n) {
  return sqlite3_bind_text(s, i, p, n, SQLITE_STATIC);
}

static inline int walletd_sqlite_bind_blob_static(sqlite3_stmt *s, int i, const void *p, int n) {
  return sqlite3_bind_blob(s, i, p, n, SQLITE_STATIC);
}

#endif
