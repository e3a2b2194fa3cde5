import Audit
import Foundation
import LedgerCore
import SQLite
import Sodium
import Testing

/// What is not in a row: seals, derived tables, anchors, the file itself.
struct FalsifiedFiles {
  typealias Case = FalsifiedRows.Case

  static let seals: [Case] = [
    Case("a reference was rewritten", "UPDATE postings SET reference = 'order-18' WHERE sequence = 9", "seals", 3, .seal),
    Case("a refusal's number was rewritten", "UPDATE outcomes SET needed = 11 WHERE sequence = 11", "seals", 3, .seal),
    Case("metadata were rewritten", "UPDATE account_changes SET metadata = NULL WHERE sequence = 7", "seals", 1, .seal),
    Case("a NULL became an empty text", "UPDATE postings SET metadata = '' WHERE sequence = 8", "seals", 2, .seal),
    Case("a seal was rewritten", "UPDATE seals SET seal = zeroblob(32) WHERE number = 4", "seals", 4, .seal),
    Case("a seal is too short", "UPDATE seals SET seal = x'01' WHERE number = 4", "seals", 4, .seal),
    Case("a seal is missing in the middle", "DELETE FROM seals WHERE number = 4", "seals", 4, .seal),
    Case("the last seal is missing", "DELETE FROM seals WHERE number = 9", "seals", 9, .seal),
    Case("the last rows are missing", "DELETE FROM account_changes WHERE sequence >= 30", "seals", 9, .seal),
    Case("the last row is missing", "DELETE FROM account_changes WHERE sequence = 31", "seals", 9, .seal),
    Case("a seal begins too late", "UPDATE seals SET first = first + 1 WHERE number = 4", "seals", 4, .seal),
    Case("a seal ends before it begins", "UPDATE seals SET last = -9223372036854775808 WHERE number = 4", "seals", 4, .seal),
    Case("a seal ends too late", "UPDATE seals SET last = 9223372036854775807 WHERE number = 9", "seals", 9, .seal),
    Case("the tenant was exchanged", "UPDATE ledger SET tenant = 'ten_01JCQ7Z5C0ABCDEFGHJKMNPQRT'", "seals", 1, .seal),
    Case("the tag was exchanged", "UPDATE ledger SET tag = 4661", "seals", 1, .seal),
    Case("the hash key was exchanged", "UPDATE ledger SET hash_key = zeroblob(16)", "seals", 1, .seal),
    Case("the tenant is no id", "UPDATE ledger SET tenant = 'toko'", "ledger", 1, .schema),
    Case("the hash key is too short", "UPDATE ledger SET hash_key = x'00'", "ledger", 1, .schema),
    Case("the ledger has another number", "UPDATE ledger SET id = 2", "ledger", 2, .schema),
    Case(
      "there are two ledgers", "INSERT INTO ledger SELECT 2, tenant, tag, hash_key, created_at FROM ledger", "ledger", nil,
      .schema),
    Case("the ledger says not whose it is", "DELETE FROM ledger", "ledger", 1, .schema),
  ]

