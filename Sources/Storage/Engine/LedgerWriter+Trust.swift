import LedgerCore
import SQLite

/// What is saved beside the rows is not sealed, so that it is held against them before it is used: a key that was forgotten is a
/// request applied twice, a counter that is wrong is money that is not there. What does not fit is built again.
extension LedgerWriter {
  /// In each currency, what was debited must be what was credited: saved counters of accounts that no replayed row touches are
  /// checked by nothing else.
  func checkSums() throws {
    var surplus: [Currency: Int128] = [:]
    for position in 0..<book.accountCount {
      let state = book.state(AccountNumber(Int32(position + 1)))
      surplus[state.currency, default: 0] += Int128(state.counters.debitsPosted) - Int128(state.counters.creditsPosted)
    }
    for (currency, sum) in surplus where sum != 0 {
      throw Book.Mismatch(sequence: durable.sequence, reason: "debits and credits in \(currency.code) differ by \(sum)")
    }
  }

  /// What is reserved on each account must be what its open holds reserve.
  func checkHolds() throws {
    var debits: [AccountNumber: Int64] = [:]
    var credits: [AccountNumber: Int64] = [:]
    for hold in book.openHolds.values {
      debits[hold.debit, default: 0] &+= hold.remaining
      credits[hold.credit, default: 0] &+= hold.remaining
    }
    for position in 0..<book.accountCount {
      let number = AccountNumber(Int32(position + 1))
      let counters = book.state(number).counters
      guard counters.debitsPending == debits[number, default: 0], counters.creditsPending == credits[number, default: 0] else {
        throw Book.Mismatch(
          sequence: book.state(number).lastPosting,
          reason: "account \(number.rawValue) has more or less reserved than its open holds")
      }
    }
  }

  /// Each posting is one row more for two accounts: where a saved state is missing or too old, the sum is too low.
  func checkVersions() throws {
    var versions: Int64 = 0
    for position in 0..<book.accountCount { versions += book.state(AccountNumber(Int32(position + 1))).version }
    guard versions == 2 * postings else {
      throw Book.Mismatch(
        sequence: durable.sequence,
        reason: "the accounts have \(versions) rows together, \(postings) postings make \(2 * postings)")
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
      UNION ALL SELECT 1 FROM record_changes WHERE sequence > ?1 AND sequence < ?2 AND key IS NOT NULL
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
