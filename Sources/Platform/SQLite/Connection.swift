import CSQLite

/// One connection to one database file. Not for concurrent use: whoever owns it uses it from one thread at a time.
///
/// SQLite is compiled into its multi-thread mode here (no mutex per call), which is what that rule buys.
/// Source: https://www.sqlite.org/threadsafe.html
package final class Connection {
  package enum Mode: Sendable {
    /// Opens or creates the file, and is the only connection that ever writes or checkpoints it.
    case readWrite
    /// Opens an existing file; every write is refused by SQLite.
    case readOnly
    /// Opens an existing file that nobody else has open, ignoring locks and `-wal` (a finished backup, an offline copy).
    case immutable
  }

  /// How long a writer waits for the lock, in milliseconds. Nobody else writes, but a reader that meets the log's index half changed takes the
  /// lock for some microseconds to look again; and an administrator's own tool may hold it.
  private static let patience: Int32 = 200

  package let path: String
  let handle: OpaquePointer
  private(set) var isOpen = true
  private let frames = UnsafeMutablePointer<Int32>.allocate(capacity: 1)

  package init(path: String, mode: Mode) throws(SQLiteError) {
    self.path = path
    frames.initialize(to: 0)
    var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    var name = path
    switch mode {
    case .readWrite: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    case .readOnly: flags |= SQLITE_OPEN_READONLY
    case .immutable:
      flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
      name = "file:" + Connection.escapedForURI(path) + "?immutable=1"
    }
    var opened: OpaquePointer?
    let result = sqlite3_open_v2(name, &opened, flags, nil)
    guard result == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(result))
      sqlite3_close(opened)
      throw SQLiteError(extendedCode: result, operation: "open \(path)", message: message)
    }
    handle = opened
    // A schema is input too: a file handed to us must not run functions or write through its own tables.
    _ = walletd_sqlite_trusted_schema(opened, 0)
    _ = walletd_sqlite_defensive(opened, 1)
    if case .readWrite = mode { sqlite3_busy_timeout(opened, Connection.patience) }
  }

  deinit {
    if isOpen { sqlite3_close(handle) }
    frames.deallocate()
  }

  /// Closes now. Throws (and stays open) while a statement is still alive.
  package func close() throws(SQLiteError) {
    guard isOpen else { return }
    try check(sqlite3_close(handle), "close \(path)")
    isOpen = false
  }

  /// Ends every statement and closes, whatever is under way. No statement of this connection may be used afterwards.
  package func abandon() {
    guard isOpen else { return }
    while let statement = sqlite3_next_stmt(handle, nil) { sqlite3_finalize(statement) }
    sqlite3_close(handle)
    isOpen = false
  }

  /// Leaves the write-ahead log as it is when this connection closes, for a file that must be looked at first.
  package func keepLogOnClose() {
    guard isOpen else { return }
    _ = walletd_sqlite_no_checkpoint_on_close(handle, 1)
  }

  /// Runs one or more statements that return nothing.
  package func execute(_ sql: String) throws(SQLiteError) {
    try requireOpen(sql)
    try check(sqlite3_exec(handle, sql, nil, nil, nil), sql)
  }

  package func prepare(_ sql: String) throws(SQLiteError) -> Statement {
    try requireOpen(sql)
    return try Statement(on: self, sql: sql)
  }

  /// The first column of the first row, as an integer; nil where there is no row or it is NULL.
  package func integer(_ sql: String) throws(SQLiteError) -> Int64? {
    let statement = try prepare(sql)
    guard try statement.step(), !statement.isNull(0) else { return nil }
    return statement.integer(0)
  }

  /// The first column of the first row, as text.
  package func text(_ sql: String) throws(SQLiteError) -> String? {
    let statement = try prepare(sql)
    guard try statement.step(), !statement.isNull(0) else { return nil }
    return statement.text(0)
  }

  /// Turns SQLite's own checkpoints off and counts the log's frames instead: the owner decides when to checkpoint.
  package func checkpointOnlyWhenAsked() throws(SQLiteError) {
    try execute("PRAGMA wal_autocheckpoint = 0")
    walletd_sqlite_count_log_frames(handle, frames)
  }

  /// Frames in the write-ahead log after the last commit.
  package var logFrames: Int { Int(frames.pointee) }

  /// True outside a transaction. After a failed statement SQLite may have rolled back by itself.
  package var isAutocommit: Bool { !isOpen || sqlite3_get_autocommit(handle) != 0 }

  /// Moves what it can from the log into the file without waiting for readers.
  /// Returns frames in the log and frames moved so far.
  @discardableResult
  package func checkpoint() throws(SQLiteError) -> (frames: Int, moved: Int) {
    var frames: Int32 = 0
    var moved: Int32 = 0
    let result = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, &frames, &moved)
    if result != SQLITE_BUSY { try check(result, "checkpoint \(path)") }
    return (Int(frames), Int(moved))
  }

  /// Moves the whole log into the file and empties it; for a moment without readers.
  package func checkpointAndTruncate() throws(SQLiteError) {
    try requireOpen("checkpoint")
    try check(sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil), "checkpoint and truncate \(path)")
  }

  /// Makes the statement running on this connection (from any thread) stop with `isInterrupted`.
  package func interrupt() { sqlite3_interrupt(handle) }

  /// A connection that was closed after a failure is asked again by whoever has not heard of it.
  private func requireOpen(_ operation: @autoclosure () -> String) throws(SQLiteError) {
    guard isOpen else {
      throw SQLiteError(extendedCode: SQLITE_MISUSE, operation: operation(), message: "the file is closed after an error")
    }
  }

  func check(_ result: Int32, _ operation: @autoclosure () -> String) throws(SQLiteError) {
    guard result == SQLITE_OK else { throw failure(result, operation()) }
  }

  func failure(_ result: Int32, _ operation: String) -> SQLiteError {
    SQLiteError(extendedCode: result, operation: operation, message: String(cString: sqlite3_errmsg(handle)))
  }

  private static func escapedForURI(_ path: String) -> String {
    var escaped = ""
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "?"): escaped += "%3f"
      case UInt8(ascii: "#"): escaped += "%23"
      case UInt8(ascii: "%"): escaped += "%25"
      default: escaped.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    return escaped
  }
}

/// Switches that hold for the whole process and must be set before the first connection is opened.
package enum SQLiteProcess {
  /// No global memory statistics: they cost a process-wide mutex on every allocation.
  package static func configure() {
    _ = walletd_sqlite_memstatus(0)
    sqlite3_initialize()
  }

  package static var version: String { String(cString: sqlite3_libversion()) }
}
