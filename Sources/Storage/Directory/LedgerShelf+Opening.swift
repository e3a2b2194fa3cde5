import LedgerCore
import SQLite
import Synchronization
import Tenancy

/// Opening and closing, on the threads of the shelf; without threads, on whoever's runs it.
extension LedgerShelf {
  /// Opens the next ledger that somebody waits for, or that must be looked into. False when there is none, or no place for it.
  func openNext() -> Bool {
    guard let job = queue.poll() else { return false }
    return open(job)
  }

  /// False when the job was put off, because every open ledger is in use.
  func open(_ job: OpeningQueue.Job) -> Bool {
    defer { queue.finished(job) }
    let tenant = job.tenant
    guard begin(job) else { return true }
    guard takePlace(for: tenant) else {
      if !pool.hasThreads { putOff(job) }
      return pool.hasThreads
    }
    let opened: Result<SQLiteLedger, any Error> = Result {
      try registry.willOpen(tenant)
      return try files.open(tenant, expiryClock: queue.expiryClock)
    }
    switch opened {
    case .success(let ledger):
      queue.forget(tenant)
      add(ledger, of: tenant, isWanted: job.isWanted)
    case .failure(let error): refuse(tenant, error)
    }
    return true
  }

  /// False when there is nothing to do: it is open already, or being opened.
  private func begin(_ job: OpeningQueue.Job) -> Bool {
    let now = options.clock.monotonic()
    return state.withLock { state in
      guard !state.isStopping, !state.ended.contains(job.tenant) else { return false }
      var slot = state.slots[job.tenant] ?? LedgerSlot()
      if job.isWanted {
        guard slot.phase == .queued else { return false }
      } else {
        // Looking into a ledger that is in use is what its users do.
        guard slot.phase == .closed, state.open.peek(job.tenant) == nil, now >= slot.retryAt else { return false }
      }
      slot.phase = .opening
      state.slots[job.tenant] = slot
      return true
    }
  }

  // MARK: Places

  /// Reserves a place for one more open ledger. False when all were in use for too long; who waited has been refused then.
  private func takePlace(for tenant: TenantID) -> Bool {
    while !reserve() {
      let deadline = options.clock.monotonic() - options.waitForPlace
      let late = state.withLock { state -> [LedgerSlot.Waiter] in
        guard var slot = state.slots[tenant] else { return [] }
        let isLate = state.isStopping || (slot.waiting.first.map { $0.since <= deadline } ?? true)
        guard isLate else { return [] }
        defer { state.slots[tenant] = slot.isPlain ? nil : slot }
        slot.phase = .closed
        defer { slot.waiting = [] }
        return slot.waiting
      }
      if !late.isEmpty {
        for waiter in late { waiter.body(.failure(inUse)) }
        return false
      }
      if state.withLock({ $0.slots[tenant]?.phase ?? .closed }) == .closed {
        // It was only to be looked into: later, then.
        queue.note(tenant, due: Timestamp(microseconds: options.clock.now().microseconds + 1_000_000))
        return false
      }
      guard pool.hasThreads else { return false }
      rest()
    }
    return true
  }

  /// Waits for a place for a ledger that is being made. False when all were in use for too long.
  func waitForPlace() -> Bool {
    let deadline = options.clock.monotonic() + options.waitForPlace
    while !reserve() {
      if pool.hasThreads {
        guard options.clock.monotonic() < deadline else { return false }
        rest()
      } else {
        guard pool.runReady() else { return false }
      }
    }
    return true
  }

  var inUse: LedgerFailure {
    .notApplied("all \(options.openLedgers) ledgers that may be open at once are in use; send the request again later")
  }

  private func reserve() -> Bool {
    enum Place { case free, none, of(TenantID, SQLiteLedger) }
    let place = state.withLock { state -> Place in
      if state.taken < options.openLedgers {
        state.taken += 1
        return .free
      }
      guard let (tenant, ledger) = state.open.takeIdle() else { return .none }
      state.slots[tenant, default: LedgerSlot()].phase = .closing
      state.statistics.evictions += 1
      return .of(tenant, ledger)
    }
    switch place {
    case .free: return true
    case .none: return false
    case .of(let tenant, let ledger):
      close(ledger, of: tenant)
      return true
    }
  }

  func givePlaceBack() { state.withLock { $0.taken -= 1 } }

