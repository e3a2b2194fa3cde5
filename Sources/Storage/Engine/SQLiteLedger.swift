import LedgerCore
import SQLite
import Sodium
import Synchronization
import Tenancy
import Threads

/// A tenant's ledger in a SQLite file: the queue in front of its writer, what is published behind it, and its readers.
final class SQLiteLedger: Ledger, @unchecked Sendable {
  // Sendable because `writer`, `alarm`, `taken` and `served` are used only by the one thread that serves the ledger (`isScheduled` admits one), and
  // everything else is immutable or behind a lock.
  let path: String
  let tenant: TenantID
  let tag: LedgerTag
  let published: PublishedBook
  let readers: ReaderPool
  let options: StorageOptions
  let hasher: ShortHash
  /// The seal of the ledger before its first row.
  let firstSeal: [UInt8]
  /// Whether a backup is being made.
  let backsUp = Atomic(false)
  private let pool: WriterPool
  private var writer: LedgerWriter?
  /// What is being served, and how much of it has been.
  private var taken: [Submission] = []
  private var served = 0
  /// When the pool was asked to wake this ledger.
  private var alarm: Timestamp?
  private let queue = Mutex(Queue())

  struct Submission {
    let work: Work
    let answer: @Sendable (Result<LedgerReply, LedgerFailure>) -> Void
  }

  enum Work {
    case request(PreparedRequest)
    /// Looks at the writer's state between two commits.
    case inspection(@Sendable (Result<LedgerWriter, LedgerFailure>) -> Void)
    /// Expires what is due.
    case alarm
  }

  private struct Queue {
    var waiting: [Submission] = []
    /// As many of them are alarms, which take no place from requests.
    var alarms = 0
    /// When the first of those who wait came, and the first of those who are being served; by the monotonic clock.
    var since: Int64?
    var servedSince: Int64?
    var isScheduled = false
    var isClosed = false
  }

  /// `signed`: a head that was signed before, which the file must hold.
  /// `expiryClock`: what is believed of the wall clock already.
  init(
    path: String, tenant: TenantID, options: StorageOptions, pool: WriterPool, signed: SignedHead? = nil,
    expiryClock: ExpiryClock = ExpiryClock()
  ) throws {
    self.path = path
    self.tenant = tenant
    self.options = options
    self.pool = pool
    let writer = try LedgerWriter(path: path, tenant: tenant, options: options)
    if let signed { try writer.require(signed) }
    writer.expiryClock = expiryClock
    tag = writer.tag
    hasher = writer.file.hasher
    firstSeal = SealChain(writer.file.identity).seal
    published = PublishedBook(tag: tag, hasher: hasher)
    published.replaceAll(from: writer)
    readers = try ReaderPool(path: path, tag: tag, options: options)
    self.writer = writer
    // Holds that came due while nobody looked are expired at once.
    if markScheduled() { pool.schedule(self, waking: true) }
  }

  // MARK: Taking requests

  func submit(
    _ request: LedgerRequest, waking: Bool, answer: @escaping @Sendable (Result<LedgerReply, LedgerFailure>) -> Void
  ) {
    enqueue(
      Submission(work: .request(PreparedRequest(request, names: published.names, hasher: hasher)), answer: answer), waking: waking
    )
  }

  /// Runs `body` with the writer between two commits, when what it holds is what is durable.
  func inspect(_ body: @escaping @Sendable (Result<LedgerWriter, LedgerFailure>) -> Void) {
    let refused: @Sendable (Result<LedgerReply, LedgerFailure>) -> Void = { result in
      if case .failure(let failure) = result { body(.failure(failure)) }
    }
    enqueue(Submission(work: .inspection(body), answer: refused), waking: true)
    if !pool.hasThreads { pool.runReady() }
  }