  static let derived: [Case] = [
    Case(
      "a saved counter is wrong", "UPDATE account_states SET debits_posted = 1 WHERE account = 2", "account_states", 2, .derived),
    Case(
      "a saved version is wrong", "UPDATE account_states SET version = version + 1 WHERE account = 4", "account_states", 4,
      .derived),
    Case(
      "a saved state is older than the watermark",
      "INSERT OR REPLACE INTO account_states SELECT debit, sequence, debit_version, debit_debits_posted, debit_credits_posted, debit_debits_pending, debit_credits_pending FROM postings WHERE sequence = 9",
      "account_states", 2, .derived),
    Case("a saved state is missing", "DELETE FROM account_states WHERE account = 3", "account_states", 3, .derived),
    Case(
      "a saved state is of no account", "INSERT INTO account_states VALUES (99, 8, 1, 0, 0, 0, 0)", "account_states", 99, .derived
    ),
    Case(
      "a saved state is of another's row", "UPDATE account_states SET last_posting = 14 WHERE account = 2", "account_states", 2,
      .derived),
    Case(
      "a saved state has counters before any row", "INSERT INTO account_states VALUES (7, 0, 0, 0, 0, 0, 5)", "account_states", 7,
      .derived),
    Case("a saved hold is missing", "DELETE FROM open_holds WHERE hold = 21", "open_holds", 21, .derived),
    Case("a saved hold is of no hold", "INSERT INTO open_holds VALUES (8, 1, 2, 0, 5, NULL)", "open_holds", 8, .derived),
    Case(
      "a saved hold was resolved before",
      "INSERT INTO open_holds SELECT sequence, debit, credit, posted_at, remaining, expires_at FROM postings WHERE sequence = 12",
      "open_holds", 12, .derived),
    Case("a saved hold reserves more", "UPDATE open_holds SET remaining = 40000 WHERE hold = 20", "open_holds", 20, .derived),
    Case("a saved hold reserves less", "UPDATE open_holds SET remaining = 1 WHERE hold = 20", "open_holds", 20, .derived),
    Case("a saved hold has another expiry", "UPDATE open_holds SET expires_at = 1 WHERE hold = 20", "open_holds", 20, .derived),
    Case("a saved hold has another account", "UPDATE open_holds SET debit = 1 WHERE hold = 20", "open_holds", 20, .derived),
    Case("the watermark names another row", "UPDATE watermark SET sequence = 21", "watermark", 1, .derived),
    Case("the watermark counts other postings", "UPDATE watermark SET postings = postings - 1", "watermark", 1, .derived),
    Case("the watermark has another seal", "UPDATE watermark SET seal = zeroblob(32)", "watermark", 1, .derived),
    Case("the watermark is ahead of the file", "UPDATE watermark SET seal_number = 10", "watermark", 1, .derived),
    Case("the watermark is below zero", "UPDATE watermark SET seal_number = -1", "watermark", 1, .derived),
    Case("a mark is on another account's row", "INSERT INTO account_marks VALUES (5, 9)", "account_marks", 5, .derived),
    Case("a mark is on a row that is not marked", "INSERT INTO account_marks VALUES (2, 9)", "account_marks", 2, .derived),
    Case(
      "an entry of the index is missing",
      "UPDATE index_pages SET entries = substr(entries, 13) WHERE page = (SELECT min(page) FROM index_pages)", "index_pages",
      16_777_228,
      .derived),
    Case(
      "a page of the index is missing", "DELETE FROM index_pages WHERE page = (SELECT min(page) FROM index_pages)", "index_runs",
      1, .derived),
    Case("the index is missing", "DELETE FROM index_runs", "index_pages", nil, .derived),
    Case(
      "an entry is of another row",
      "UPDATE index_pages SET entries = CAST(substr(entries, 1, 11) || x'63' || substr(entries, 13) AS BLOB) WHERE page = (SELECT min(page) FROM index_pages)",
      "index_pages", 16_777_228, .derived),
    Case("an entry is in another bucket", "UPDATE index_runs SET level = 1, bits = 12", "index_pages", 16_777_228, .derived),
    Case("a level is not there", "UPDATE index_runs SET bits = 9", "index_runs", 1, .derived),
    Case(
      "a page of the index is cut",
      "UPDATE index_pages SET entries = substr(entries, 2) WHERE page = (SELECT min(page) FROM index_pages)", "index_pages",
      16_777_228, .derived),
    Case("a mark is on no row", "INSERT INTO account_marks VALUES (2, 999)", "account_marks", 2, .derived),
  ]

  static let schema: [Case] = [
    Case(
      "a view stands in a table's place", "ALTER TABLE postings RENAME TO p; CREATE VIEW postings AS SELECT * FROM p", "postings",
      nil, .schema),
    Case(
      "a trigger would write along", "CREATE TRIGGER along AFTER INSERT ON postings BEGIN DELETE FROM open_holds; END",
      "sqlite_schema", nil, .schema),
    Case("an index is missing", "DROP INDEX backdated_debits", "sqlite_schema", nil, .schema),
    Case("a table is missing", "DROP TABLE outcomes", "outcomes", nil, .schema),
    Case("a column is missing", "ALTER TABLE outcomes DROP COLUMN needed", "outcomes", nil, .schema),
    Case(
      "a column is computed", "ALTER TABLE outcomes DROP COLUMN needed; ALTER TABLE outcomes ADD COLUMN needed INTEGER AS (1)",
      "outcomes", nil, .schema),
    Case(
      "a table is not strict",
      "DROP TABLE outcomes; CREATE TABLE outcomes (sequence INTEGER PRIMARY KEY, posted_at INTEGER, kind TEXT, code TEXT, field INTEGER, posting INTEGER, account INTEGER, available INTEGER, needed INTEGER, key TEXT, request BLOB)",
      "outcomes", nil, .schema),
  ]

  @Test(arguments: seals + derived)
  func `a falsification outside of the rules is found`(_ it: Case) throws {
    let ledger = try Stories.everything()
    try ledger.sql(it.sql)
    let finding = try #require(try FalsifiedRows.finding(in: ledger))
    #expect(finding.table == it.table, "\(finding)")
    #expect(finding.row == it.row, "\(finding)")
    #expect(finding.rule == it.rule, "\(finding)")
  }

  @Test(arguments: schema)
  func `another schema is found`(_ it: Case) throws {
    let ledger = try Stories.everything()
    try ledger.sql(it.sql)
    try ledger.close()
    let finding = try #require(try FalsifiedRows.finding(in: ledger))
    #expect(finding.table == it.table, "\(finding)")
    #expect(finding.rule == it.rule, "\(finding)")
  }