  /// Nobody can be using the ledger; who asks for it from now on waits until it is closed and opened again.
  private func close(_ ledger: SQLiteLedger, of tenant: TenantID) {
    let trouble = ledger.published.trouble
    var due: Timestamp?
    do {
      if let rest = try ledger.retire() {
        registry.closed(tenant, files.row(of: tenant, rest))
        due = rest.due
      } else {
        // Fenced: what is in it is not known until it can be opened again.
        due = Timestamp(microseconds: options.clock.now().microseconds + 60_000_000)
      }
    } catch {
      // Its file is as after a kill, and nothing is lost; but what is due in it has to be looked up.
      options.report(tenant, "it could not be closed in order: \(Outage.sentence(error))")
      due = Timestamp(microseconds: options.clock.now().microseconds + 10_000_000)
    }
    queue.note(tenant, due: due)
    let isWanted = state.withLock { state -> Bool in
      var slot = state.slots[tenant] ?? LedgerSlot()
      slot.trouble = trouble ?? slot.trouble
      slot.phase = slot.waiting.isEmpty ? .closed : .queued
      state.slots[tenant] = slot.isPlain ? nil : slot
      return slot.phase == .queued
    }
    if isWanted { queue.want(tenant) }
  }

  // MARK: When it is open

  /// Puts a ledger that has its place on the shelf, and lets in who waits for it, in the order of asking.
  func add(_ ledger: SQLiteLedger, of tenant: TenantID, isWanted: Bool) {
    state.withLock { state in
      var slot = state.slots[tenant] ?? LedgerSlot()
      state.open.add(tenant, ledger, isWanted: isWanted || !slot.waiting.isEmpty)
      state.statistics.opens += 1
      slot.phase = .lettingIn
      slot.trouble = nil
      slot.failures = 0
      state.slots[tenant] = slot
    }
    while true {
      let waiting = state.withLock { state -> [LedgerSlot.Waiter] in
        let waiting = state.slots[tenant]?.waiting ?? []
        if waiting.isEmpty {
          state.open.setReady(tenant)
          state.slots[tenant] = nil
        } else {
          state.slots[tenant]?.waiting = []
        }
        let now = options.clock.monotonic()
        for waiter in waiting { state.statistics.note(wait: now - waiter.since) }
        return waiting
      }
      if waiting.isEmpty { break }
      for waiter in waiting { waiter.body(.success(ledger)) }
    }
    pool.wakeThreads()
  }

  /// A ledger could not be opened: who waits is told, and it is tried again later.
  private func refuse(_ tenant: TenantID, _ error: any Error) {
    let sqlite = error as? SQLiteError
    let isOutage = sqlite?.isFull == true || sqlite?.isBusy == true
    let now = options.clock.monotonic()
    let (waiting, isNew) = state.withLock { state in
      state.taken -= 1
      state.statistics.failures += 1
      var slot = state.slots[tenant] ?? LedgerSlot()
      let isNew = slot.trouble != "\(error)"
      // A disk that is full is no fault of the ledger: it is tried again with the next request.
      if !isOutage { slot.noteFailure("\(error)", now: now) }
      let waiting = slot.waiting
      slot.phase = .closed
      slot.waiting = []
      state.slots[tenant] = slot.isPlain ? nil : slot
      return (waiting, isNew)
    }
    if isNew { options.report(tenant, isOutage ? Outage.sentence(error) : "\(error)") }
    // Something may be due in it.
    queue.note(tenant, due: Timestamp(microseconds: options.clock.now().microseconds + 60_000_000))
    let failure: LedgerFailure =
      isOutage ? .notApplied("the ledger could not be opened: \(Outage.sentence(error))") : .fenced(LedgerShelf.unopened)
    for waiter in waiting { waiter.body(.failure(failure)) }
  }

  /// For people who call: the reason names files of the daemon's machine, and is for its log.
  static let unopened = "it could not be opened, and the daemon's log says why"

  /// Without threads: tried again the next time something is run.
  private func putOff(_ job: OpeningQueue.Job) {
    let isStillWanted = state.withLock { state -> Bool in
      guard var slot = state.slots[job.tenant], slot.phase == .opening else { return false }
      slot.phase = job.isWanted || !slot.waiting.isEmpty ? .queued : .closed
      state.slots[job.tenant] = slot.isPlain ? nil : slot
      return slot.phase == .queued
    }
    if isStillWanted { queue.want(job.tenant) }
  }
}

extension OpenLedgerStatistics {
  fileprivate mutating func note(wait microseconds: Int64) {
    let bucket = 64 - max(0, microseconds - 1).leadingZeroBitCount
    waitMicrosecondsLog2[min(bucket, 31)] += 1
    waitMicrosecondsSum += microseconds
  }
}
