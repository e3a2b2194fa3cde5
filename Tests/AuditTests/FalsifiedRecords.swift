import Audit
import Testing

/// Rows of records, and of the work that changes them, falsified one at a time and sealed as if they had been written so.
struct FalsifiedRecords {
  typealias Case = FalsifiedRows.Case

  /// Alters a column of row 6, the first of three of a payment, in all of them: so that only what it is, not that it changed, is wrong.
  private static func altered(_ name: String, _ set: String, _ rule: Finding.Rule = .record) -> Case {
    Case(
      name, "UPDATE record_changes SET \(set) WHERE record = 6; UPDATE records SET \(set) WHERE record = 6", "record_changes", 6,
      rule)
  }

  private static func body(_ name: String, _ body: String, _ rule: Finding.Rule = .record) -> Case {
    Case(name, "UPDATE record_changes SET body = \(body) WHERE sequence = 12", "record_changes", 12, rule)
  }

  static let shapes: [Case] = [
    altered("a kind is empty", "kind = ''"),
    altered("a kind has capitals", "kind = 'Payment'"),
    altered("a state has a digit", "state = 'step2'"),
    altered("a state is empty", "state = ''"),
    altered("a state is too long", "state = 'abcdefghijklmnopqrstuvwxyz_abcdef'", .column),
    altered("a name is empty", "name = ''"),
    altered("a name is too long", "name = hex(zeroblob(128))", .column),
    altered("it is due before all", "due_at = -1"),
    altered("it is due after all", "due_at = 253402300800000000"),
    Case(
      "it was created before its first row", "UPDATE record_changes SET created_at = created_at - 1 WHERE record = 6",
      "record_changes", 6, .record),
    body("a body is a list", "'[]'"),
    body("a body ends too early", #"'{"a":1'"#),
    body("a body goes on", #"'{"a":1}}'"#),
    body("a body has a comma too many", #"'{"a":1,}'"#),
    body("a body has a number that is none", #"'{"a":01}'"#),
    body("a body has a word that is none", #"'{"a":NaN}'"#),
    body("a body has a name without value", #"'{"a"}'"#),
    body("a body has a line break in a text", #"'{"a":"' || char(10) || '"}'"#),
    body("a body has an escape that is none", #"'{"a":"\x"}'"#),
    body("a body is no UTF-8", #"CAST(x'7b2261223a22ff227d' AS TEXT)"#),
    body(
      "a body is nested too deep",
      #"replace(hex(zeroblob(32)), '0', '{"a":') || '{"a":1}' || replace(hex(zeroblob(32)), '0', '}')"#),
    body("a body is empty", "''"),
    body("a body is too long", #"'{"a":"' || hex(zeroblob(32768)) || '"}'"#, .column),
  ]

  static let histories: [Case] = [
    Case(
      "a record is of another's later row", "UPDATE record_changes SET record = 12 WHERE sequence = 14", "record_changes", 14,
      .record),
    Case(
      "a record is of a row of another table", "UPDATE record_changes SET record = 7 WHERE sequence = 12", "record_changes", 12,
      .record),
    Case(
      "a record is of a row to come", "UPDATE record_changes SET record = 21 WHERE sequence = 14", "record_changes", 14, .record),
    Case("a record is of no row", "UPDATE record_changes SET record = -1 WHERE sequence = 14", "record_changes", 14, .record),
    Case("a later row begins anew", "UPDATE record_changes SET record = 14 WHERE sequence = 14", "record_changes", 14, .record),
    Case(
      "a later row is of another record", "UPDATE record_changes SET record = 15 WHERE sequence = 24", "record_changes", 24,
      .record),
    Case(
      "the time of creation changes", "UPDATE record_changes SET created_at = created_at + 1 WHERE sequence = 14",
      "record_changes", 14, .record),
    Case("a kind changes", "UPDATE record_changes SET kind = 'refund' WHERE sequence = 12", "record_changes", 12, .record),
    Case("a parent changes", "UPDATE record_changes SET parent = NULL WHERE sequence = 12", "record_changes", 12, .record),
    Case("a parent comes later", "UPDATE record_changes SET parent = 3 WHERE sequence = 24", "record_changes", 24, .record),
    Case("a name changes", "UPDATE record_changes SET name = 'tokyo' WHERE sequence = 16", "record_changes", 16, .record),
    Case("a name is lost", "UPDATE record_changes SET name = NULL WHERE sequence = 24", "record_changes", 24, .record),
    Case("a name is given later", "UPDATE record_changes SET name = 'x' WHERE sequence = 14", "record_changes", 14, .record),
    Case("a parent is no record", "UPDATE record_changes SET parent = 7 WHERE sequence = 20", "record_changes", 20, .record),
    Case(
      "a parent is a later row of a record", "UPDATE record_changes SET parent = 14 WHERE sequence = 20", "record_changes", 20,
      .record),
    Case(
      "a parent is the record itself", "UPDATE record_changes SET parent = 20 WHERE sequence = 20", "record_changes", 20, .record),
    Case(
      "a parent is a record to come", "UPDATE record_changes SET parent = 21 WHERE sequence = 20", "record_changes", 20, .record),
    Case(
      "a parent is no row", "UPDATE record_changes SET parent = -9223372036854775808 WHERE sequence = 20", "record_changes", 20,
      .record),
    Case(
      "a name is another's of its kind", "UPDATE record_changes SET name = 'toko' WHERE sequence = 20", "record_changes", 20,
      .record),
    Case(
      "a name is another's before another fault",
      "UPDATE record_changes SET name = 'toko' WHERE sequence = 20; UPDATE record_changes SET state = '' WHERE sequence = 24",
      "record_changes", 20, .record),
    Case("a row is missing", "DELETE FROM record_changes WHERE sequence = 12", "outcomes", 13, .sequence),
    Case(
      "a row is numbered below one", "UPDATE record_changes SET sequence = -1 WHERE sequence = 12", "record_changes", -1,
      .sequence),
  ]

  static let work: [Case] = [
    Case(
      "the request of a key is missing", "UPDATE record_changes SET request = NULL WHERE sequence = 3", "record_changes", 3, .key),
    Case("the key of a request is missing", "UPDATE record_changes SET key = NULL WHERE sequence = 3", "record_changes", 3, .key),
    Case("a key is empty", "UPDATE record_changes SET key = '' WHERE sequence = 3", "record_changes", 3, .key),
    Case("a key is another's", "UPDATE record_changes SET key = 'key-1' WHERE sequence = 3", "record_changes", 3, .key),
    Case(
      "a key is used again later", "UPDATE record_changes SET key = 'key-1' WHERE sequence = 21", "record_changes", 21, .key),
    Case(
      "a request is that of a transfer", "UPDATE record_changes SET request = x'01AABBCCDDEE' WHERE sequence = 3",
      "record_changes",
      3, .key),
    Case(
      "a request has an unknown field",
      "UPDATE record_changes SET request = CAST(request || x'C8AABBCCDDEE' AS BLOB) WHERE sequence = 3", "record_changes", 3, .key
    ),
    Case("a key is not in the index", "UPDATE record_changes SET key = 'k' WHERE sequence = 6", "index_pages", nil, .derived),
    Case(
      "a second row of work has a key",
      "UPDATE record_changes SET key = 'k', request = (SELECT request FROM record_changes WHERE sequence = 3) WHERE sequence = 16",
      "record_changes", 16, .time),
    Case(
      "postings have neither a key nor a record",
      "UPDATE record_changes SET posted_at = posted_at + 1 WHERE sequence = 12", "postings", 11, .key),
    Case(
      "an account without a key is in no work",
      "UPDATE account_changes SET posted_at = posted_at + 1, opened_at = opened_at + 1 WHERE sequence IN (4, 5)",
      "account_changes", 4,
      .key),
    Case(
      "a transaction without a key is in no work", "UPDATE postings SET posted_at = posted_at + 1 WHERE sequence = 9", "postings",
      9,
      .key),
    Case(
      "a command has the time of the work before it",
      "UPDATE account_changes SET posted_at = (SELECT posted_at FROM postings WHERE sequence = 9) WHERE sequence = 10",
      "account_changes", 10, .time),
    Case(
      "a refusal has the time of the work before it",
      "UPDATE outcomes SET posted_at = (SELECT posted_at FROM postings WHERE sequence = 11) WHERE sequence = 13", "outcomes", 13,
      .time),
    Case(
      "work has the time of the batch before it",
      "UPDATE record_changes SET (posted_at, created_at) = (SELECT posted_at, posted_at FROM postings WHERE sequence = 19) WHERE sequence = 20",
      "record_changes", 20, .time),
    Case(
      "an item of an atomic batch has no key", "UPDATE postings SET key = NULL, request = NULL WHERE sequence = 19", "postings",
      19,
      .time),
    Case(
      "the items of an atomic batch are work",
      "UPDATE postings SET key = NULL, request = NULL WHERE sequence IN (18, 19)", "outcomes", 17, .outcome),
    Case(
      "a caller opens an account of the product",
      "UPDATE account_changes SET posted_at = posted_at + 1, opened_at = opened_at + 1, key = 'k', request = x'01AABBCCDDEE' WHERE sequence = 5",
      "account_changes", 5, .accountHistory),
    Case(
      "a caller posts to what is managed",
      "UPDATE postings SET posted_at = posted_at + 1, key = 'k', request = x'01AABBCCDDEE' WHERE sequence = 9", "postings", 9,
      .state),
    Case(
      "a caller posts from what is managed",
      "UPDATE postings SET posted_at = posted_at + 1, key = 'k', request = x'01AABBCCDDEE', debit = 1, credit = 3 WHERE sequence = 9",
      "postings", 9, .state),
    Case(
      "a refusal is of an unknown field", "UPDATE outcomes SET field = 200 WHERE sequence = 13", "outcomes", 13, .outcome),
    Case(
      "time goes back", "UPDATE record_changes SET posted_at = 1760000000000000 WHERE sequence = 14", "record_changes", 14, .time),
    Case(
      "time is beyond the calendar", "UPDATE record_changes SET posted_at = 9223372036854775807 WHERE sequence = 14",
      "record_changes", 14, .time),
  ]

  @Test(arguments: shapes + histories + work)
  func `the first wrong row is named`(_ it: Case) throws {
    let ledger = try Stories.records()
    try ledger.sql(it.sql)
    try ledger.seal()
    let finding = try #require(try FalsifiedRows.finding(in: ledger))
    #expect(finding.table == it.table, "\(finding)")
    #expect(finding.row == it.row, "\(finding)")
    #expect(finding.rule == it.rule, "\(finding)")
  }

  static let files: [Case] = [
    Case("a body was rewritten", #"UPDATE record_changes SET body = '{}' WHERE sequence = 14"#, "seals", 4, .seal),
    Case("the last row is missing", "DELETE FROM record_changes WHERE sequence = 24", "seals", 8, .seal),
    Case("a record is not found by its number", "DELETE FROM records WHERE record = 15", "records", 15, .derived),
    Case(
      "a record is found that is none",
      "INSERT INTO records SELECT 7, last, kind, state, parent, NULL, NULL FROM records WHERE record = 6", "records", 7, .derived),
    Case(
      "a record is found in an older state", "UPDATE records SET (last, state) = (12, 'late') WHERE record = 6", "records", 6,
      .derived),
    Case("a record is found in another state", "UPDATE records SET state = 'late' WHERE record = 6", "records", 6, .derived),
    Case("a record is found as another", "UPDATE records SET last = 16 WHERE record = 6", "records", 6, .derived),
    Case("a record's last row is none", "UPDATE records SET last = 23 WHERE record = 21", "records", 21, .derived),
    Case("a record is found by another kind", "UPDATE records SET kind = 'refund' WHERE record = 6", "records", 6, .derived),
    Case("a record is found by another name", "UPDATE records SET name = 'tokyo' WHERE record = 15", "records", 15, .derived),
    Case("a record is found by another parent", "UPDATE records SET parent = NULL WHERE record = 20", "records", 20, .derived),
    Case("a record is due that is not", "UPDATE records SET due_at = 5 WHERE record = 20", "records", 20, .derived),
    Case(
      "an index is another of its name",
      "DROP INDEX records_due; CREATE INDEX records_due ON records (due_at) WHERE due_at > 100", "records_due", nil, .readable),
    Case(
      "two records are found wrong", "DELETE FROM records WHERE record = 15; UPDATE records SET due_at = 5 WHERE record = 20",
      "records", 15, .derived),
  ]

  @Test(arguments: files)
  func `a falsification outside of the rules is found`(_ it: Case) throws {
    let ledger = try Stories.records()
    try ledger.sql(it.sql)
    let finding = try #require(try FalsifiedRows.finding(in: ledger))
    #expect(finding.table == it.table, "\(finding)")
    #expect(finding.row == it.row, "\(finding)")
    #expect(finding.rule == it.rule, "\(finding)")
  }

  static let schema: [Case] = [
    Case("an index is missing", "DROP INDEX records_due", "sqlite_schema", nil, .schema),
    Case("the table is missing", "DROP TABLE record_changes", "record_changes", nil, .schema),
    Case("the derived table is missing", "DROP TABLE records", "records", nil, .schema),
    Case("a column is more", "ALTER TABLE record_changes ADD COLUMN note TEXT", "record_changes", nil, .schema),
  ]

  @Test(arguments: schema)
  func `another schema is found`(_ it: Case) throws {
    let ledger = try Stories.records()
    try ledger.sql(it.sql)
    try ledger.close()
    let finding = try #require(try FalsifiedRows.finding(in: ledger))
    #expect(finding.table == it.table, "\(finding)")
    #expect(finding.rule == it.rule, "\(finding)")
  }

  @Test func `work that lasts longer than its commit is found`() throws {
    let ledger = try Stories.records()
    try ledger.work {
      try ledger.record("refund", "new")
      ledger.commit()
      try ledger.record("refund", "new")
    }
    ledger.commit()
    try ledger.seal()
    let finding = try #require(try FalsifiedRows.finding(in: ledger))
    #expect(finding.row == 26 && finding.rule == .time, "\(finding)")
  }

  @Test func `the daemon's own work has no key`() throws {
    let ledger = try Stories.records()
    try ledger.work(21) { try ledger.record("refund", "new") }
    ledger.commit()
    try ledger.seal()
    let finding = try #require(try FalsifiedRows.finding(in: ledger))
    #expect(finding.row == 25 && finding.rule == .key, "\(finding)")
  }
}
