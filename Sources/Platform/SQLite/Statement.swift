import CSQLite

/// A prepared statement. Parameters are numbered from 1, columns from 0, as in SQLite.
///
/// Text and blobs bound with `borrowing:` are not copied: they must stay where they are until the next `step` has returned
/// and the statement was reset or bound anew.
package final class Statement {
  let handle: OpaquePointer
  let connection: Connection

  init(on connection: Connection, sql: String) throws(SQLiteError) {
    var prepared: OpaquePointer?
    let result = sqlite3_prepare_v3(connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard result == SQLITE_OK, let prepared else { throw connection.failure(result, sql) }
    handle = prepared
    self.connection = connection
  }

  deinit {
    if connection.isOpen { sqlite3_finalize(handle) }
  }

  /// The number of the named parameter (with its `:`); a name that is not in the SQL is a mistake of ours.
  package func parameter(_ name: String) -> Int32 {
    let index = sqlite3_bind_parameter_index(handle, name)
    precondition(index > 0, "the statement has no parameter \(name)")
    return index
  }

  /// The statement as something values are bound to; valid while the statement is.
  package var target: BindingTarget { BindingTarget(handle: handle) }

  package func bind(_ index: Int32, _ value: Int64) { target.bind(index, value) }

  package func bindNull(_ index: Int32) { target.bindNull(index) }

  package func bind(_ index: Int32, optional value: Int64?) {
    if let value { bind(index, value) } else { bindNull(index) }
  }

  package func bind(_ index: Int32, optionalText text: String?) {
    if let text { bind(index, text: text) } else { bindNull(index) }
  }

  package func bind(_ index: Int32, text: String) {
    var text = text
    let result = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { walletd_sqlite_bind_text_copy(handle, index, $0.baseAddress, Int32($0.count)) }
    }
    precondition(result == SQLITE_OK, "binding parameter \(index) out of range")
  }

  package func bind(_ index: Int32, blob: [UInt8]) {
    let result = blob.withUnsafeBytes { bytes in
      walletd_sqlite_bind_blob_copy(handle, index, bytes.baseAddress ?? BindingTarget.nowhere, Int32(bytes.count))
    }
    precondition(result == SQLITE_OK, "binding parameter \(index) out of range")
  }

  package func bind(_ index: Int32, borrowingText bytes: UnsafeRawBufferPointer) {
    target.bind(index, borrowingText: bytes)
  }

  package func bind(_ index: Int32, borrowingBlob bytes: UnsafeRawBufferPointer) {
    target.bind(index, borrowingBlob: bytes)
  }

  /// Goes to the next row. False when there is none; the statement is then reset and can be run again.
  package func step() throws(SQLiteError) -> Bool {
    let result = sqlite3_step(handle)
    if result == SQLITE_ROW { return true }
    sqlite3_reset(handle)
    if result == SQLITE_DONE { return false }
    throw connection.failure(result, sql)
  }

  /// Runs a statement that returns no rows.
  package func run() throws(SQLiteError) {
    let gaveRow = try step()
    precondition(!gaveRow, "a statement that should return nothing returned a row")
  }

  /// Ends the reading of rows early.
  package func reset() { sqlite3_reset(handle) }

  package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  package func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  package func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

  /// The bytes of a text or blob column, valid inside `body` only.
  package func withBytes<R>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> R) -> R {
    let start = sqlite3_column_blob(handle, column)
    let count = sqlite3_column_bytes(handle, column)
    return body(UnsafeRawBufferPointer(start: start, count: Int(count)))
  }

  package func bytes(_ column: Int32) -> [UInt8] { withBytes(column) { [UInt8]($0) } }

  package func text(_ column: Int32) -> String { withBytes(column) { String(decoding: $0, as: UTF8.self) } }

  package func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  package func optionalBytes(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

  package enum Kind: Sendable {
    case null, integer, real, text, blob
  }

  /// How the value of a column is stored in the file.
  package func kind(_ column: Int32) -> Kind {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  package func columnName(_ column: Int32) -> String { String(cString: sqlite3_column_name(handle, column)) }

  package var columnCount: Int32 { sqlite3_column_count(handle) }

  package var sql: String { sqlite3_sql(handle).map { String(cString: $0) } ?? "" }
}

/// Where values are bound: a prepared statement, without owning it. Parameters are numbered from 1.
package struct BindingTarget {
  let handle: OpaquePointer

  package func bind(_ index: Int32, _ value: Int64) {
    let result = sqlite3_bind_int64(handle, index, value)
    precondition(result == SQLITE_OK, "binding parameter \(index) out of range")
  }

  package func bindNull(_ index: Int32) {
    let result = sqlite3_bind_null(handle, index)
    precondition(result == SQLITE_OK, "binding parameter \(index) out of range")
  }

  package func bind(_ index: Int32, borrowingText bytes: UnsafeRawBufferPointer) {
    let start = (bytes.baseAddress ?? BindingTarget.nowhere).assumingMemoryBound(to: CChar.self)
    let result = walletd_sqlite_bind_text_static(handle, index, start, Int32(bytes.count))
    precondition(result == SQLITE_OK, "binding parameter \(index) out of range")
  }

  package func bind(_ index: Int32, borrowingBlob bytes: UnsafeRawBufferPointer) {
    let result = walletd_sqlite_bind_blob_static(handle, index, bytes.baseAddress ?? BindingTarget.nowhere, Int32(bytes.count))
    precondition(result == SQLITE_OK, "binding parameter \(index) out of range")
  }

  /// A valid address for an empty text or blob: SQLite takes a null pointer for NULL.
  nonisolated(unsafe) static let nowhere = UnsafeRawPointer(UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8))
}
