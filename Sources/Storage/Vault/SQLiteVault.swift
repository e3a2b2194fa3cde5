import LedgerCore
import SQLite
import Synchronization
import Tenancy
import Vault

/// A tenant's vault in a SQLite file: the queue in front of its one connection, and the cycle that makes what waits durable by one commit.
///
/// What is queued is sealed already. Works that write run first, in one transaction; after its commit their answers are given; then works
/// that read run, outside of any transaction, so that they see what is durable and are answered on a full disk too.
final class SQLiteVault: VaultRecords, @unchecked Sendable {
  // Sendable because `file` is used only by the one thread that serves the vault (`isScheduled` admits one), and everything else is
  // immutable, atomic or behind a lock.
  let path: String
  let tenant: TenantID
  let tag: LedgerTag
  private let options: StorageOptions
  private let threads: VaultThreads
  private var file: VaultFile?
  private let queue = Mutex(Queue())
  private let numbers: Atomic<Int64>
  private let published: Mutex<[WrappedKey]>
  private let version = Atomic<Int>(1)
  private let state = Mutex<String?>(nil)
  /// Where the audit trail stands in the file, after the last commit.
  private let end: Mutex<TrailEnd>

  struct Work {
    enum Body {
      case write(@Sendable (any VaultTransaction) throws -> @Sendable () -> Void)
      case read(@Sendable (any VaultTransaction) throws -> Void)
      /// The last: closes the file.
      case close(@Sendable (Result<Void, any Error>) -> Void)
      /// Writes a copy of the file.
      case copy(path: String, @Sendable (Result<Void, any Error>) -> Void)
      /// For tests: between two commits.
      case inspection(@Sendable (VaultFile) -> Void)
    }

    let body: Body
    let refused: @Sendable (VaultFailure) -> Void
  }

  private struct Queue {
    var waiting: [Work] = []
    var isScheduled = false
    var isClosed = false
  }

  /// Opens the vault of a tenant, which is there. Throws where its trail does not hold the head that was signed of it.
  init(
    path: String, tenant: TenantID, holding head: SignedAuditHead?, options: StorageOptions, threads: VaultThreads
  ) throws {
    self.path = path
    self.tenant = tenant
    self.options = options
    self.threads = threads
    let file = try VaultFile(path: path, tenant: tenant, options: options)
    if let head, try !file.holds(TrailEnd(sequence: head.sequence, seal: head.seal)) {
      throw VaultFileError.notTheSigned(path: path, head: head)
    }
    end = Mutex(TrailEnd(try file.trail.head()))
    tag = file.tag
    numbers = Atomic(try file.highestNumber())
    published = Mutex(try file.keys())
    self.file = file
  }

  // MARK: The port

  func takeNumber() -> Int64 { numbers.add(1, ordering: .relaxed).newValue }

  var keys: (version: Int, rows: [WrappedKey]) {
    published.withLock { rows in (version.load(ordering: .sequentiallyConsistent), rows) }
  }

  /// Where the audit trail stands, as far as it is durable.
  var trailEnd: TrailEnd { end.withLock { $0 } }

  var keysVersion: Int { version.load(ordering: .sequentiallyConsistent) }

  func write(
    _ work: @escaping @Sendable (any VaultTransaction) throws -> @Sendable () -> Void,
    refused: @escaping @Sendable (VaultFailure) -> Void
  ) {
    enqueue(Work(body: .write(work), refused: refused))
  }

  func read(
    _ work: @escaping @Sendable (any VaultTransaction) throws -> Void, refused: @escaping @Sendable (VaultFailure) -> Void
  ) {
    enqueue(Work(body: .read(work), refused: refused))
  }

  func inspect(_ body: @escaping @Sendable (VaultFile) -> Void) {
    enqueue(Work(body: .inspection(body), refused: { _ in }))
  }

  /// Writes a consistent copy where nothing is yet.
  func copy(to path: String, done: @escaping @Sendable (Result<Void, any Error>) -> Void) {
    enqueue(Work(body: .copy(path: path, done), refused: { done(.failure($0)) }))
  }

  /// Why it does not serve; nil while it does.
  var trouble: String? { state.withLock { $0 } }

  private func enqueue(_ work: Work, closing: Bool = false) {
    enum Admission { case queued, first, refused(VaultFailure) }
    let limit = options.waitingSubmissions
    let admission = queue.withLock { queue -> Admission in
      if queue.isClosed { return .refused(.notApplied("the vault is being closed; send the request again")) }
      if queue.waiting.count >= limit, !closing {
        return .refused(.notApplied("\(limit) requests wait for this vault already; send it again later"))
      }
      queue.isClosed = closing
      queue.waiting.append(work)
      defer { queue.isScheduled = true }
      return queue.isScheduled ? .queued : .first
    }
    switch admission {
    case .queued: break
    case .first: threads.schedule(self)
    case .refused(let failure): work.refused(failure)
    }
  }

  // MARK: Serving, on a thread of the pool

  func serve() {
    var taken: [Work] = []
    while true {
      taken.removeAll(keepingCapacity: true)
      let hasMore = queue.withLock { queue in
        swap(&queue.waiting, &taken)
        if taken.isEmpty { queue.isScheduled = false }
        return !taken.isEmpty
      }
      guard hasMore else { return }
      var position = 0
      while position < taken.count {
        let end = min(position + options.worksPerVaultCommit, taken.count)
        serve(taken[position..<end])
        position = end
      }
    }
  }

