import CSQLite

/// A result code of SQLite as a Swift value: the extended code, what was being done, and SQLite's own sentence.
///
/// Source: https://www.sqlite.org/rescode.html
package struct SQLiteError: Error, Equatable, CustomStringConvertible {
  /// The extended result code, for example `SQLITE_IOERR_FSYNC` (1034).
  package let extendedCode: Int32
  /// What was asked of SQLite, in words or SQL; never a bound value.
  package let operation: String
  package let message: String

  package init(extendedCode: Int32, operation: String, message: String) {
    self.extendedCode = extendedCode
    self.operation = operation
    self.message = message
  }

  /// The primary result code: the low byte of the extended one.
  package var code: Int32 { extendedCode & 0xff }

  /// No room left: the statement did nothing, and the same connection may go on once there is room again.
  package var isFull: Bool { code == SQLITE_FULL }
  /// No room for the index of a write-ahead log (SQLITE_IOERR_SHMSIZE). The connection may go on; but where it was a COMMIT that met it,
  /// the log holds the whole commit already, and a crash before the next one would find it there.
  package var isLogIndexFull: Bool { extendedCode == SQLITE_IOERR | 19 << 8 }
  package var isBusy: Bool { code == SQLITE_BUSY || code == SQLITE_LOCKED }
  package var isCorrupt: Bool { code == SQLITE_CORRUPT || code == SQLITE_NOTADB }
  /// The file is something else, or its first page is destroyed.
  package var isNotADatabase: Bool { code == SQLITE_NOTADB }
  package var isConstraint: Bool { code == SQLITE_CONSTRAINT }
  package var isReadOnly: Bool { code == SQLITE_READONLY }
  package var isInterrupted: Bool { code == SQLITE_INTERRUPT }

  package var description: String { "SQLite error \(extendedCode) (\(message)) while doing: \(operation)" }
}
