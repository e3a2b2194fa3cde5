package import LedgerCore
import Tenancy
import Threads
import Vault

/// Opening, making and closing vaults. Whoever does one of these to a tenant's vault stands in `busy` for it, and waits for the disk without a
/// lock.
extension SQLiteVaults {
  private enum Look {
    case open(TenantVault)
    /// The caller opens it, and closes first the one whose place it takes.
    case mine(insteadOf: SQLiteVault?)
    case refused(VaultFailure)
  }

  /// - Parameter microseconds: how long to wait for a place while as many vaults are in use as may be open.
  func vault(of tenant: TenantID, making: Bool, waiting microseconds: Int64) throws(VaultFailure) -> TenantVault? {
    if let open = state.withLock({ $0.open.use(tenant) }) { return open }
    // Before a place is taken: a tenant without a vault closes none.
    if !making, try isMissing(tenant) { return nil }
    switch look(tenant, making, waiting: microseconds) {
    case .open(let vault): return vault
    case .refused(let failure): throw failure
    case .mine(let idle):
      if let idle { evict(idle) }
      do throws(VaultFailure) {
        guard let vault = try open(tenant, making) else {
          giveBack(tenant)
          return nil
        }
        return vault
      } catch {
        giveBack(tenant, hasFailed: true)
        throw error
      }
    }
  }

  private func look(_ tenant: TenantID, _ making: Bool, waiting microseconds: Int64) -> Look {
    let deadline = options.clock.monotonic() + microseconds
    var mayRun = !threads.hasThreads
    while true {
      let found = state.wait { state -> Step<Look?> in
        if let open = state.open.use(tenant) { return .done(.open(open)) }
        if state.isShuttingDown {
          return .done(.refused(.notApplied("the daemon is stopping; send the request again when it is back")))
        }
        if state.shredded.contains(tenant) { return .done(.refused(.shredded)) }
        if state.busy.contains(tenant) { return .wait(nil) }
        var idle: SQLiteVault?
        if state.taken < options.openVaults {
          state.taken += 1
        } else {
          idle = state.open.takeIdle()
          guard let idle else {
            if mayRun { return .done(nil) }
            if !threads.hasThreads || options.clock.monotonic() >= deadline { return .done(.refused(inUse)) }
            // Nobody says so when a vault is not used any more.
            return .wait(2_000)
          }
          state.busy.insert(idle.tenant)
        }
        state.busy.insert(tenant)
        if making { state.making.insert(tenant) }
        return .done(.mine(insteadOf: idle))
      }
      if let found { return found }
      // Without threads, those who use vaults are served here, once.
      mayRun = false
      threads.runReady()
    }
  }

  private var inUse: VaultFailure {
    .notApplied("all \(options.openVaults) vaults that may be open at once are in use; send the request again later")
  }

  /// Whether there is no vault yet. Throws where there was one.
  private func isMissing(_ tenant: TenantID) throws(VaultFailure) -> Bool {
    let file = file(of: tenant)
    guard !Directory.exists(file) else { return false }
    if isShredded(tenant) { throw .shredded }
    // A head that was signed of it tells as much as the note.
    guard !VaultMark.isThere(beside: file), try lastHead(of: tenant) == nil else {
      throw .fenced("\(VaultFileError.missing(path: file))")
    }
    return true
  }

  private func open(_ tenant: TenantID, _ making: Bool) throws(VaultFailure) -> TenantVault? {
    let file = file(of: tenant)
    if try isMissing(tenant) {
      guard making else { return nil }
      try make(file, tenant)
    }
    do { try VaultMark.put(beside: file) } catch {
      throw .notApplied("the vault could not be opened: \(Outage.sentence(error))")
    }
    let head = try lastHead(of: tenant)
    let records: SQLiteVault
    do {
      records = try SQLiteVault(path: file, tenant: tenant, holding: head, options: options, threads: threads)
    } catch {
      throw .fenced("\(file): \(Outage.sentence(error))")
    }
    let vault = TenantVault(records: records, ring: ring, now: { [clock = options.clock] in clock.now() })
    state.withLock { state in
      state.open.add(vault, records)
      state.statistics.opens += 1
      state.busy.remove(tenant)
      state.making.remove(tenant)
    }
    state.broadcast()
    // A rotation that was cut off goes on; what stops it is in the vault's status.
    if vault.hasRetiringKey { vault.continueRotation(done: { _ in }) }
    return vault
  }

  private func make(_ file: String, _ tenant: TenantID) throws(VaultFailure) {
    let keys = try ring.firstKeys(of: tenant, now: options.clock.now())
    do { try VaultFile.make(path: file, tenant: tenant, keys: keys, options: options) } catch {
      // It has no name yet: the next attempt begins anew.
      throw .notApplied("the vault could not be made: \(Outage.sentence(error))")
    }
  }

  /// Lets others at the tenant's vault, which is not open.
  private func giveBack(_ tenant: TenantID, hasFailed: Bool = false) {
    state.withLock { state in
      state.taken -= 1
      state.busy.remove(tenant)
      state.making.remove(tenant)
      if hasFailed { state.statistics.failures += 1 }
    }
    state.broadcast()
  }

  // MARK: Closing

  /// Closes a vault that nobody uses; its place is the caller's.
  private func evict(_ idle: SQLiteVault) {
    do { try finish(idle) } catch {
      // Its file is as after a kill, and nothing is lost.
      options.report(idle.tenant, "its vault could not be closed in order: \(Outage.sentence(error))")
    }
    state.withLock { state in
      state.statistics.evictions += 1
      state.busy.remove(idle.tenant)
    }
    state.broadcast()
  }

  /// Closes the vault of a tenant, when what it took is answered; the next who asks opens it again.
  package func close(_ tenant: TenantID) throws {
    let file = state.wait { state -> Step<SQLiteVault?> in
      if state.busy.contains(tenant) { return .wait(nil) }
      let file = state.open.remove(tenant)
      if file != nil { state.busy.insert(tenant) }
      return .done(file)
    }
    guard let file else { return }
    defer { giveBack(tenant) }
    try finish(file)
  }

  /// Closes the vault of a tenant if nobody uses it.
  func closeIfIdle(_ tenant: TenantID) throws -> Bool {
    let file = state.withLock { state in
      let file = state.busy.contains(tenant) ? nil : state.open.takeIfIdle(tenant)
      if file != nil { state.busy.insert(tenant) }
      return file
    }
    guard let file else { return false }
    defer { giveBack(tenant) }
    try finish(file)
    return true
  }

  /// Closes a file that is on the list no more, and takes its keys out of memory.
  private func finish(_ file: SQLiteVault) throws {
    let closed = Monitor<Result<Void, any Error>?>(nil)
    file.close { result in
      closed.withLock { $0 = result }
      closed.broadcast()
    }
    runReadyIfAlone()
    let result: Result<Void, any Error> = closed.wait { result in result.map { .done($0) } ?? .wait(nil) }
    ring.forget(file.tenant)
    // Whether it was closed in order or not: what is published is durable.
    keepHead(of: file)
    try result.get()
  }
}