  private func serve(_ group: ArraySlice<Work>) {
    write(group)
    for work in group {
      switch work.body {
      case .write: break
      case .read(let body): read(body, work.refused)
      case .inspection(let body): if let file { body(file) }
      case .copy(let path, let done):
        done(
          Result {
            guard let file else { throw VaultFailure.fenced(trouble ?? "the vault is closed") }
            try file.copy(to: path)
          })
      case .close(let done): done(Result { try close() })
      }
    }
  }

  /// One commit of all that write.
  private func write(_ group: ArraySlice<Work>) {
    var answers: [@Sendable () -> Void] = []
    var refusals: [() -> Void] = []
    var failed: [@Sendable (VaultFailure) -> Void] = []
    var isCommitting = false
    guard group.contains(where: { if case .write = $0.body { true } else { false } }) else { return }
    guard let file else {
      let failure = VaultFailure.fenced(trouble ?? "the vault is closed")
      for case let work in group { if case .write = work.body { work.refused(failure) } }
      return
    }
    for work in group { if case .write = work.body { failed.append(work.refused) } }
    do {
      try file.begin()
      for work in group {
        guard case .write(let body) = work.body else { continue }
        let before = file.writes
        do { answers.append(try body(file)) } catch let failure as VaultFailure {
          precondition(file.writes == before, "a work that refuses has written nothing")
          refusals.append { work.refused(failure) }
        }
      }
      isCommitting = true
      try file.commit()
      if let moved = file.movedEnd() { end.withLock { $0 = moved } }
      if let keys = try file.changedKeys() { publish(keys) }
    } catch {
      let failure = recover(from: error, file, isCommitting: isCommitting)
      for refused in failed { refused(failure) }
      return
    }
    // Before the answers: who is told that a key is destroyed may rely on it.
    checkpoint(file)
    for answer in answers { answer() }
    options.bell.ring(tenant, .vault)
    for refusal in refusals { refusal() }
  }

  private func read(
    _ body: @Sendable (any VaultTransaction) throws -> Void, _ refused: @Sendable (VaultFailure) -> Void
  ) {
    guard let file else { return refused(.fenced(trouble ?? "the vault is closed")) }
    do { try body(file) } catch let failure as VaultFailure { refused(failure) } catch {
      refused(.damaged("the vault cannot be read: \(Outage.sentence(error))"))
    }
  }

  private func publish(_ keys: [WrappedKey]) {
    published.withLock { rows in
      rows = keys
      version.add(1, ordering: .sequentiallyConsistent)
    }
  }

  private func checkpoint(_ file: VaultFile) {
    do {
      try file.checkpoint(atFrames: options.framesPerCheckpoint)
    } catch {
      // With a full disk the log goes on growing, and the next commit tries again: what is answered is durable in the log.
      if !error.isFull, !error.isBusy { fence(file, because: "checkpoint: \(error)") }
    }
  }

  // MARK: When something fails

  private func recover(from error: any Error, _ file: VaultFile, isCommitting: Bool) -> VaultFailure {
    if let sqlite = error as? SQLiteError, sqlite.isFull || sqlite.isBusy || sqlite.isLogIndexFull {
      do {
        try file.rollback()
        return sqlite.isLogIndexFull ? .outcomeUnknown : .notApplied(Outage.sentence(sqlite))
      } catch {
        fence(file, because: "\(error)")
        return .outcomeUnknown
      }
    }
    fence(file, because: "\(error)")
    return isCommitting
      ? .outcomeUnknown : .notApplied("the vault met an error before anything was written; it was reopened")
  }

  /// Stops trusting the page cache, and opens the vault anew from what is really on the disk (see `LedgerReopening`). If a step fails it
  /// stays fenced and says why.
  private func fence(_ failed: VaultFile, because reason: String) {
    state.withLock { $0 = "being reopened after: \(reason)" }
    file = nil
    failed.connection.keepLogOnClose()
    failed.connection.abandon()
    do {
      let reopened = try VaultFile(path: path, tenant: tenant, options: options)
      guard try reopened.holds(trailEnd) else { throw VaultFileError.cut(path: path, sequence: trailEnd.sequence) }
      let now = TrailEnd(try reopened.trail.head())
      end.withLock { $0 = now }
      publish(try reopened.keys())
      let highest = try reopened.highestNumber()
      numbers.max(highest, ordering: .relaxed)
      file = reopened
      state.withLock { $0 = nil }
    } catch {
      state.withLock { $0 = "fenced: \(error); first: \(reason)" }
    }
  }

  // MARK: Closing

  /// Takes nothing any more; when what was taken is answered, closes the file, checkpointed, and calls `done` on a thread of the vault.
  func close(done: @escaping @Sendable (Result<Void, any Error>) -> Void) {
    enqueue(Work(body: .close(done), refused: { _ in done(.success(())) }), closing: true)
  }

  private func close() throws {
    guard let file else { return }
    self.file = nil
    state.withLock { $0 = "the vault is closed" }
    do { try file.connection.checkpointAndTruncate() } catch {
      // What failed once is not tried again: the next opening begins from what is on the disk.
      file.connection.keepLogOnClose()
      file.connection.abandon()
      throw error
    }
    file.connection.abandon()
  }
}
