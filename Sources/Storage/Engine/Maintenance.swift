import LedgerCore
import SQLite

/// Writes derived state behind, in small pieces inside the commits that happen anyway, and in proportion to the rows they append:
/// no commit carries more than a few pieces, and the work is done before the next is due.
///
/// A flush writes the frozen part of the index as a run, then the accounts and holds that changed, then moves the watermark: the
/// run becomes visible in the commit that holds its last piece. A piece may be written again after a commit that failed.
struct Maintenance {
  private static let deletedBuckets = 64
  /// Rows a commit must append to pay for one piece of merging (sixteen pages read and written) or deleting: a merge of the smallest
  /// runs is then done in a quarter of the time it takes to fill sixteen more, which leaves room for four levels.
  private let rowsPerMergePiece: Int
  /// Rows within which a flush is done: half of what fills the next.
  private let rowsPerFlush: Int

  /// None or one.
  private var flushes: [Flush] = []
  private var merges: [Merge] = []
  private var deletions: [Deletion] = []
  private var nextRun: Int64 = 1
  private var flushCredit = 0
  private var mergeCredit = 0

  /// What changed since the last flush began.
  private var touchedAccounts: [AccountNumber] = []
  private var isTouched: [Bool] = []
  private var touchedHolds: Set<Int64> = []
  private var marks: [AccountMark] = []
  /// How much of `touchedAccounts` and of `marks` is about durable rows; the rest is forgotten when a commit fails.
  private var durable = Point(touched: 0, marks: 0)

  init(entriesPerRun: Int) {
    rowsPerMergePiece = max(1, entriesPerRun / 64)
    rowsPerFlush = max(1, entriesPerRun / 2)
  }

  private struct Flush {
    let run: Int64
    let watermark: Watermark
    let accounts: [AccountNumber]
    let holds: [Int64]
    let marks: [AccountMark]
    let entries: Int
    var bucket = 0
    var account = 0
    var hold = 0
    var mark = 0
    /// Its last piece is in the open transaction.
    var isWritten = false

    /// Accounts, holds and marks are written so many at a time.
    static let rowsPerPiece = 64

    var pieces: Int { (1 << IndexRun.smallestBits) + (accounts.count + holds.count + marks.count) / Flush.rowsPerPiece + 4 }
  }

  private struct Merge {
    let run: Int64
    let level: Int
    let sources: [Int64]
    let entries: Int
    /// Filled on the way; nil where the runs that are merged have one in common already.
    let filter: Filter?
    var bucket = 0
    /// Its last piece is in the open transaction.
    var isWritten = false
  }

  private struct Deletion {
    let run: Int64
    let buckets: Int
    var bucket = 0

    /// Its last piece is durable, or in the open transaction.
    var isWritten: Bool { bucket == buckets }
  }

  // MARK: Noticing changes

  mutating func touch(_ number: AccountNumber) {
    let index = Int(number.rawValue) - 1
    while isTouched.count <= index { isTouched.append(false) }
    guard !isTouched[index] else { return }
    isTouched[index] = true
    touchedAccounts.append(number)
  }

  mutating func touch(_ row: borrowing PostingRecord) {
    touch(row.debit)
    touch(row.credit)
    if let hold = row.hold { touchedHolds.insert(hold.number) }
    if row.debitVersion % AccountMark.interval == 0 {
      marks.append(AccountMark(account: row.debit, sequence: row.sequence))
    }
    if row.creditVersion % AccountMark.interval == 0 {
      marks.append(AccountMark(account: row.credit, sequence: row.sequence))
    }
  }

  /// A point to go back to: how much was touched and marked by then.
  struct Point {
    fileprivate let touched: Int
    fileprivate let marks: Int
  }

  var point: Point { Point(touched: touchedAccounts.count, marks: marks.count) }

  /// Forgets what was touched and marked since: an account may be gone, a sequence may become another row's.
  mutating func forget(since point: Point) {
    for number in touchedAccounts[point.touched...] { isTouched[Int(number.rawValue) - 1] = false }
    touchedAccounts.removeSubrange(point.touched...)
    marks.removeSubrange(point.marks...)
  }

  mutating func noteRun(_ number: Int64) { nextRun = max(nextRun, number + 1) }

  // MARK: Working

