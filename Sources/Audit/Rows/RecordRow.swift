import LedgerCore

/// A row of `record_changes` by the names of its columns.
struct RecordRow {
  /// What the row of a record may hold, in bytes.
  static let wordBytes = 32
  static let nameBytes = 255
  static let bodyBytes = 65_536

  let row: RowBuffer

  subscript(_ column: RecordColumn) -> Int64 { row.integer(column.rawValue) }

  func optional(_ column: RecordColumn) -> Int64? { row.optionalInteger(column.rawValue) }

  func isNull(_ column: RecordColumn) -> Bool { row.isNull(column.rawValue) }

  func bytes(_ column: RecordColumn) -> UnsafeRawBufferPointer { row.bytes(column.rawValue) }

  func optionalText(_ column: RecordColumn) -> String? { row.optionalText(column.rawValue) }

  var sequence: Int64 { self[.sequence] }

  func finding(_ column: RecordColumn, _ rule: Finding.Rule = .record, expected: String) -> Finding {
    let found =
      switch column.column.kind {
      case .integer: optional(column).map { "\($0)" } ?? "NULL"
      case .text, .blob: optionalText(column).map { "'\($0.prefix(60))'" } ?? "NULL"
      }
    return finding(rule, column.column.name, expected: expected, found: found)
  }

  func finding(_ rule: Finding.Rule, _ subject: String, expected: String, found: String) -> Finding {
    Finding(table: TruthTable.recordChanges.name, row: sequence, rule, subject, expected: expected, found: found)
  }
}

/// The columns of `record_changes`, numbered as in the schema.
enum RecordColumn: Int, CaseIterable {
  case sequence, postedAt, record, createdAt, kind, state, parent, name, dueAt, body, key, request

  var column: Column {
    switch self {
    case .sequence: Column("sequence", .integer)
    case .postedAt: Column("posted_at", .integer)
    case .record: Column("record", .integer)
    case .createdAt: Column("created_at", .integer)
    case .kind: Column("kind", .text(RecordRow.wordBytes))
    case .state: Column("state", .text(RecordRow.wordBytes))
    case .parent: Column("parent", .integer, optional: true)
    case .name: Column("name", .text(RecordRow.nameBytes), optional: true)
    case .dueAt: Column("due_at", .integer, optional: true)
    case .body: Column("body", .text(RecordRow.bodyBytes))
    case .key: Column("key", .text(Limits.keyBytes), optional: true)
    case .request: Column("request", .blob(Column.longestRequest), optional: true)
    }
  }
}
