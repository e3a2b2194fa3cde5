import Audit
import Testing

/// One falsification each, sealed as if it had been written so: the row that is named, and the promise it breaks.
struct FalsifiedRows {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let sql: String
    let table: String
    let row: Int64?
    let rule: Finding.Rule
    var testDescription: String { name }

    init(_ name: String, _ sql: String, _ table: String, _ row: Int64?, _ rule: Finding.Rule) {
      self.name = name
      self.sql = sql
      self.table = table
      self.row = row
      self.rule = rule
    }
  }

  static func finding(in ledger: LedgerScribe, _ verifier: LedgerVerifier = LedgerVerifier()) throws -> Finding? {
    let finding: Finding? =
      switch try verifier.verify(path: ledger.path) {
      case .sound: nil
      case .unsound(let finding): finding
      }
    if verifier.anchors.isEmpty { try SecondVerifier.agree(on: ledger.path, with: finding) }
    return finding
  }

  static let postings: [Case] = [
    Case("a row is missing", "DELETE FROM postings WHERE sequence = 8", "postings", 9, .sequence),
    Case("a row is numbered below one", "UPDATE postings SET sequence = -1 WHERE sequence = 8", "postings", -1, .sequence),
    Case(
      "a counter is higher", "UPDATE postings SET debit_debits_posted = debit_debits_posted + 1 WHERE sequence = 9", "postings",
      9, .counters),
    Case(
      "the other side's counter is lower", "UPDATE postings SET credit_credits_posted = 7 WHERE sequence = 9", "postings", 9,
      .counters),
    Case(
      "an untouched counter moved", "UPDATE postings SET debit_credits_pending = 1 WHERE sequence = 9", "postings", 9, .counters),
    Case(
      "a counter is as low as can be", "UPDATE postings SET debit_debits_posted = -9223372036854775808 WHERE sequence = 9",
      "postings", 9, .counters),
    Case("an amount is altered", "UPDATE postings SET amount = amount + 1 WHERE sequence = 8", "postings", 8, .counters),
    Case("an amount is zero", "UPDATE postings SET amount = 0 WHERE sequence = 8", "postings", 8, .amount),
    Case("an amount is negative", "UPDATE postings SET amount = -1000000 WHERE sequence = 8", "postings", 8, .amount),
    Case("an amount is huge", "UPDATE postings SET amount = 9223372036854775807 WHERE sequence = 8", "postings", 8, .amount),
    Case(
      "two amounts overflow together", "UPDATE postings SET amount = 4611686018427387903 WHERE sequence = 9", "postings", 9,
      .counters),
    Case("a version is skipped", "UPDATE postings SET credit_version = 9 WHERE sequence = 14", "postings", 14, .version),
    Case("a previous row is wrong", "UPDATE postings SET debit_previous = 3 WHERE sequence = 9", "postings", 9, .previous),
    Case("an account was never opened", "UPDATE postings SET credit = 8 WHERE sequence = 8", "postings", 8, .account),
    Case(
      "an account's number is huge", "UPDATE postings SET debit = 9223372036854775807 WHERE sequence = 8", "postings", 8, .account
    ),
    Case("both sides are one account", "UPDATE postings SET credit = 1 WHERE sequence = 8", "postings", 8, .account),
    Case("the currencies differ", "UPDATE postings SET credit = 6 WHERE sequence = 8", "postings", 8, .currency),
    Case("a kind is unknown", "UPDATE postings SET kind = 6 WHERE sequence = 8", "postings", 8, .kind),
    Case("a kind is negative", "UPDATE postings SET kind = -255 WHERE sequence = 8", "postings", 8, .kind),
    Case("a leg is missing at the end", "UPDATE postings SET legs = 3 WHERE sequence IN (9, 10)", "outcomes", 11, .legs),
    Case("legs differ within a transaction", "UPDATE postings SET legs = 3 WHERE sequence = 10", "postings", 10, .legs),
    Case("a leg is numbered wrong", "UPDATE postings SET leg = 2 WHERE sequence = 10", "postings", 10, .legs),
    Case("a transaction begins with leg one", "UPDATE postings SET leg = 1, legs = 2 WHERE sequence = 8", "postings", 8, .legs),
    Case(
      "a transaction has more legs than can be", "UPDATE postings SET legs = 9223372036854775807 WHERE sequence = 9", "postings",
      9, .legs),
    Case(
      "a second leg has a key of its own", "UPDATE postings SET key = 'k', request = x'010203040506' WHERE sequence = 10",
      "postings", 10, .legs),
    Case(
      "a second leg has another time", "UPDATE postings SET posted_at = posted_at + 1 WHERE sequence = 10", "postings", 10, .time),
    Case("time goes back", "UPDATE postings SET posted_at = 1760000000000000 WHERE sequence = 8", "postings", 8, .time),
    Case(
      "time stands still behind a commit",
      "UPDATE postings SET posted_at = (SELECT posted_at FROM account_changes WHERE sequence = 7) WHERE sequence = 8", "postings",
      8, .time),
    Case(
      "time stands still without a batch",
      "UPDATE postings SET posted_at = (SELECT posted_at FROM postings WHERE sequence = 12) WHERE sequence = 13", "postings", 13,
      .time),
    Case(
      "time is beyond the calendar", "UPDATE postings SET posted_at = 9223372036854775807 WHERE sequence = 8", "postings", 8,
      .time),
    Case(
      "it counts after it was posted", "UPDATE postings SET effective_at = posted_at + 1 WHERE sequence = 8", "postings", 8, .time
    ),
    Case(
      "it counts when it was posted, said twice", "UPDATE postings SET effective_at = posted_at WHERE sequence = 8", "postings",
      8, .time),
    Case(
      "it counts before the calendar", "UPDATE postings SET effective_at = -9223372036854775808 WHERE sequence = 8", "postings",
      8, .time),
    Case("the request of a key is missing", "UPDATE postings SET request = NULL WHERE sequence = 8", "postings", 8, .key),
    Case("a key is missing", "UPDATE postings SET key = NULL, request = NULL WHERE sequence = 8", "postings", 8, .key),
    Case("a key is empty", "UPDATE outcomes SET key = '' WHERE sequence = 11", "outcomes", 11, .key),
    Case(
      "a fingerprint begins with another field", "UPDATE postings SET request = x'02AABBCCDDEE' WHERE sequence = 8", "postings",
      8,
      .key),
    Case(
      "a fingerprint has an unknown field", "UPDATE postings SET request = x'01AABBCCDDEEC8AABBCCDDEE' WHERE sequence = 8",
      "postings", 8, .key),
    Case("a fingerprint has a broken length", "UPDATE postings SET request = x'0102' WHERE sequence = 8", "postings", 8, .key),
    Case("a key is used twice", "UPDATE postings SET key = 'key-8' WHERE sequence = 14", "postings", 14, .key),
    Case("a key of an account is used again", "UPDATE outcomes SET key = 'key-1' WHERE sequence = 11", "outcomes", 11, .key),
    Case(
      "a key is used twice before another fault",
      "UPDATE postings SET key = 'key-8' WHERE sequence = 14; UPDATE postings SET amount = 1 WHERE sequence = 24", "postings", 14,
      .key),
    Case("a key is too long", "UPDATE postings SET key = hex(zeroblob(128)) WHERE sequence = 8", "postings", 8, .column),
  ]

  static let holds: [Case] = [
    Case("a posting names a hold", "UPDATE postings SET hold = 8, remaining = 0 WHERE sequence = 8", "postings", 8, .hold),
    Case("a hold names another row", "UPDATE postings SET hold = 11 WHERE sequence = 12", "postings", 12, .hold),
    Case("a hold reserves less than its amount", "UPDATE postings SET remaining = 1 WHERE sequence = 12", "postings", 12, .hold),
    Case("a hold expires before it is placed", "UPDATE postings SET expires_at = 5 WHERE sequence = 13", "postings", 13, .hold),
    Case(
      "a hold expires within a second", "UPDATE postings SET expires_at = expires_at + 1 WHERE sequence = 13", "postings", 13,
      .hold),
    Case(
      "a hold expires in a thousand years", "UPDATE postings SET expires_at = 9223372036854775807 WHERE sequence = 13",
      "postings", 13, .hold),
    Case(
      "a capture takes another hold's accounts", "UPDATE postings SET debit = 3, credit = 2 WHERE sequence = 15", "postings", 15,
      .hold),
    Case("a capture leaves a wrong rest", "UPDATE postings SET remaining = 1 WHERE sequence = 15", "postings", 15, .hold),
    Case("a capture is of no hold", "UPDATE postings SET hold = 8 WHERE sequence = 15", "postings", 15, .hold),
    Case("a capture takes more than remains", "UPDATE postings SET amount = 300001 WHERE sequence = 15", "postings", 15, .hold),
    Case("the rest released is of another hold", "UPDATE postings SET hold = 13 WHERE sequence = 17", "postings", 17, .hold),
    Case("a release is of a part only", "UPDATE postings SET amount = 1 WHERE sequence = 17", "postings", 17, .hold),
    Case(
      "an expiry comes early", "UPDATE postings SET expires_at = expires_at + 5000000 WHERE sequence = 13", "postings", 19, .hold),
    Case(
      "an expiry counts from when it was noticed", "UPDATE postings SET effective_at = NULL WHERE sequence = 19", "postings", 19,
      .hold),
    Case(
      "an expiry has a key", "UPDATE postings SET key = 'k', request = x'010203040506' WHERE sequence = 19", "postings", 19, .key),
    Case("a hold that never expires did", "UPDATE postings SET expires_at = NULL WHERE sequence = 13", "postings", 19, .hold),
    Case("a hold has two legs", "UPDATE postings SET legs = 2 WHERE sequence = 12", "postings", 12, .legs),
  ]

  static let rules: [Case] = [
    Case(
      "a debit account was frozen", "UPDATE account_changes SET frozen = 1, change = 'frozen', account = 2 WHERE sequence = 7",
      "account_changes", 7, .accountHistory),
    Case(
      "a reversal has another amount", "UPDATE postings SET amount = amount - 1 WHERE sequence = 26", "postings", 26, .reversal),
    Case(
      "a reversal has its legs in the first order", "UPDATE postings SET debit = 3, credit = 2 WHERE sequence = 26", "postings",
      26, .reversal),
    Case("a reversal is of a hold", "UPDATE postings SET reverses = 12 WHERE sequence = 26", "postings", 26, .reversal),
    Case("a reversal is of a second leg", "UPDATE postings SET reverses = 10 WHERE sequence = 26", "postings", 26, .reversal),
    Case("a reversal is of itself", "UPDATE postings SET reverses = 26 WHERE sequence = 26", "postings", 26, .reversal),
    Case(
      "a reversal is of a row to come", "UPDATE postings SET reverses = 9223372036854775807 WHERE sequence = 26", "postings", 26,
      .reversal),
    Case(
      "a reversal is of no row", "UPDATE postings SET reverses = -9223372036854775808 WHERE sequence = 26", "postings", 26,
      .reversal),
    Case("a hold reverses something", "UPDATE postings SET reverses = 9 WHERE sequence = 12", "postings", 12, .reversal),
  ]

  static let accounts: [Case] = [
    Case(
      "an account's number is skipped", "UPDATE account_changes SET account = 9 WHERE sequence = 7", "account_changes", 7,
      .accountHistory),
    Case(
      "a code is taken twice", "UPDATE account_changes SET code = 'wallet:bob' WHERE sequence = 4", "account_changes", 4,
      .accountHistory),
    Case(
      "a code is one of the product's own", "UPDATE account_changes SET code = 'assets:cash' WHERE sequence = 4",
      "account_changes", 4, .accountHistory),
    Case(
      "a class is unknown", "UPDATE account_changes SET class = 'magic' WHERE sequence = 3", "account_changes", 3, .accountHistory
    ),
    Case(
      "a currency is no currency", "UPDATE account_changes SET currency = 'id1' WHERE sequence = 3", "account_changes", 3,
      .accountHistory),
    Case(
      "a manager is unknown", "UPDATE account_changes SET managed_by = 'me' WHERE sequence = 3", "account_changes", 3,
      .accountHistory),
    Case(
      "a change is unknown", "UPDATE account_changes SET change = 'moved' WHERE sequence = 30", "account_changes", 30,
      .accountHistory),
    Case(
      "an account is opened earlier than it is written",
      "UPDATE account_changes SET opened_at = opened_at - 1 WHERE sequence = 3", "account_changes", 3, .accountHistory),
    Case(
      "an account is opened frozen", "UPDATE account_changes SET frozen = 1 WHERE sequence = 3", "account_changes", 3,
      .accountHistory),
    Case(
      "a change is of no account", "UPDATE account_changes SET account = 8 WHERE sequence = 30", "account_changes", 30,
      .accountHistory),
    Case(
      "a class changes later", "UPDATE account_changes SET class = 'asset' WHERE sequence = 30", "account_changes", 30,
      .accountHistory),
    Case(
      "metadata change later", "UPDATE account_changes SET metadata = '{}' WHERE sequence = 30", "account_changes", 30,
      .accountHistory),
    Case(
      "a freeze changes the limit", "UPDATE account_changes SET floor = -1 WHERE sequence = 28", "account_changes", 28,
      .accountHistory),
    Case(
      "a freeze freezes nothing", "UPDATE account_changes SET frozen = 0 WHERE sequence = 28", "account_changes", 28,
      .accountHistory),
    Case(
      "an unfreezing freezes", "UPDATE account_changes SET frozen = 2 WHERE sequence = 29", "account_changes", 29, .accountHistory
    ),
    Case(
      "a limit is out of range", "UPDATE account_changes SET floor = -9223372036854775808 WHERE sequence = 30", "account_changes",
      30, .accountHistory),
    Case(
      "a closing does not close", "UPDATE account_changes SET closed = 0 WHERE sequence = 31", "account_changes", 31,
      .accountHistory),
    Case(
      "an account is closed that is not empty",
      "UPDATE account_changes SET change = 'closed', closed = 1, floor = -50000 WHERE sequence = 30", "account_changes", 30,
      .accountHistory),
    Case(
      "the last posting of a change is wrong", "UPDATE account_changes SET last_posting = 8 WHERE sequence = 30",
      "account_changes", 30, .accountHistory),
    Case(
      "the time of a change goes back", "UPDATE account_changes SET posted_at = 5 WHERE sequence = 30", "account_changes", 30,
      .time),
    Case("a batch has a code", "UPDATE outcomes SET code = 'x' WHERE sequence = 23", "outcomes", 23, .outcome),
    Case("a batch has a field", "UPDATE outcomes SET field = 0 WHERE sequence = 23", "outcomes", 23, .outcome),
    Case(
      "a batch has another request", "UPDATE outcomes SET request = x'01AABBCCDDEE' WHERE sequence = 23", "outcomes", 23, .key),
    Case(
      "a batch says it was one of three",
      "UPDATE outcomes SET request = CAST(substr(request, 1, 17) || x'00' AS BLOB) WHERE sequence = 23",
      "outcomes", 23, .outcome),
    Case("a refusal has an unknown code", "UPDATE outcomes SET code = 'because' WHERE sequence = 11", "outcomes", 11, .outcome),
    Case(
      "a refusal is for the sake of nothing", "UPDATE outcomes SET code = 'linked_event_failed' WHERE sequence = 11", "outcomes",
      11, .outcome),
    Case("a refusal has no field", "UPDATE outcomes SET field = NULL WHERE sequence = 11", "outcomes", 11, .outcome),
    Case("a refusal has an unknown field", "UPDATE outcomes SET field = 200 WHERE sequence = 11", "outcomes", 11, .outcome),
    Case("a refusal is in no posting", "UPDATE outcomes SET posting = -1 WHERE sequence = 11", "outcomes", 11, .outcome),
    Case(
      "a refusal is about an account to come", "UPDATE outcomes SET account = 8 WHERE sequence = 11", "outcomes", 11, .outcome),
    Case("a refusal has none", "UPDATE outcomes SET code = NULL WHERE sequence = 11", "outcomes", 11, .outcome),
    Case("an outcome is of an unknown kind", "UPDATE outcomes SET kind = 'maybe' WHERE sequence = 11", "outcomes", 11, .outcome),
    Case("a refusal is about no account", "UPDATE outcomes SET account = -3 WHERE sequence = 11", "outcomes", 11, .outcome),
  ]

  @Test(arguments: postings + holds + rules + accounts)
  func `the first wrong row is named`(_ it: Case) throws {
    let ledger = try Stories.everything()
    try ledger.sql(it.sql)
    try ledger.seal()
    let finding = try #require(try Self.finding(in: ledger))
    #expect(finding.table == it.table)
    #expect(finding.row == it.row, "\(finding)")
    #expect(finding.rule == it.rule, "\(finding)")
  }
}