  private func enqueue(_ submission: Submission, waking: Bool) {
    enum Admission { case queued, first, refused(LedgerFailure) }
    let limit = options.waitingSubmissions
    let admission = queue.withLock { queue -> Admission in
      if queue.isClosed { return .refused(.notApplied("the ledger is closing; send the request again when the daemon is back")) }
      if queue.waiting.count - queue.alarms >= limit {
        return .refused(.notApplied("\(limit) requests wait for this ledger already; send it again later"))
      }
      // Once for a group: the first one has waited longest.
      if queue.since == nil { queue.since = options.clock.monotonic() }
      queue.waiting.append(submission)
      defer { queue.isScheduled = true }
      return queue.isScheduled ? .queued : .first
    }
    switch admission {
    case .queued: break
    case .first: pool.schedule(self, waking: waking)
    case .refused(let failure): submission.answer(.failure(failure))
    }
  }

  /// Called by the pool when the ledger's alarm rings. False when a thread serves it already: that one takes the alarm too, since
  /// it may have looked for the last time just before the moment came.
  func markScheduled() -> Bool {
    queue.withLock { queue in
      queue.waiting.append(Submission(work: .alarm, answer: { _ in }))
      queue.alarms += 1
      defer { queue.isScheduled = true }
      return !queue.isScheduled
    }
  }

  /// How many commands wait to be taken, and for how many microseconds the oldest that has no answer yet has waited.
  var waiting: (count: Int, age: Int64) {
    let (count, since) = queue.withLock { ($0.waiting.count, $0.servedSince ?? $0.since) }
    return (count, since.map { max(0, options.clock.monotonic() - $0) } ?? 0)
  }

  func hash(_ text: Text) -> UInt64 { text.withBytes { hasher.hash($0) } }

  // MARK: Serving, on a thread of the pool

  /// Commits until nothing waits, or until another ledger waits for a thread: then this one goes to the end of the line, however much
  /// is left.
  func serve() {
    repeat {
      if served == taken.count {
        served = 0
        taken.removeAll(keepingCapacity: true)
        let hasMore = queue.withLock { queue in
          swap(&queue.waiting, &taken)
          queue.servedSince = queue.since
          queue.since = nil
          queue.alarms = 0
          if taken.isEmpty { queue.isScheduled = false }
          return !taken.isEmpty
        }
        guard hasMore else { return }
      }
      served = serveGroup(taken, from: served)
      if served == taken.count { setAlarm(rang: taken.contains { if case .alarm = $0.work { true } else { false } }) }
    } while !pool.isWaitedFor
    pool.schedule(self, waking: true)
  }

  /// Asks the pool to be woken when the next hold expires, if that has changed since it was asked last.
  private func setAlarm(rang: Bool) {
    let due = writer?.book.nextExpiry()
    guard due != alarm || rang else { return }
    alarm = due
    // What is due already was held back because the clock jumped: look again in a second.
    let remaining = due.map { $0.microseconds - options.clock.now().microseconds }
    pool.wake(self, in: remaining.map { $0 > 0 ? $0 : 1_000_000 })
  }

  /// One commit's worth of submissions. Returns where the next group begins.
  private func serveGroup(_ taken: [Submission], from start: Int) -> Int {
    guard let writer else {
      let failure = LedgerFailure.fenced(published.trouble ?? "the ledger is closed")
      for submission in taken[start...] { submission.answer(.failure(failure)) }
      return taken.count
    }
    if case .inspection(let body) = taken[start].work {
      body(.success(writer))
      return start + 1
    }
    var replies: [LedgerReply?] = []
    var position = start
    var isCommitting = false
    do {
      // Holds that are due go first, however many; a commit that is full with them leaves the commands to the next.
      while position < taken.count, writer.pendingRows < options.rowsPerCommit,
        try writer.expireDue(limit: options.rowsPerCommit - writer.pendingRows)
      {
        switch taken[position].work {
        case .request(let request): replies.append(try writer.handle(request, published.names))
        case .alarm: replies.append(nil)
        case .inspection: break
        }
        if case .inspection = taken[position].work { break }
        position += 1
      }
      isCommitting = true
      try writer.commit()
      published.publish(from: writer)
    } catch {
      let failure = recoverFrom(error, writer, isCommitting: isCommitting)
      // At least one is answered even when a commit of nothing but expiries failed: otherwise a full disk would be tried for ever.
      let end = isCommitting ? max(position, start + 1) : position + 1
      for submission in taken[start..<end] { submission.answer(.failure(failure)) }
      return end
    }
    for (offset, reply) in replies.enumerated() {
      if let reply { taken[start + offset].answer(.success(reply)) }
    }
    options.bell.ring(tenant, .ledger)
    checkpoint(writer)
    return position
  }

