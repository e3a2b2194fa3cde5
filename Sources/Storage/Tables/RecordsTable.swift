import LedgerCore
import SQLite

/// Reads and writes `record_changes`, and `records` beside it: each record's last row, and what it is found by.
struct RecordsTable {
  private let inserting: SealedRow
  private let insertRecord: Statement
  private let updateRecord: Statement
  private let selectRecord: Statement
  private let selectNamed: Statement
  private let selectKind: Statement

  init(on connection: Connection) throws(SQLiteError) {
    inserting = try SealedRow(.recordChanges, on: connection)
    insertRecord = try connection.prepare("INSERT INTO records VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
    updateRecord = try connection.prepare("UPDATE records SET last = ?2, state = ?3, due_at = ?4 WHERE record = ?1")
    selectRecord = try connection.prepare(RecordsTable.current("r.record = ?1"))
    selectNamed = try connection.prepare(RecordsTable.current("r.kind = ?1 AND r.name = ?2"))
    selectKind = try connection.prepare(RecordsTable.current("r.kind = ?1"))
  }

  static let columns = "sequence, posted_at, record, created_at, kind, state, parent, name, due_at, body, key, request"

  /// A query for the last rows of records; `r` is `records`.
  static func current(_ condition: String) -> String {
    """
    SELECT c.sequence, c.posted_at, c.record, c.created_at, c.kind, c.state, c.parent, c.name, c.due_at, c.body, c.key, c.request
    FROM records r JOIN record_changes c ON c.sequence = r.last WHERE \(condition)
    """
  }

  func insert(_ change: RecordChange, _ keyed: KeyedRequest?, into bytes: inout SealBytes) throws(SQLiteError) {
    let content = change.content
    try inserting.insert(into: &bytes) { columns in
      columns.integer(change.sequence)
      columns.integer(change.postedAt.microseconds)
      columns.integer(change.record)
      columns.integer(change.createdAt.microseconds)
      columns.text(content.kind)
      columns.text(content.state)
      columns.optional(content.parent)
      columns.text(content.name)
      columns.optional(content.dueAt?.microseconds)
      columns.text(content.body)
      columns.keyed(keyed)
    }
    if change.isCreation {
      insertRecord.bind(1, change.record)
      insertRecord.bind(2, change.sequence)
      insertRecord.bind(3, text: content.kind.string)
      insertRecord.bind(4, text: content.state.string)
      insertRecord.bind(5, optional: content.parent)
      insertRecord.bind(6, optionalText: content.name?.string)
      insertRecord.bind(7, optional: content.dueAt?.microseconds)
      try insertRecord.run()
    } else {
      updateRecord.bind(1, change.record)
      updateRecord.bind(2, change.sequence)
      updateRecord.bind(3, text: content.state.string)
      updateRecord.bind(4, optional: content.dueAt?.microseconds)
      try updateRecord.run()
    }
  }

  func record(_ number: Int64) throws -> RecordChange? {
    selectRecord.bind(1, number)
    return try RecordsTable.first(of: selectRecord) { $0.record == number }
  }

  func record(named name: Text, kind: Text) throws -> RecordChange? {
    selectNamed.bind(1, text: kind.string)
    selectNamed.bind(2, text: name.string)
    return try RecordsTable.first(of: selectNamed) { $0.content.name == name && $0.content.kind == kind }
  }

  /// All records of a kind, as they are now.
  func all(_ kind: Text) throws -> [RecordChange] {
    selectKind.bind(1, text: kind.string)
    defer { selectKind.reset() }
    var found: [RecordChange] = []
    while try selectKind.step() { found.append(try RecordsTable.change(of: selectKind)) }
    return found
  }

  /// The one row of a query. `records` is derived: where it leads to a row of another record, it is damaged and must not be believed.
  static func first(of statement: Statement, isRight: (RecordChange) -> Bool) throws -> RecordChange? {
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    let found = try change(of: statement)
    guard isRight(found) else {
      throw MalformedRow(
        table: .recordChanges, sequence: found.sequence, reason: "the table records leads to it from another record")
    }
    return found
  }

  /// The change a statement that selects `columns` stands on.
  static func change(of statement: Statement) throws(MalformedRow) -> RecordChange {
    let (sequence, record) = (statement.integer(0), statement.integer(2))
    guard record >= 1, record <= sequence, let body = statement.optionalBytes(9) else {
      throw MalformedRow(table: .recordChanges, sequence: sequence, reason: "it belongs to a later record, or has no body")
    }
    return RecordChange(
      sequence: sequence, postedAt: Timestamp(microseconds: statement.integer(1)), record: record,
      createdAt: Timestamp(microseconds: statement.integer(3)),
      content: RecordContent(
        kind: Text(statement.bytes(4)), state: Text(statement.bytes(5)), parent: statement.optionalInteger(6),
        name: statement.optionalBytes(7).map { Text($0) },
        dueAt: statement.optionalInteger(8).map { Timestamp(microseconds: $0) }, body: Text(body)))
  }

  /// Makes `records` anew from the rows.
  static func rebuild(on connection: Connection) throws(SQLiteError) {
    guard try connection.integer("SELECT 1 FROM record_changes LIMIT 1") != nil else { return }
    try connection.execute(
      """
      BEGIN IMMEDIATE;
      DELETE FROM records;
      INSERT INTO records SELECT record, sequence, kind, state, parent, name, due_at FROM record_changes
        WHERE sequence IN (SELECT max(sequence) FROM record_changes GROUP BY record);
      COMMIT
      """)
  }
}
