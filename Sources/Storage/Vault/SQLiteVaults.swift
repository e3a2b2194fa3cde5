package import LedgerCore
import Synchronization
package import Tenancy
import Threads
package import Vault

/// The vaults of a data directory, opened when they are asked for: `DATA/tenants/{ten_…}/vault.db`.
package final class SQLiteVaults: VaultDirectory {
  private struct State {
    var open: [TenantID: TenantVault] = [:]
    var files: [TenantID: SQLiteVault] = [:]
    /// Tenants whose vault is being shredded, or was: it is not opened any more.
    var shredded: Set<TenantID> = []
    var isShuttingDown = false
  }

  package let ring: KeyRing
  let path: String
  private let options: StorageOptions
  private let threads: VaultThreads
  /// What is asked for on the request path: held for moments only.
  private let state = Mutex(State())
  /// Held while a vault is opened or closed, so that no file is opened twice.
  private let opening = Mutex(())
  let masterRotation = Mutex<MasterRotation?>(nil)

  /// `path`: the data directory.
  package init(path: String, ring: KeyRing, options: StorageOptions) {
    self.path = path
    self.ring = ring
    self.options = options
    threads = VaultThreads(count: options.vaultThreads)
  }

  package func vault(of tenant: TenantID, making: Bool) throws(VaultFailure) -> TenantVault? {
    if let open = state.withLock({ $0.open[tenant] }) { return open }
    return try opening.withLock { _ throws(VaultFailure) in
      if let open = state.withLock({ $0.open[tenant] }) { return open }
      guard !state.withLock({ $0.isShuttingDown }) else {
        throw .notApplied("the daemon is stopping; send the request again when it is back")
      }
      guard !state.withLock({ $0.shredded.contains(tenant) }) else { throw .shredded }
      let file = file(of: tenant)
      if !Directory.exists(file) {
        guard making else { return nil }
        try make(file, tenant)
      }
      return try open(file, tenant)
    }
  }

  /// Whether a tenant has a vault, open or not.
  package func exists(_ tenant: TenantID) -> Bool { Directory.exists(file(of: tenant)) }

  private func file(of tenant: TenantID) -> String { "\(path)/tenants/\(tenant)/vault.db" }

  private func make(_ file: String, _ tenant: TenantID) throws(VaultFailure) {
    let keys = try ring.firstKeys(of: tenant, now: options.clock.now())
    do { try VaultFile.make(path: file, tenant: tenant, keys: keys, options: options) } catch {
      // It has no name yet: the next attempt begins anew.
      throw .notApplied("the vault could not be made: \(Outage.sentence(error))")
    }
  }

  private func open(_ file: String, _ tenant: TenantID) throws(VaultFailure) -> TenantVault {
    let records: SQLiteVault
    do { records = try SQLiteVault(path: file, tenant: tenant, options: options, threads: threads) } catch {
      throw .fenced("\(file): \(Outage.sentence(error))")
    }
    let vault = TenantVault(records: records, ring: ring, now: { [clock = options.clock] in clock.now() })
    state.withLock { state in
      state.open[tenant] = vault
      state.files[tenant] = records
    }
    // A rotation that was cut off goes on; what stops it is in the vault's status.
    if vault.hasRetiringKey { vault.continueRotation(done: { _ in }) }
    return vault
  }

  /// Closes the vault of a tenant, when what it took is answered; the next who asks opens it again.
  package func close(_ tenant: TenantID) throws {
    try opening.withLock { _ in
      let file = state.withLock { state in
        state.open[tenant] = nil
        return state.files.removeValue(forKey: tenant)
      }
      guard let file else { return }
      try close(file)
    }
  }

  package func copyVault(of tenant: TenantID, to path: String) throws(VaultFailure) -> Bool {
    guard try vault(of: tenant, making: false) != nil, let file = state.withLock({ $0.files[tenant] }) else { return false }
    guard !Directory.exists(path) else { throw .notApplied("\(path) exists already: a backup is never written over anything") }
    let copied = Monitor<Result<Void, any Error>?>(nil)
    file.copy(to: path) { result in
      copied.withLock { $0 = result }
      copied.broadcast()
    }
    runReadyIfAlone()
    let result: Result<Void, any Error> = copied.wait { result in result.map { .done($0) } ?? .wait(nil) }
    do { try result.get() } catch let failure as VaultFailure { throw failure } catch {
      throw .notApplied("the vault could not be copied: \(Outage.sentence(error))")
    }
    return true
  }

  package func auditRecords(of tenant: TenantID, _ window: TrailWindow) throws(VaultFailure) -> [AuditRecord] {
    guard try vault(of: tenant, making: false) != nil, let file = state.withLock({ $0.files[tenant] }) else { return [] }
    let read = Monitor<Result<[AuditRecord], VaultFailure>?>(nil)
    @Sendable func answer(_ result: Result<[AuditRecord], VaultFailure>) {
      read.withLock { $0 = result }
      read.broadcast()
    }
    file.read({ answer(.success(try $0.auditRecords(window))) }, refused: { answer(.failure($0)) })
    runReadyIfAlone()
    let result: Result<[AuditRecord], VaultFailure> = read.wait { result in result.map { .done($0) } ?? .wait(nil) }
    return try result.get()
  }

  /// Closes the vault of a tenant that is being deleted, for good, and destroys its keys. Needs no key, and can be done again.
  package func shred(_ tenant: TenantID, _ origin: Origin) throws {
    state.withLock { state in _ = state.shredded.insert(tenant) }
    try close(tenant)
    try VaultShredding.shred(path: file(of: tenant), tenant: tenant, origin: origin, options: options)
  }

  private func close(_ file: SQLiteVault) throws {
    let closed = Monitor<Result<Void, any Error>?>(nil)
    file.close { result in
      closed.withLock { $0 = result }
      closed.broadcast()
    }
    runReadyIfAlone()
    let result: Result<Void, any Error> = closed.wait { result in result.map { .done($0) } ?? .wait(nil) }
    ring.forget(file.tenant)
    try result.get()
  }

  /// Where a rotation of the key-encryption key is; nil while none is under way.
  package var masterRotationStatus: MasterRotation? { masterRotation.withLock { $0 } }

  func isOpen(_ tenant: TenantID) -> Bool { state.withLock { $0.open[tenant] != nil } }

  /// Runs `body` when no vault is being opened, made or closed.
  func afterOpening(_ body: () -> Void) { opening.withLock { _ in body() } }

  func runReadyIfAlone() { if !threads.hasThreads { threads.runReady() } }

  /// Serves on this thread what is ready. For vaults without threads of their own.
  package func runReady() { threads.runReady() }

  /// Vaults that are open and do not serve, with the reason.
  package var trouble: [TenantID: String] {
    state.withLock { state in state.files.compactMapValues(\.trouble) }
  }

  /// Answers what was taken and closes all; the first failure is thrown in the end.
  package func shutdown() throws {
    state.withLock { $0.isShuttingDown = true }
    let open = state.withLock { Array($0.files.keys) }
    let closed = open.map { tenant in Result { try close(tenant) } }
    threads.stop()
    for result in closed { try result.get() }
  }
}
