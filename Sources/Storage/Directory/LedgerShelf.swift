import LedgerCore
import Synchronization
import Tenancy
import Threads

/// Opens ledgers when they are asked for, and closes those that were not used for longest so that never more than a bound are open.
///
/// The thread of the sockets only ever asks `use` and `whenOpen`, which do not wait. A ledger is opened by one thread; who asks meanwhile
/// waits in line, and is let in when it is open, in the order of asking. See docs/adr/0013-ledgers-on-demand.md.
final class LedgerShelf: Sendable {
  struct State {
    var open = OpenLedgers()
    /// Of ledgers that are neither ready nor simply closed, or of which something is remembered.
    var slots: [TenantID: LedgerSlot] = [:]
    /// Ledgers that are open, being opened or being closed.
    var taken = 0
    var isStopping = false
    /// Ledgers that are gone for good.
    var ended: Set<TenantID> = []
    var statistics = OpenLedgerStatistics()
  }

  /// Held for moments only.
  let state: Mutex<State>
  let queue: OpeningQueue
  let registry: LedgerRegistry
  let pool: WriterPool
  let options: StorageOptions
  let files: any LedgerFiles
  private let threads = Mutex<[Thread]>([])
  /// Waited for, never looked at. Not of `()`: the thread sanitizer takes a value without a size for the object's beginning.
  private let pause = Monitor(0)

  init(files: any LedgerFiles, registry: LedgerRegistry, pool: WriterPool, options: StorageOptions) {
    precondition(options.openLedgers > 0, "without a place no ledger can be open")
    self.files = files
    self.registry = registry
    self.pool = pool
    self.options = options
    queue = OpeningQueue(clock: options.clock)
    var state = State()
    state.statistics.bound = options.openLedgers
    self.state = Mutex(state)
  }

  /// Begins to open what is asked for. `toLookInto`: ledgers of which is not known what is due in them.
  func start(dues: [TenantID: Timestamp?], toLookInto: [TenantID]) {
    for (tenant, due) in dues { queue.note(tenant, due: due) }
    queue.lookInto(toLookInto)
    guard pool.hasThreads else { return }
    threads.withLock { threads in
      for number in 0..<options.openerThreads {
        threads.append(Thread.start("opener-\(number)") { [self] in while let job = queue.next() { _ = open(job) } })
      }
    }
  }

  // MARK: Asking, on any thread

  /// The ledger, if it is open and nobody waits to be let in.
  func use(_ tenant: TenantID) -> SQLiteLedger? { state.withLock { $0.open.use(tenant) } }

  /// The ledger, if it is open; not a use of it.
  func peek(_ tenant: TenantID) -> SQLiteLedger? { state.withLock { $0.open.peek(tenant) } }

  /// Calls `body` with the ledger: at once, or when it has been opened or could not be.
  func whenOpen(_ tenant: TenantID, _ body: @escaping @Sendable (Result<any Ledger, LedgerFailure>) -> Void) {
    enum Admission { case ready(SQLiteLedger), refused(LedgerFailure), waits(isFirst: Bool) }
    let now = options.clock.monotonic()
    let admission = state.withLock { state -> Admission in
      if let ledger = state.open.use(tenant) { return .ready(ledger) }
      if state.isStopping { return .refused(LedgerShelf.stopping) }
      if state.ended.contains(tenant) { return .refused(.fenced("it is gone")) }
      var slot = state.slots[tenant] ?? LedgerSlot()
      if slot.phase == .closed, now < slot.retryAt { return .refused(.fenced(LedgerShelf.unopened)) }
      guard slot.waiting.count < options.waitingSubmissions else {
        return .refused(.notApplied("\(slot.waiting.count) requests wait for this ledger already; send it again later"))
      }
      slot.waiting.append(LedgerSlot.Waiter(body: body, since: now))
      defer { state.slots[tenant] = slot }
      guard slot.phase == .closed else { return .waits(isFirst: false) }
      slot.phase = .queued
      return .waits(isFirst: true)
    }
    switch admission {
    case .ready(let ledger): body(.success(ledger))
    case .refused(let failure): body(.failure(failure))
    case .waits(let isFirst): if isFirst { queue.want(tenant) }
    }
  }