  var isFlushing: Bool { !flushes.isEmpty }

  /// Begins a flush of everything up to `watermark`, which is durable and complete in the book and the index.
  mutating func beginFlush(at watermark: Watermark, _ index: inout LedgerIndex) {
    precondition(flushes.isEmpty, "one flush at a time")
    index.freeze()
    flushes = [
      Flush(
        run: nextRun, watermark: watermark, accounts: touchedAccounts.sorted(), holds: touchedHolds.sorted(), marks: marks,
        entries: index.frozenCount)
    ]
    nextRun += 1
    touchedAccounts.removeAll(keepingCapacity: true)
    for position in isTouched.indices { isTouched[position] = false }
    touchedHolds.removeAll(keepingCapacity: true)
    marks.removeAll(keepingCapacity: true)
    durable = point
    flushCredit = 0
  }

  /// Does the pieces that `rows` appended rows pay for, inside the open transaction.
  mutating func work(rows: Int, _ book: borrowing Book, _ index: borrowing LedgerIndex, _ file: LedgerFile) throws(SQLiteError) {
    if let pieces = flushes.first?.pieces {
      flushCredit += rows
      let price = max(1, rowsPerFlush / pieces)
      while flushCredit >= price, !flushes[0].isWritten {
        flushCredit -= price
        try flushPiece(book, index, file)
      }
    }
    mergeCredit = min(mergeCredit + rows, 64 * rowsPerMergePiece)
    while mergeCredit >= rowsPerMergePiece {
      mergeCredit -= rowsPerMergePiece
      if deletions.first?.isWritten == false {
        try deletionPiece(file)
      } else if merges.first?.isWritten == false {
        try mergePiece(file)
      }
    }
  }

  /// Finishes the flush at once: before the next must begin, and while a ledger is rebuilt.
  mutating func finishFlush(_ book: borrowing Book, _ index: borrowing LedgerIndex, _ file: LedgerFile) throws(SQLiteError) {
    while flushes.first?.isWritten == false { try flushPiece(book, index, file) }
  }

  /// Whether runs wait to be merged, or were and are not deleted yet, that are small enough to be done with at once.
  func hasSmallMerge(entries: Int) -> Bool { !deletions.isEmpty || merges.first.map { $0.entries <= entries } ?? false }

  /// Finishes the first merge, or what it left to delete, at once.
  mutating func finishMerge(_ file: LedgerFile) throws(SQLiteError) {
    while deletions.first?.isWritten == false { try deletionPiece(file) }
    guard deletions.isEmpty else { return }
    while merges.first?.isWritten == false { try mergePiece(file) }
  }

  private mutating func flushPiece(_ book: borrowing Book, _ index: borrowing LedgerIndex, _ file: LedgerFile) throws(SQLiteError)
  {
    let flush = flushes[0]
    if flush.bucket < 1 << IndexRun.smallestBits {
      let entries = index.frozenEntries(ofBucket: flush.bucket)
      try file.index.write(entries, run: flush.run, bucket: flush.bucket)
      flushes[0].bucket += 1
    } else if flush.account < flush.accounts.count {
      let end = min(flush.account + Flush.rowsPerPiece, flush.accounts.count)
      for number in flush.accounts[flush.account..<end] { try file.derived.put(number, book.state(number)) }
      flushes[0].account = end
    } else if flush.hold < flush.holds.count {
      let end = min(flush.hold + Flush.rowsPerPiece, flush.holds.count)
      for hold in flush.holds[flush.hold..<end] { try file.derived.put(hold: hold, book.openHolds[hold]) }
      flushes[0].hold = end
    } else if flush.mark < flush.marks.count {
      let end = min(flush.mark + Flush.rowsPerPiece, flush.marks.count)
      for mark in flush.marks[flush.mark..<end] { try file.derived.put(mark: mark) }
      flushes[0].mark = end
    } else {
      try file.index.publish(IndexRun(number: flush.run, level: 0, entries: flush.entries, filter: nil))
      try file.derived.put(flush.watermark)
      flushes[0].isWritten = true
    }
  }

