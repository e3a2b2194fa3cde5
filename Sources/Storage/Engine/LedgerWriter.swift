import LedgerCore
import SQLite
import Sodium

/// Decides and writes one ledger: the books in memory, the file, and the cycle that keeps them together.
///
/// Used by one thread at a time (the pool sees to that). A cycle takes what waits, decides each command in turn, applies all of it
/// inside one SQLite transaction, commits once, and only then publishes and answers. When anything fails the transaction and the
/// memory are undone together.
final class LedgerWriter {
  let file: LedgerFile
  let options: StorageOptions
  var book: Book
  var index = LedgerIndex()
  var recent = RecentRecords()
  /// Of the room above.
  var memo: (any RecordMemo)?
  var watched = WatchedAccounts()
  /// Made when it is needed first.
  var past: PastRows?
  var maintenance: Maintenance
  var chain: SealChain
  var bytes = SealBytes()
  var expiryClock = ExpiryClock()
  var statistics = LedgerStatistics()
  /// Sequence and time of the last durable row.
  var durable: LedgerHead
  /// Rows of postings; those of the open transaction are not durable yet.
  var postings: Int64 = 0
  var durablePostings: Int64 = 0
  /// Accounts that are durable.
  var durableAccounts = 0
  /// Changes of accounts decided since the last commit, for publishing.
  var changedAccounts: [AccountChangeRecord] = []
  /// Whether a record was changed since the last commit, and when the first of those that are durable is due.
  var hasChangedRecords = false
  private(set) var nextRecordDue: Timestamp?
  let rows: StoredRows

  /// Opens the file and puts the books together from it.
  init(path: String, tenant: TenantID, options: StorageOptions) throws {
    file = try LedgerFile(path: path, tenant: tenant, options: options)
    self.options = options
    book = Book(tag: file.identity.tag)
    maintenance = Maintenance(entriesPerRun: options.entriesPerRun)
    chain = SealChain(file.identity)
    rows = try StoredRows(on: file.connection, tag: file.identity.tag)
    durable = LedgerHead(sequence: 0, postedAt: Timestamp(microseconds: 0), sealNumber: 0, seal: chain.seal)
    try recover()
    nextRecordDue = try firstDueRecord()
  }

  var tag: LedgerTag { file.identity.tag }

  var currentStatistics: LedgerStatistics {
    var current = statistics
    current.openHolds = Int64(book.openHolds.count)
    current.accounts = Int64(book.accountCount)
    return current
  }

  /// Rows appended since the last commit.
  var pendingRows: Int { Int(book.nextSequence - 1 - durable.sequence) }

  /// Seals what was appended, commits it, and makes it the durable state. Does nothing when nothing was appended.
  func commit() throws(SQLiteError) {
    let appended = pendingRows
    guard appended > 0 else { return }
    let started = options.clock.monotonic()
    let (first, last) = (durable.sequence + 1, book.nextSequence - 1)
    let seal = chain.next(first: first, last: last, rows: bytes.bytes)
    try file.seals.insert(number: chain.number + 1, first: first, last: last, seal: seal)
    try maintenance.work(rows: appended, book, index, file)
    if index.activeCount >= options.entriesPerRun, maintenance.isFlushing { try maintenance.finishFlush(book, index, file) }
    let nextDue = hasChangedRecords ? try firstDueRecord() : nextRecordDue
    try file.commit()

    (nextRecordDue, hasChangedRecords) = (nextDue, false)
    chain.advance(to: seal)
    durable = LedgerHead(sequence: last, postedAt: book.lastPostedAt, sealNumber: chain.number, seal: seal)
    durableAccounts = book.accountCount
    durablePostings = postings
    bytes.clear()
    index.settle()
    maintenance.settle(&index, filterBytes: options.filterBytes)
    if index.activeCount >= options.entriesPerRun, !maintenance.isFlushing {
      maintenance.beginFlush(at: Watermark(sequence: last, sealNumber: chain.number, seal: seal, postings: postings), &index)
    }
    statistics.noteCommit(rows: appended, microseconds: options.clock.monotonic() - started)
  }

  /// Takes back everything since the last commit, in the file and in memory.
  func rollback() throws(SQLiteError) {
    defer {
      book.undoAll(to: durable, accounts: durableAccounts)
      index.undo(to: 0)
      recent.forget()
      memo = nil
      watched.forget()
      maintenance.restart()
      bytes.clear()
      changedAccounts.removeAll(keepingCapacity: true)
      hasChangedRecords = false
      postings = durablePostings
    }
    try file.rollback()
  }

  /// When something happens next that nobody asks for: a hold expires, or a record is due.
  func nextDue() throws(SQLiteError) -> Timestamp? {
    [book.nextExpiry(), try firstDueRecord()].compactMap { $0 }.min()
  }

  private func firstDueRecord() throws(SQLiteError) -> Timestamp? {
    let due = try file.connection.integer("SELECT min(due_at) FROM records WHERE due_at < \(RecordContent.never.microseconds)")
    return due.map { Timestamp(microseconds: $0) }
  }

  // MARK: Inside a transaction

  /// A point inside the open transaction to go back to.
  struct Savepoint {
    fileprivate let book: Book.Mark
    fileprivate let index: Int
    fileprivate let bytes: Int
    fileprivate let maintenance: Maintenance.Point
    fileprivate let changedAccounts: Int
    fileprivate let postings: Int64
  }

  func openSavepoint() throws(SQLiteError) -> Savepoint {
    try file.openSavepoint()
    return Savepoint(
      book: book.mark(), index: index.mark, bytes: bytes.count, maintenance: maintenance.point,
      changedAccounts: changedAccounts.count, postings: postings)
  }

  /// Takes back what was written since, in the file and in memory. The savepoint is gone afterwards.
  func rollback(to savepoint: Savepoint) throws(SQLiteError) {
    try file.rollbackToSavepoint()
    book.undo(to: savepoint.book)
    index.undo(to: savepoint.index)
    recent.forget()
    memo = nil
    bytes.cut(to: savepoint.bytes)
    maintenance.forget(since: savepoint.maintenance)
    changedAccounts.removeSubrange(savepoint.changedAccounts...)
    postings = savepoint.postings
  }

  /// Moves the log into the file when it has grown enough; between commits, on this connection, as only here is allowed.
  func checkpointIfDue() throws(SQLiteError) {
    guard file.connection.logFrames >= options.framesPerCheckpoint else { return }
    try file.connection.checkpoint()
    statistics.checkpoints += 1
  }
}

extension LedgerStatistics {
  mutating func noteCommit(rows: Int, microseconds: Int64) {
    if commitMicrosecondsLog2.isEmpty { commitMicrosecondsLog2 = [Int64](repeating: 0, count: 32) }
    let bucket = 64 - max(0, microseconds - 1).leadingZeroBitCount
    commitMicrosecondsLog2[min(bucket, 31)] += 1
    commitMicrosecondsSum += microseconds
    commits += 1
    self.rows += Int64(rows)
  }
}