  /// The ledger, opened if it was closed; for a thread that may wait.
  func wait(for tenant: TenantID) -> Result<any Ledger, LedgerFailure> {
    let box = Monitor<Result<any Ledger, LedgerFailure>?>(nil)
    whenOpen(tenant) { result in
      box.withLock { $0 = result }
      box.signal()
    }
    if !pool.hasThreads { while box.withLock({ $0 == nil }), openNext() || pool.runReady() {} }
    // The box is emptied: a reference left in it would keep the ledger open.
    return box.wait { [pool] value in
      if let result = value.take() { return .done(result) }
      return pool.hasThreads ? .wait(nil) : .done(.failure(.notApplied("every ledger that may be open is in use")))
    }
  }

  // MARK: How things stand

  var openTenants: [TenantID] { state.withLock { $0.open.tenants } }

  var trouble: [TenantID: String] {
    state.withLock { state in
      var found = state.slots.compactMapValues(\.trouble)
      for tenant in state.open.tenants { if let trouble = state.open.peek(tenant)?.published.trouble { found[tenant] = trouble } }
      return found
    }
  }

  func note(trouble: String, of tenant: TenantID) {
    state.withLock { $0.slots[tenant, default: LedgerSlot()].trouble = trouble }
    options.report(tenant, trouble)
  }

  var statistics: OpenLedgerStatistics {
    state.withLock { state in
      var statistics = state.statistics
      statistics.open = state.taken
      statistics.waitedFor = state.slots.values.count { !$0.waiting.isEmpty }
      return statistics
    }
  }

  // MARK: Stopping

  static let stopping = LedgerFailure.notApplied("the daemon is stopping; send the request again when it is back")

  /// Refuses who waits and whoever asks from now on for a ledger that is closed, and returns when nothing is being opened or closed.
  func stop() {
    let waiting = state.withLock { state in
      state.isStopping = true
      defer { for tenant in state.slots.keys { state.slots[tenant]?.waiting = [] } }
      return state.slots.values.flatMap(\.waiting)
    }
    for waiter in waiting { waiter.body(.failure(LedgerShelf.stopping)) }
    queue.stop()
    let running = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    for thread in running { thread.join() }
  }

  /// All ledgers that are open: after `stop`.
  func takeAll() -> [(tenant: TenantID, ledger: SQLiteLedger)] {
    state.withLock { state in
      state.taken = 0
      return state.open.removeAll()
    }
  }

  /// Closes a ledger for good, whoever uses it, and lets nobody open it any more. Waits until that is done.
  func end(_ tenant: TenantID, because reason: String) {
    enum Look { case nothing, open(SQLiteLedger), busy }
    var waiting: [LedgerSlot.Waiter] = []
    while true {
      let look = state.withLock { state -> Look in
        state.ended.insert(tenant)
        waiting += state.slots[tenant]?.waiting ?? []
        state.slots[tenant]?.waiting = []
        switch state.slots[tenant]?.phase ?? .closed {
        case .opening, .lettingIn, .closing: return .busy
        case .closed, .queued: break
        }
        state.slots[tenant] = nil
        return state.open.remove(tenant).map { .open($0) } ?? .nothing
      }
      for waiter in waiting { waiter.body(.failure(.fenced(reason))) }
      waiting = []
      switch look {
      case .busy: rest()
      case .nothing: return queue.forget(tenant)
      case .open(let ledger):
        _ = pool.silence(ledger)
        ledger.end(because: reason)
        givePlaceBack()
        return
      }
    }
  }

  /// Waits for a moment, for a ledger that is in use to become free.
  func rest() {
    var isFirst = true
    pause.wait { _ -> Step<Void> in
      defer { isFirst = false }
      return isFirst ? .wait(2_000) : .done(())
    }
  }
}

/// How the shelf gets at files.
protocol LedgerFiles: AnyObject, Sendable {
  /// Opens the file of a tenant, which says "look inside" from then on.
  func open(_ tenant: TenantID, expiryClock: ExpiryClock) throws -> SQLiteLedger
  /// What the catalogue remembers of a ledger that was closed.
  func row(of tenant: TenantID, _ rest: LedgerRest) -> LedgerRow
}
