import LedgerCore

/// Time in a ledger only moves forward: each transaction, change or outcome is posted later than the one before, except the items
/// of an atomic batch, which share one time, stand in one commit right behind the batch's own row, are as many as its request says,
/// and are done or refused together.
///
/// The other exception is work about records: its rows share one time too, whichever tables they are of, and are in one commit. Only the
/// first of them may have a key, and then it is a row of `record_changes`; without a key one of them is. Work that is answered with what it
/// posts has its key on that, behind nothing but the accounts it has opened. So no other row goes without a key, and nothing that has one
/// hides among them.
struct LedgerClockCheck {
  /// From 1970 to the end of year 9999, in microseconds: what can be written as RFC 3339.
  static let range: ClosedRange<Int64> = 0...253_402_300_799_999_999
  /// The first moment of year 0.
  static let earliestEffective: Int64 = -62_167_219_200_000_000

  private(set) var last: Int64 = -1
  private var batch: AtomicBatch?
  private var work: Work?
  private let request: RequestReader

  /// An atomic batch whose items go by.
  private struct AtomicBatch {
    let row: Int64
    /// What its fingerprint holds of the number of its items.
    let count: [UInt8]
    var items: Int64 = 0
    var refused: Int64 = 0
    var linked: Int64 = 0
  }

  /// Work about records whose rows go by.
  private struct Work {
    let table: TruthTable
    let row: Int64
    /// A record, or a key.
    var hasAnswer: Bool
  }

  /// What a row begins.
  enum Beginning {
    /// A command, or an expiry.
    case command
    case batch
    /// Work about records, or goes on with it: a row of `record_changes`, or one without a key.
    case work(isKeyed: Bool)
  }

  init(_ request: RequestReader) { self.request = request }

  /// Takes the time of something new: the first leg of a transaction, a change, an outcome.
  mutating func take(_ postedAt: Int64, _ table: TruthTable, row: Int64, as beginning: Beginning) throws(Finding) {
    guard LedgerClockCheck.range.contains(postedAt) else {
      throw LedgerClockCheck.finding(table.name, row, expected: "a time from 1970 to 9999", found: postedAt)
    }
    if let current = work, postedAt == last, case .work(let isKeyed) = beginning,
      !isKeyed || table == .postings && !current.hasAnswer
    {
      if isKeyed || table == .recordChanges { work?.hasAnswer = true }
      return
    }
    try endWork()
    var isItem = batch.map { $0.items > 0 } ?? false
    if isItem, postedAt > last { try endBatch() }
    switch beginning {
    case .command: break
    case .batch: try endBatch()
    case .work: isItem = false
    }
    guard postedAt > last || isItem && batch != nil && postedAt == last else {
      throw LedgerClockCheck.finding(table.name, row, expected: "later than \(last), the time of the row before", found: postedAt)
    }
    last = postedAt
    if case .work = beginning {
      // No item of a batch is work about records.
      try endBatch()
      var isAnswer = table == .recordChanges
      if case .work(isKeyed: true) = beginning { isAnswer = true }
      work = Work(table: table, row: row, hasAnswer: isAnswer)
    }
    batch?.items += 1
  }

  /// Whether the row taken last is one of work about records: such work uses the product's own accounts, and books facts on frozen ones.
  var isInWork: Bool { work != nil }

  /// The row taken last is that of an atomic batch.
  mutating func begin(atomicBatch row: Int64, count: [UInt8]) { batch = AtomicBatch(row: row, count: count) }

  /// The row taken last is a refusal. False: it says that it is for another item's sake, and there is none.
  mutating func refuse(isLinked: Bool) -> Bool {
    batch?.refused += 1
    batch?.linked += isLinked ? 1 : 0
    return batch != nil || !isLinked
  }

  /// A commit ends here, and with it the batch, or the work.
  mutating func endCommit() throws(Finding) {
    try endWork()
    try endBatch()
  }

  private mutating func endWork() throws(Finding) {
    guard let work else { return }
    self.work = nil
    guard work.hasAnswer else {
      throw Finding(
        table: work.table.name, row: work.row, .key, "key", expected: "1 to 255 bytes, or work about a record", found: "NULL")
    }
  }

  private mutating func endBatch() throws(Finding) {
    guard let batch else { return }
    self.batch = nil
    guard request.hash(batch.items) == batch.count else {
      throw LedgerClockCheck.finding(batch.row, "the number of items behind it", "what its request says", "\(batch.items)")
    }
    guard batch.refused == 0 || batch.refused == batch.items && batch.linked == batch.items - 1 else {
      throw LedgerClockCheck.finding(
        batch.row, "what it did", "all or none",
        "\(batch.refused) of \(batch.items) items refused, \(batch.linked) for another's sake")
    }
  }

  private static func finding(_ row: Int64, _ subject: String, _ expected: String, _ found: String) -> Finding {
    Finding(table: TruthTable.outcomes.name, row: row, .outcome, subject, expected: expected, found: found)
  }

  private static func finding(_ table: String, _ row: Int64, expected: String, found: Int64) -> Finding {
    Finding(table: table, row: row, .time, "posted_at", expected: expected, found: "\(found)")
  }
}
