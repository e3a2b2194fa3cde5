import LedgerCore

/// Time in a ledger only moves forward: each transaction, change or outcome is posted later than the one before, except the items
/// of an atomic batch, which share one time and stand in one commit right behind the batch's own row.
struct LedgerClockCheck {
  /// From 1970 to the end of year 9999, in microseconds: what can be written as RFC 3339.
  static let range: ClosedRange<Int64> = 0...253_402_300_799_999_999
  /// The first moment of year 0.
  static let earliestEffective: Int64 = -62_167_219_200_000_000

  private(set) var last: Int64 = -1
  /// The first row that repeats the time before it, while no batch has explained that yet.
  private var firstRepeat: (table: String, row: Int64)?
  private var runHasBatch = false
  private var isBehindBatch = false
  private var isBehindSeal = true

  /// Takes the time of something new: the first leg of a transaction, a change, an outcome.
  mutating func take(_ postedAt: Int64, _ table: TruthTable, row: Int64, isBatch: Bool = false) throws(Finding) {
    guard LedgerClockCheck.range.contains(postedAt) else {
      throw LedgerClockCheck.finding(table.name, row, expected: "a time from 1970 to 9999", found: postedAt)
    }
    guard postedAt >= last, !(isBehindSeal && postedAt == last) else {
      throw LedgerClockCheck.finding(table.name, row, expected: "later than \(last), the time of the row before", found: postedAt)
    }
    if postedAt > last {
      try endRun()
      runHasBatch = isBehindBatch
    } else if firstRepeat == nil {
      firstRepeat = (table.name, row)
    }
    runHasBatch = runHasBatch || isBatch
    isBehindBatch = isBatch
    isBehindSeal = false
    last = postedAt
  }

  /// A commit ends here: what follows is later.
  mutating func endCommit() throws(Finding) {
    try endRun()
    isBehindBatch = false
    isBehindSeal = true
  }

  private mutating func endRun() throws(Finding) {
    if let firstRepeat, !runHasBatch {
      throw LedgerClockCheck.finding(
        firstRepeat.table, firstRepeat.row, expected: "later than the row before (only items of one atomic batch share a time)",
        found: last)
    }
    firstRepeat = nil
    runHasBatch = false
  }

  private static func finding(_ table: String, _ row: Int64, expected: String, found: Int64) -> Finding {
    Finding(table: table, row: row, .time, "posted_at", expected: expected, found: "\(found)")
  }
}
