package import LedgerCore
import Synchronization
package import Tenancy
import Threads
package import Vault

/// The vaults of a data directory, opened when they are asked for: `DATA/tenants/{ten_…}/vault.db`. Never more than
/// `StorageOptions.openVaults` are open: one more takes the place of the one that was not used for longest and is used by nobody.
package final class SQLiteVaults: VaultDirectory {
  struct State {
    var open = OpenVaults()
    /// Whose vault is being opened, made or closed by one thread: the others wait until it is done.
    var busy: Set<TenantID> = []
    /// Of these, whose vault may be being made.
    var making: Set<TenantID> = []
    /// Vaults that are open, being opened or being closed.
    var taken = 0
    /// Tenants whose vault is being shredded, or was: it is not opened any more.
    var shredded: Set<TenantID> = []
    var isShuttingDown = false
    var statistics = OpenVaultStatistics()
  }

  package let ring: KeyRing
  let path: String
  let options: StorageOptions
  let threads: VaultThreads
  /// Held for moments only.
  let state: Monitor<State>
  let rotation = Mutex(MasterRotationStatus())
  let rotator = Mutex<Thread?>(nil)
  /// Who signs heads of the trails and keeps them; nil where nobody does.
  let heads = Mutex<HeadSigner?>(nil)

  /// `path`: the data directory.
  package init(path: String, ring: KeyRing, options: StorageOptions) {
    precondition(options.openVaults > 0, "without a place no vault can be open")
    self.path = path
    self.ring = ring
    self.options = options
    threads = VaultThreads(count: options.vaultThreads)
    var state = State()
    state.statistics.bound = options.openVaults
    self.state = Monitor(state)
  }

  package func vault(of tenant: TenantID, making: Bool) throws(VaultFailure) -> TenantVault? {
    try vault(of: tenant, making: making, waiting: options.waitForPlace)
  }

  /// Whether a tenant has a vault, open or not.
  package func exists(_ tenant: TenantID) -> Bool { Directory.exists(file(of: tenant)) }

  func file(of tenant: TenantID) -> String { "\(path)/tenants/\(tenant)/vault.db" }

  package func copyVault(of tenant: TenantID, to path: String) throws(VaultFailure) -> Bool {
    guard let vault = try vault(of: tenant, making: false), let file = state.withLock({ $0.open.file(of: tenant) }) else {
      return false
    }
    guard !Directory.exists(path) else { throw .notApplied("\(path) exists already: a backup is never written over anything") }
    let copied = Monitor<Result<Void, any Error>?>(nil)
    file.copy(to: path) { result in
      copied.withLock { $0 = result }
      copied.broadcast()
    }
    runReadyIfAlone()
    let result: Result<Void, any Error> = copied.wait { result in result.map { .done($0) } ?? .wait(nil) }
    // Nobody closes it meanwhile.
    withExtendedLifetime(vault) {}
    do { try result.get() } catch let failure as VaultFailure { throw failure } catch {
      throw .notApplied("the vault could not be copied: \(Outage.sentence(error))")
    }
    return true
  }

  package func auditRecords(of tenant: TenantID, _ window: TrailWindow) throws(VaultFailure) -> [AuditRecord] {
    guard let vault = try vault(of: tenant, making: false), let file = state.withLock({ $0.open.file(of: tenant) }) else {
      return []
    }
    let read = Monitor<Result<[AuditRecord], VaultFailure>?>(nil)
    @Sendable func answer(_ result: Result<[AuditRecord], VaultFailure>) {
      read.withLock { $0 = result }
      read.broadcast()
    }
    file.read({ answer(.success(try $0.auditRecords(window))) }, refused: { answer(.failure($0)) })
    runReadyIfAlone()
    let result: Result<[AuditRecord], VaultFailure> = read.wait { result in result.map { .done($0) } ?? .wait(nil) }
    // Nobody closes it meanwhile.
    withExtendedLifetime(vault) {}
    return try result.get()
  }

  /// Closes the vault of a tenant that is being deleted, for good, and destroys its keys. Needs no key, and can be done again.
  package func shred(_ tenant: TenantID, _ origin: Origin) throws {
    state.withLock { state in _ = state.shredded.insert(tenant) }
    try close(tenant)
    try VaultShredding.shred(path: file(of: tenant), tenant: tenant, origin: origin, options: options)
  }

  func isShredded(_ tenant: TenantID) -> Bool { state.withLock { $0.shredded.contains(tenant) } }

  package var openVaults: OpenVaultStatistics {
    state.withLock { state in
      var statistics = state.statistics
      statistics.open = state.taken
      return statistics
    }
  }

  /// Vaults that are open and do not serve, with the reason.
  package var trouble: [TenantID: String] {
    let files = state.withLock { $0.open.files }
    return Dictionary(files.map { ($0.tenant, $0.trouble) }) { first, _ in first }.compactMapValues { $0 }
  }

  func runReadyIfAlone() { if !threads.hasThreads { threads.runReady() } }

  /// Serves on this thread what is ready. For vaults without threads of their own.
  package func runReady() { threads.runReady() }

  /// Answers what was taken and closes all; the first failure is thrown in the end.
  package func shutdown() throws {
    state.withLock { $0.isShuttingDown = true }
    state.broadcast()
    let rotating = rotator.withLock { $0.take() }
    rotating?.join()
    // What is being opened is open then, and nothing more is opened.
    let open = state.wait { state in state.busy.isEmpty ? .done(state.open.files.map(\.tenant)) : .wait(nil) }
    let closed = open.map { tenant in Result { try close(tenant) } }
    threads.stop()
    for result in closed { try result.get() }
  }
}
