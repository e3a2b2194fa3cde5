import LedgerCore
import SQLite

extension TruthReplay {
  mutating func take(_ row: RecordRow) throws(Finding) {
    let isKeyed = !KeyShape.isMissing(row.row, key: RecordColumn.key.rawValue, request: RecordColumn.request.rawValue)
    try clock.take(row[.postedAt], .recordChanges, row: row.sequence, as: .work(isKeyed: isKeyed))
    if isKeyed { try takeKey(row) }
    for column in [RecordColumn.kind, .state] where !RecordShape.isWord(row.bytes(column)) {
      throw row.finding(column, expected: "1 to \(RecordRow.wordBytes) of a to z and _")
    }
    guard row.isNull(.name) || !row.bytes(.name).isEmpty else {
      throw row.finding(.name, expected: "1 to \(RecordRow.nameBytes) bytes, or NULL")
    }
    guard row.isNull(.dueAt) || LedgerClockCheck.range.contains(row[.dueAt]) else {
      throw row.finding(.dueAt, expected: "a time from 1970 to 9999, or NULL")
    }
    guard RecordShape.isObject(row.bytes(.body)) else { throw row.finding(.body, expected: "a JSON object") }
    if row[.record] == row.sequence { try begin(row) } else { try change(row) }
  }

  private mutating func takeKey(_ row: RecordRow) throws(Finding) {
    if let fault = KeyShape.fault(row.row, key: RecordColumn.key.rawValue, request: RecordColumn.request.rawValue) {
      throw row.finding(.key, fault.subject, expected: fault.expected, found: fault.found)
    }
    guard requests.isWork(row.bytes(.request)) else {
      throw row.finding(.key, "the operation of its request", expected: "one about records", found: "another")
    }
    onlyOnce.note(key: row.bytes(.key))
  }

  /// The first row of a record.
  private mutating func begin(_ row: RecordRow) throws(Finding) {
    guard row[.createdAt] == row[.postedAt] else {
      throw row.finding(.createdAt, expected: "\(row[.postedAt]), when its first row is posted")
    }
    if let parent = row.optional(.parent) {
      guard parent < row.sequence, try firstRecords.first(of: parent, for: row) != nil else {
        throw row.finding(.parent, expected: "an earlier record, or NULL")
      }
    }
    if !row.isNull(.name) { onlyOnce.note(name: row.bytes(.name), kind: row.bytes(.kind)) }
  }

  /// A later row: what never changes has not.
  private func change(_ row: RecordRow) throws(Finding) {
    guard row[.record] < row.sequence, let first = try firstRecords.first(of: row[.record], for: row) else {
      throw row.finding(.record, expected: "\(row.sequence), or an earlier record")
    }
    guard row[.createdAt] == first.createdAt else {
      throw row.finding(.createdAt, expected: "\(first.createdAt), as on its first row")
    }
    guard row.optionalText(.kind) == first.kind else {
      throw row.finding(.kind, expected: "'\(first.kind)', as on its first row")
    }
    guard row.optional(.parent) == first.parent else {
      throw row.finding(.parent, expected: first.parent.map { "\($0), as on its first row" } ?? "NULL, as on its first row")
    }
    guard row.optionalText(.name) == first.name else {
      throw row.finding(.name, expected: first.name.map { "'\($0)', as on its first row" } ?? "NULL, as on its first row")
    }
  }
}

/// Looks up the first rows of records: there may be more of them than fit memory. Each was checked when it went by.
struct FirstRecordSource: ~Copyable {
  private let select: Statement

  struct First {
    let createdAt: Int64
    let kind: String
    let parent: Int64?
    let name: String?
  }

  init(on connection: Connection) throws(Finding) {
    select = try reading(TruthTable.recordChanges.name, after: nil) { () throws(SQLiteError) in
      try connection.prepare("SELECT created_at, kind, parent, name FROM record_changes WHERE sequence = ?1 AND record = ?1")
    }
  }

  /// Nil where that row is not the first of a record.
  func first(of record: Int64, for row: RecordRow) throws(Finding) -> First? {
    try reading(TruthTable.recordChanges.name, after: row.sequence) { () throws(SQLiteError) -> First? in
      defer { select.reset() }
      select.bind(1, record)
      guard try select.step() else { return nil }
      return First(
        createdAt: select.integer(0), kind: select.text(1), parent: select.optionalInteger(2),
        name: select.isNull(3) ? nil : select.text(3))
    }
  }
}