  private func checkpoint(_ writer: LedgerWriter) {
    do {
      try writer.checkpointIfDue()
    } catch {
      // With a full disk the log goes on growing, and the next commit tries again: what is answered is durable in the log.
      if !error.isFull, !error.isBusy { fence(writer, because: "checkpoint: \(error)") }
    }
  }

  // MARK: When something fails

  private func recoverFrom(_ error: any Error, _ writer: LedgerWriter, isCommitting: Bool) -> LedgerFailure {
    if let sqlite = error as? SQLiteError, sqlite.isFull || sqlite.isBusy || sqlite.isLogIndexFull {
      do {
        try writer.rollback()
        return sqlite.isLogIndexFull ? .outcomeUnknown : .notApplied(Outage.sentence(sqlite))
      } catch {
        fence(writer, because: "\(error)")
        return .outcomeUnknown
      }
    }
    fence(writer, because: "\(error)")
    return isCommitting
      ? .outcomeUnknown : .notApplied("the ledger met an error before anything was written; it is being reopened")
  }

  /// Stops trusting the memory and the page cache, and opens the ledger anew from what is really on the disk. If a step fails
  /// the ledger stays fenced and says why.
  private func fence(_ failed: LedgerWriter, because reason: String) {
    published.trouble = "being reopened after: \(reason)"
    writer = nil
    do {
      let reopened = try LedgerReopening.reopen(
        path: path, tenant: tenant, options: options, readers: readers, closing: failed)
      writer = reopened
      published.replaceAll(from: reopened)
      published.trouble = nil
    } catch {
      published.trouble = "fenced: \(error); first: \(reason)"
    }
  }

  // MARK: Closing

  /// Closes for good while other ledgers go on: what was taken is answered, nothing is written any more. Waits for that.
  func end(because reason: String) {
    let hasEnded = Monitor(false)
    inspect { [self] result in
      if case .success(let served) = result {
        published.trouble = reason
        readers.close()
        served.file.connection.abandon()
        writer = nil
      }
      hasEnded.withLock { $0 = true }
      hasEnded.broadcast()
    }
    close()
    hasEnded.wait { $0 ? .done(()) : .wait(nil) }
  }

  /// No request is taken any more.
  func close() {
    queue.withLock { $0.isClosed = true }
  }

  /// When nothing waits and nobody serves: takes the ledger's alarm from the writers and returns when it would have rung. Nil otherwise.
  func silenceIfIdle() -> SilencedAlarm? {
    guard queue.withLock({ !$0.isScheduled && $0.waiting.isEmpty }) else { return nil }
    return SilencedAlarm(at: pool.silence(self))
  }

  /// Gives the alarm back.
  func restore(_ alarm: SilencedAlarm) {
    if let at = alarm.at { pool.restore(self, at: at) }
  }

  struct SilencedAlarm {
    fileprivate let at: Int64?
  }

  /// Closes the readers and the file, checkpointed, when nothing runs any more. Nil where the ledger was fenced. What fails leaves the file
  /// as a kill would.
  func retire() throws -> LedgerRest? {
    readers.close()
    // Admitted in the last moment, too late for any thread of the pool. An alarm is nobody's request.
    let left = queue.withLock { queue in
      defer { queue.waiting.removeAll() }
      return queue.waiting
    }
    for submission in left { submission.answer(.failure(.notApplied("the ledger is closing; send the request again"))) }
    guard let writer else { return nil }
    self.writer = nil
    defer { writer.file.connection.abandon() }
    do {
      try writer.settleForClosing()
      let rest = LedgerRest(head: writer.durable, due: try writer.nextDue())
      try writer.file.connection.checkpointAndTruncate()
      return rest
    } catch {
      writer.file.connection.keepLogOnClose()
      throw error
    }
  }
}
