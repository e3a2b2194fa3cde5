import SQLite

/// Whether the tables of a file are those of a ledger: real tables, strict, with exactly the columns we read. A view or a computed column
/// in their place could show an auditor what the daemon does not see.
enum SchemaCheck {
  static func check(_ connection: Connection) throws(Finding) {
    for table in TruthTable.allCases { try check(table.name, table.columns, connection) }
    for (name, columns) in otherTables { try check(name, columns, connection) }
    try checkObjects(connection)
  }

  static let otherTables: [(String, [Column])] = [
    (
      "ledger",
      [
        Column("id", .integer), Column("tenant", .text(64)), Column("tag", .integer), Column("hash_key", .blob(16)),
        Column("created_at", .integer),
      ]
    ),
    ("seals", [Column("number", .integer), Column("first", .integer), Column("last", .integer), Column("seal", .blob(32))]),
    (
      "watermark",
      [
        Column("id", .integer), Column("sequence", .integer), Column("seal_number", .integer), Column("seal", .blob(32)),
        Column("postings", .integer),
      ]
    ),
    (
      "account_states",
      [
        Column("account", .integer), Column("last_posting", .integer), Column("version", .integer),
        Column("debits_posted", .integer), Column("credits_posted", .integer), Column("debits_pending", .integer),
        Column("credits_pending", .integer),
      ]
    ),
    (
      "open_holds",
      [
        Column("hold", .integer), Column("debit", .integer), Column("credit", .integer), Column("placed_at", .integer),
        Column("remaining", .integer), Column("expires_at", .integer, optional: true),
      ]
    ),
    ("account_marks", [Column("account", .integer), Column("sequence", .integer)]),
    (
      "records",
      [
        Column("record", .integer), Column("last", .integer), Column("kind", .text(RecordRow.wordBytes)),
        Column("state", .text(RecordRow.wordBytes)), Column("parent", .integer, optional: true),
        Column("name", .text(RecordRow.nameBytes), optional: true), Column("due_at", .integer, optional: true),
      ]
    ),
    (
      "index_runs",
      [Column("run", .integer), Column("level", .integer), Column("bits", .integer), Column("entries", .integer)]
    ),
    ("index_pages", [Column("page", .integer), Column("entries", .blob(1 << 24))]),
  ]

  /// What a ledger file has beside its tables, and the table of the migrations that made it.
  private static let otherObjects = [
    "index backdated_credits", "index backdated_debits", "index records_by_kind", "index records_by_name",
    "index records_by_parent", "index records_due", "table migrations", "view accounts", "view balances", "view entries",
  ]

  /// Nothing is missing, and nothing else is there: a trigger would change what a daemon writes.
  private static func checkObjects(_ connection: Connection) throws(Finding) {
    let tables = TruthTable.allCases.map(\.name) + otherTables.map(\.0)
    let expected = (otherObjects + tables.map { "table " + $0 }).sorted()
    let found = try reading("sqlite_schema", after: nil) { () throws(SQLiteError) -> [String] in
      let select = try connection.prepare("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
      var found: [String] = []
      while try select.step(), found.count < 100 { found.append(select.text(0) + " " + select.text(1)) }
      return found.sorted()
    }
    guard let wrong = Set(found).symmetricDifference(expected).min() ?? (found == expected ? nil : "the list") else { return }
    throw Finding(
      table: "sqlite_schema", row: nil, .schema, wrong, expected: expected.contains(wrong) ? "there" : "not there",
      found: expected.contains(wrong) ? "missing" : "there")
  }

  static func check(_ table: String, _ columns: [Column], _ connection: Connection) throws(Finding) {
    let found = try reading(table, after: nil) { () throws(SQLiteError) in try describe(table, connection) }
    let expected = columns.map { "\($0.name) \($0.kind.declared)" }.joined(separator: ", ")
    guard found == "strict table (\(expected))" else {
      throw Finding(table: table, row: nil, .schema, "the table", expected: "a strict table (\(expected))", found: found)
    }
  }

  private static func describe(_ table: String, _ connection: Connection) throws(SQLiteError) -> String {
    let kind = try connection.prepare("SELECT type, strict FROM pragma_table_list WHERE schema = 'main' AND name = ?1")
    kind.bind(1, text: table)
    guard try kind.step() else { return "missing" }
    let description = (kind.integer(1) == 1 ? "strict " : "") + kind.text(0)
    let columns = try connection.prepare("SELECT name, type, hidden FROM pragma_table_xinfo(?1) ORDER BY cid")
    columns.bind(1, text: table)
    var names: [String] = []
    while try columns.step(), names.count < 100 {
      names.append(columns.text(0) + " " + columns.text(1) + (columns.integer(2) == 0 ? "" : " computed"))
    }
    return "\(description) (\(names.joined(separator: ", ")))"
  }
}
