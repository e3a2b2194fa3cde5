import SQLite

/// Walks the tables of truth together, in order of sequence.
struct TruthCursor {
  private let statements: [(table: SealedTable, statement: Statement)]
  private var heads: [Int64?]
  private var current: Int?

  init(on connection: Connection, after sequence: Int64) throws(SQLiteError) {
    let postings = try connection.prepare(
      "SELECT \(PostingsTable.columnsWithTimes) FROM postings p WHERE sequence > ?1 ORDER BY sequence")
    let changes = try connection.prepare(
      "SELECT \(AccountChangesTable.columns) FROM account_changes WHERE sequence > ?1 ORDER BY sequence")
    let outcomes = try connection.prepare("SELECT \(OutcomesTable.columns) FROM outcomes WHERE sequence > ?1 ORDER BY sequence")
    let records = try connection.prepare(
      "SELECT \(RecordsTable.columns) FROM record_changes WHERE sequence > ?1 ORDER BY sequence")
    statements = [(.postings, postings), (.accountChanges, changes), (.outcomes, outcomes), (.recordChanges, records)]
    heads = statements.map { _ in nil }
    for index in statements.indices {
      statements[index].statement.bind(1, sequence)
      heads[index] = try advance(index)
    }
  }

  /// The next row, on which the statement of its table then stands.
  mutating func next() throws(SQLiteError) -> (table: SealedTable, sequence: Int64)? {
    if let current { heads[current] = try advance(current) }
    current = heads.indices.filter { heads[$0] != nil }.min { (heads[$0] ?? .max) < (heads[$1] ?? .max) }
    guard let current, let sequence = heads[current] else { return nil }
    return (statements[current].table, sequence)
  }

  func statement(_ table: SealedTable) -> Statement { statements[Int(table.rawValue) - 1].statement }

  private func advance(_ index: Int) throws(SQLiteError) -> Int64? {
    try statements[index].statement.step() ? statements[index].statement.integer(0) : nil
  }
}