  @Test(arguments: [("0.5", "floating-point"), ("1e999", "floating-point"), ("'x'", "text"), ("x'00'", "blob"), ("NULL", "NULL")])
  func `a value of another type behind the table's back is found`(value: String, found: String) throws {
    let ledger = try Stories.everything()
    try ledger.close()
    // The schema is text in the file: while it says ANY, anything can be written.
    try replace("amount INTEGER NOT NULL", "amount ANY             ", in: ledger.path)
    let editor = try Connection(path: ledger.path, mode: .readWrite)
    try editor.execute("PRAGMA ignore_check_constraints = ON; UPDATE postings SET amount = \(value) WHERE sequence = 9")
    try editor.close()
    try replace("amount ANY             ", "amount INTEGER NOT NULL", in: ledger.path)
    let finding = try #require(try FalsifiedRows.finding(in: ledger))
    #expect(finding.rule == .column, "\(finding)")
    #expect(finding.row == 9)
    #expect(finding.found.contains(found))
  }

  private func replace(_ text: String, _ other: String, in path: String) throws {
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let range = try #require(bytes.range(of: Data(text.utf8)))
    bytes.replaceSubrange(range, with: Data(other.utf8))
    try bytes.write(to: URL(fileURLWithPath: path))
  }

  // MARK: Anchors

  static let key = SigningKey(seed: SecretBytes(copying: [UInt8](repeating: 7, count: 32)))

  private func anchor(_ ledger: LedgerScribe, seal number: Int, tenant: String = LedgerScribe.tenant) throws -> Anchor {
    let tenant = try #require(TenantID(tenant))
    let seal = ledger.seals[number - 1]
    let signedAt = try #require(Timestamp(rfc3339: "2026-11-20T08:00:00.000001Z"))
    let sequence = ledger.commits[number - 1].last
    let hex = seal.map { String(format: "%02x", $0) }.joined()
    let message = "walletd head 1\n\(tenant.text)\n\(sequence)\n\(number)\n\(hex)\n2026-11-20T08:00:00.000001Z\n"
    return Anchor(
      tenant: tenant, sequence: sequence, sealNumber: Int64(number), seal: seal, signedAt: signedAt,
      publicKey: Self.key.publicKey, signature: Self.key.sign(Array(message.utf8)))
  }

  @Test(arguments: [1, 5, 9])
  func `an anchor the file still contains fits`(number: Int) throws {
    let ledger = try Stories.everything()
    var verifier = LedgerVerifier()
    verifier.anchors = [try anchor(ledger, seal: 9), try anchor(ledger, seal: number)]
    let verdict = try verifier.verify(path: ledger.path)
    guard case .sound(let report) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(report.anchors == 2)
  }

  @Test func `a tail that was cut off and sealed anew is found by the anchor`() throws {
    let ledger = try Stories.everything()
    var verifier = LedgerVerifier()
    verifier.anchors = [try anchor(ledger, seal: 9)]
    try ledger.sql("DELETE FROM account_changes WHERE sequence >= 30; DELETE FROM seals WHERE number = 9")
    #expect(try FalsifiedRows.finding(in: ledger) == nil)
    let finding = try #require(try FalsifiedRows.finding(in: ledger, verifier))
    #expect(finding.rule == .anchor)
    #expect(finding.row == 9)
  }

  @Test func `a history that was rewritten and sealed anew is found by the anchor`() throws {
    let ledger = try Stories.everything()
    var verifier = LedgerVerifier()
    verifier.anchors = [try anchor(ledger, seal: 5)]
    try ledger.sql("UPDATE outcomes SET needed = 11 WHERE sequence = 11")
    try ledger.seal()
    #expect(try FalsifiedRows.finding(in: ledger) == nil)
    let finding = try #require(try FalsifiedRows.finding(in: ledger, verifier))
    #expect(finding.rule == .anchor)
    #expect(finding.row == 5)
  }

  @Test func `an anchor with another signature is refused`() throws {
    let ledger = try Stories.everything()
    let good = try anchor(ledger, seal: 5)
    var verifier = LedgerVerifier()
    verifier.anchors = [
      Anchor(
        tenant: good.tenant, sequence: good.sequence + 1, sealNumber: good.sealNumber, seal: good.seal, signedAt: good.signedAt,
        publicKey: good.publicKey, signature: good.signature)
    ]
    #expect(try FalsifiedRows.finding(in: ledger, verifier)?.rule == .anchor)
  }

  @Test func `an anchor of another tenant is refused`() throws {
    let ledger = try Stories.everything()
    var verifier = LedgerVerifier()
    verifier.anchors = [try anchor(ledger, seal: 5, tenant: "ten_01JCQ7Z5C0ABCDEFGHJKMNPQRT")]
    #expect(try FalsifiedRows.finding(in: ledger, verifier)?.subject == "tenant")
  }
}