  private mutating func mergePiece(_ file: LedgerFile) throws(SQLiteError) {
    let (run, level, bucket) = (merges[0].run, merges[0].level, merges[0].bucket)
    let sourceBits = IndexRun.bits(ofLevel: level - 1)
    guard bucket < 1 << sourceBits else {
      try file.index.publish(IndexRun(number: run, level: level, entries: merges[0].entries, filter: nil))
      for source in merges[0].sources { try file.index.withdraw(run: source) }
      merges[0].isWritten = true
      return
    }
    var entries: [IndexEntry] = []
    entries.reserveCapacity(IndexRun.fanOut * 320)
    for source in merges[0].sources { try file.index.read(run: source, bits: sourceBits, bucket: bucket, into: &entries) }
    entries.sort { $0.hash != $1.hash ? $0.hash < $1.hash : $0.sequence < $1.sequence }
    if let filter = merges[0].filter { for entry in entries { filter.insert(entry.hash) } }
    let shift = UInt64(64 - IndexRun.bits(ofLevel: level))
    var start = 0
    for target in bucket << IndexRun.fanOutBits..<(bucket + 1) << IndexRun.fanOutBits {
      var end = start
      while end < entries.count, Int(truncatingIfNeeded: entries[end].hash >> shift) == target { end += 1 }
      try file.index.write(Array(entries[start..<end]), run: run, bucket: target)
      start = end
    }
    merges[0].bucket += 1
  }

  private mutating func deletionPiece(_ file: LedgerFile) throws(SQLiteError) {
    let end = min(deletions[0].bucket + Maintenance.deletedBuckets, deletions[0].buckets)
    try file.index.deletePages(run: deletions[0].run, buckets: deletions[0].bucket..<end)
    deletions[0].bucket = end
  }

  // MARK: After the commit

  /// What was written is durable: runs become visible to lookups, merges that became possible are planned.
  mutating func settle(_ index: inout LedgerIndex, filterBytes: Int) {
    durable = point
    if deletions.first?.isWritten == true { deletions.removeFirst() }
    let written = flushes.first?.isWritten == true || merges.first?.isWritten == true
    guard written else { return }
    if let flush = flushes.first, flush.isWritten {
      // The filter is made from what was frozen, in one walk over the table.
      let filter = Filter(entries: flush.entries)
      let common = index.filterOfGroup(level: 0, entries: flush.entries)
      index.frozen.forEachHash { hash in
        filter.insert(hash)
        common?.insert(hash)
      }
      index.add(IndexRun(number: flush.run, level: 0, entries: flush.entries, filter: filter))
      index.thaw()
      flushes.removeAll()
    }
    if let merge = merges.first, merge.isWritten {
      index.add(
        IndexRun(
          number: merge.run, level: merge.level, entries: merge.entries,
          filter: merge.filter ?? index.commonFilter(of: merge.sources)))
      index.remove(merge.sources)
      for source in merge.sources {
        deletions.append(Deletion(run: source, buckets: 1 << IndexRun.bits(ofLevel: merge.level - 1)))
      }
      merges.removeFirst()
    }
    index.boundFilters(bytes: filterBytes)
    planMerges(&index)
  }

  /// The transaction failed: what its rows touched is forgotten, and whatever was in progress is written again from its beginning.
  mutating func restart() {
    forget(since: durable)
    for position in flushes.indices {
      flushes[position].bucket = 0
      flushes[position].account = 0
      flushes[position].hold = 0
      flushes[position].mark = 0
      flushes[position].isWritten = false
    }
    for position in merges.indices {
      merges[position].bucket = 0
      merges[position].isWritten = false
    }
    for position in deletions.indices { deletions[position].bucket = 0 }
  }

  mutating func planMerges(_ index: inout LedgerIndex) {
    for level in 0..<3 {
      let waiting = index.runs.filter { run in run.level == level && !merges.contains { $0.sources.contains(run.number) } }
      guard waiting.count >= IndexRun.fanOut else { continue }
      let sources = waiting.prefix(IndexRun.fanOut)
      let entries = sources.reduce(0) { $0 + $1.entries }
      let numbers = sources.map(\.number)
      let filter = index.commonFilter(of: numbers) == nil ? Filter(entries: entries) : nil
      merges.append(Merge(run: nextRun, level: level + 1, sources: numbers, entries: entries, filter: filter))
      nextRun += 1
      index.complete(numbers)
    }
  }
}
