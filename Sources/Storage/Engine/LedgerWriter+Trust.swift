import LedgerCore
import SQLite
import Sodium

/// What is saved beside the rows is not sealed, so that it is held against them before it is used: a key that was forgotten is a
/// request applied twice, a hold with another expiry is money freed at another time. What does not fit is built again.
extension LedgerWriter {
  /// Every saved state must be what its account's last row says. Whether that row is the account's last is asked in
  /// `checkVersions`, when the rows after the watermark are replayed.
  func statesFitTheirRows() throws -> Bool {
    try file.connection.integer(
      """
      SELECT 1 FROM account_states s LEFT JOIN postings p ON p.sequence = s.last_posting
      WHERE NOT coalesce(
        p.debit = s.account AND p.debit_version = s.version
          AND p.debit_debits_posted = s.debits_posted AND p.debit_credits_posted = s.credits_posted
          AND p.debit_debits_pending = s.debits_pending AND p.debit_credits_pending = s.credits_pending
        OR p.credit = s.account AND p.credit_version = s.version
          AND p.credit_debits_posted = s.debits_posted AND p.credit_credits_posted = s.credits_posted
          AND p.credit_debits_pending = s.debits_pending AND p.credit_credits_pending = s.credits_pending,
        0)
      LIMIT 1
      """) == nil
  }

  /// Each posting is one row more for two accounts: where a saved state is missing or too old, the sum is too low.
  func checkVersions() throws {
    var versions: Int64 = 0
    for position in 0..<book.accountCount { versions += book.state(AccountNumber(Int32(position + 1))).version }
    let changes = try file.connection.integer("SELECT count(*) FROM account_changes") ?? 0
    let outcomes = try file.connection.integer("SELECT count(*) FROM outcomes") ?? 0
    let postings = durable.sequence - changes - outcomes
    guard versions == 2 * postings else {
      throw Book.Mismatch(
        sequence: durable.sequence,
        reason: "the accounts have \(versions) rows together, \(postings) postings make \(2 * postings)")
    }
  }

  /// Every open hold must be what the row that placed it says, with what its last row left.
  func checkOpenHolds() throws {
    for (number, hold) in book.openHolds {
      guard let placed = try rows.posting(number, identity), placed.kind == .hold, let id = placed.hold,
        placed.debit.number == hold.debit, placed.credit.number == hold.credit, placed.postedAt == hold.placedAt,
        placed.expiresAt == hold.expiresAt
      else { throw Book.Mismatch(sequence: number, reason: "the open hold is not the one that this row placed") }
      var last = placed
      for sequence in try index.candidates(file.hasher.hash(number), .hold, file.index) where sequence > last.sequence {
        if let row = try rows.posting(sequence, identity), row.hold == id { last = row }
      }
      guard last.remaining == hold.remaining else {
        throw Book.Mismatch(sequence: last.sequence, reason: "it left \(last.remaining) of hold \(number), not \(hold.remaining)")
      }
    }
  }

  /// Runs follow each other without a hole: between the sequences of one and the next no row has anything to be found by, and
  /// neither has one before the first run, or after the last and up to the watermark.
  func runsCoverRows(_ ranges: [ClosedRange<Int64>], upTo watermark: Int64) throws -> Bool {
    let indexed = try file.connection.prepare(
      """
      SELECT 1 FROM postings WHERE sequence > ?1 AND sequence < ?2 AND (key IS NOT NULL OR kind > 2)
      UNION ALL SELECT 1 FROM account_changes WHERE sequence > ?1 AND sequence < ?2 AND key IS NOT NULL
      UNION ALL SELECT 1 FROM outcomes WHERE sequence > ?1 AND sequence < ?2 AND key IS NOT NULL
      LIMIT 1
      """)
    var covered: Int64 = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) + [watermark + 1...watermark + 1] {
      guard range.lowerBound > covered else { return false }
      indexed.bind(1, covered)
      indexed.bind(2, range.lowerBound)
      defer { indexed.reset() }
      if try indexed.step() { return false }
      covered = range.upperBound
    }
    return true
  }
}
