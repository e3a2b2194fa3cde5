import LedgerCore
package import Payments
import Synchronization
package import Tenancy
package import Vault
import WalletAPI

/// What each tenant has set up at providers, ready to be spoken to: made of the records of its ledger and the secrets of its vault when somebody
/// first needs it, and made anew when either changes.
///
/// Opened secrets stay here, in protected memory, for as long as the vault is unsealed and the tenant is among those used lately. Whoever asks
/// while a change is taken in waits for it; calls that are under way go on with what they began with.
package final class ProviderRoom: Sendable {
  /// What an account is made of.
  package struct Blueprint: Sendable {
    package let provider: ProviderName
    /// Without a slash at the end.
    package let url: String
    /// Microseconds for one call.
    package let timeout: Int64
    package let isActive: Bool
    package let apiKey: TenantVault.OpenedSecret
    package let webhookSecrets: [TenantVault.OpenedSecret]
  }

  private typealias Waiter = @Sendable (Result<ProviderSetup, Problem>) -> Void

  private struct Entry {
    var setup: ProviderSetup?
    /// Moved by every change: what was read before one is read again.
    var generation = 0
    var isStale = false
    var isLoading = false
    var waiting: [Waiter] = []
    var lastUse = 0
  }

  private struct State {
    var entries: [TenantID: Entry] = [:]
    var uses = 0
    /// Changes of accounts that are under way, by tenant.
    var changes: [TenantID: Int] = [:]
  }

  private let state = Mutex(State())
  private let directory: any TenantDirectory
  private let vaults: (any VaultDirectory)?
  private let workers: WorkerPool
  private let build: @Sendable (Blueprint) -> ProviderAccount?
  /// What all tenants have, where nothing is read.
  private let given: ProviderSetup?

  /// Tenants whose setup is kept at once.
  static let mostKept = 2_000
  /// Seconds after which a secret is destroyed that no account names: the request that brought it was never finished.
  static let patience: Int64 = 3_600

  /// - Parameter build: makes an account that can be spoken to; nil: this daemon speaks to no such provider.
  package init(
    directory: any TenantDirectory, vaults: (any VaultDirectory)?, workers: WorkerPool,
    build: @escaping @Sendable (Blueprint) -> ProviderAccount?
  ) {
    self.directory = directory
    self.vaults = vaults
    self.workers = workers
    self.build = build
    given = nil
  }

  /// All tenants have set up the same, and no vault has a part in it: for a simulation.
  package init(directory: any TenantDirectory, workers: WorkerPool, given: ProviderSetup) {
    self.directory = directory
    vaults = nil
    self.workers = workers
    build = { _ in nil }
    self.given = given
  }

  // MARK: Asking

  private enum Look { case ready(ProviderSetup), waits, mine(generation: Int) }

  /// Calls back once with what a tenant has set up: at once where it is known, otherwise on another thread when it has been read or could
  /// not be. `then` must not wait.
  func ready(_ tenant: TenantID, _ then: @escaping @Sendable (Result<ProviderSetup, Problem>) -> Void) {
    if let given { return then(.success(given)) }
    let isSealed = vaults?.ring.state.isUnsealed != true
    let look = state.withLock { state -> Look in
      state.uses += 1
      var entry = state.entries[tenant] ?? Entry()
      entry.lastUse = state.uses
      defer { state.entries[tenant] = entry }
      if isSealed, entry.setup?.accounts.isEmpty == false { entry.setup = nil }
      if let setup = entry.setup, !entry.isStale { return .ready(setup) }
      entry.waiting.append(then)
      guard !entry.isLoading else { return .waits }
      entry.isLoading = true
      return .mine(generation: entry.generation)
    }
    switch look {
    case .ready(let setup): then(.success(setup))
    case .waits: break
    case .mine(let generation): begin(tenant, generation)
    }
  }

  /// For the desk: nil where it cannot be had for now.
  package var reach: PaymentDesk.Reach {
    { [self] tenant, then in
      ready(tenant) { result in
        switch result {
        case .success(let setup): then(setup)
        case .failure: then(nil)
        }
      }
    }
  }

  // MARK: Changes

  /// While a change is under way, a secret that nobody names yet may be about to be named.
  func beginChange(of tenant: TenantID) { state.withLock { $0.changes[tenant, default: 0] += 1 } }

  /// The change is over. Whoever asks from now on sees it.
  func endChange(of tenant: TenantID) {
    state.withLock { state in
      let left = (state.changes[tenant] ?? 1) - 1
      state.changes[tenant] = left > 0 ? left : nil
      state.entries[tenant]?.generation += 1
      state.entries[tenant]?.isStale = true
    }
  }

  /// The vault was sealed: all opened secrets go.
  func seal() {
    state.withLock { state in
      for tenant in state.entries.keys {
        state.entries[tenant]?.setup = nil
        state.entries[tenant]?.generation += 1
      }
    }
  }

  /// The tenant is gone.
  func forget(_ tenant: TenantID) {
    state.withLock { state in
      state.entries[tenant]?.setup = nil
      state.entries[tenant]?.generation += 1
    }
  }

  // MARK: Reading

  private func begin(_ tenant: TenantID, _ generation: Int) {
    let isTaken = workers.run(for: tenant.rawValue) { [self] in load(tenant, generation) }
    guard !isTaken else { return }
    finish(
      tenant, generation,
      .failure(Problem(.notApplied, "Nothing was applied: too many requests wait for the disk. The same may be sent again.")))
  }

  /// Where it may wait for the disk.
  private func load(_ tenant: TenantID, _ generation: Int) {
    do throws(Problem) {
      let (accounts, settings) = try records(of: tenant)
      guard !accounts.isEmpty else {
        return finish(tenant, generation, .success(setup(accounts, settings, [:])))
      }
      let vault = try vault(of: tenant)
      let isChanging = state.withLock { $0.changes[tenant] != nil }
      let sweep = isChanging ? nil : Timestamp.now.adding(seconds: -ProviderRoom.patience)
      vault.openSecrets(accounts.flatMap { $0.secrets.map(\.id) }, sweep: sweep) { [self] result in
        switch result {
        case .success(let opened): finish(tenant, generation, .success(setup(accounts, settings, opened)))
        case .failure(let failure): finish(tenant, generation, .failure(Problem(failure)))
        }
      }
    } catch { finish(tenant, generation, .failure(error)) }
  }

  private func records(of tenant: TenantID) throws(Problem) -> ([ProviderAccountRecord], PaymentSettings) {
    guard let ledger = directory.ledger(of: tenant) else {
      throw Problem(LedgerFailure.fenced("it could not be opened, and the daemon's log says why"))
    }
    return try WalletService.reading { () throws in
      let found = try ledger.records(RecordQuery(kind: ProviderAccountRecord.kind), before: nil, limit: 100).items
      // In the order in which they were made.
      let accounts = try found.reversed().map { try Kept<ProviderAccountRecord>($0, ledger.tag).value }
      let settings = try ledger.find(named: PaymentSettings.name, PaymentSettings.self)?.value
      return (accounts, settings ?? PaymentSettings())
    }
  }

  private func vault(of tenant: TenantID) throws(Problem) -> TenantVault {
    guard let vaults else { throw Problem(VaultFailure.keyAbsent) }
    do throws(VaultFailure) {
      switch vaults.ring.state {
      case .absent: throw .keyAbsent
      case .sealed: throw .keySealed
      case .unsealed: break
      }
      guard let vault = try vaults.vault(of: tenant, making: false) else {
        throw .fenced("it is missing, with the secrets of the tenant's accounts at providers")
      }
      return vault
    } catch { throw Problem(error) }
  }

  private func setup(
    _ accounts: [ProviderAccountRecord], _ settings: PaymentSettings, _ opened: [ProviderSecretID: TenantVault.OpenedSecret]
  ) -> ProviderSetup {
    func secret(_ mark: SecretMark) -> TenantVault.OpenedSecret {
      guard let secret = opened[mark.id] else { preconditionFailure("every secret that was asked for was opened") }
      return secret
    }
    let built = accounts.compactMap { account in
      build(
        Blueprint(
          provider: account.provider, url: account.url.string, timeout: account.timeout * 1_000,
          isActive: account.state == .active, apiKey: secret(account.apiKey),
          webhookSecrets: account.webhookSecrets.map(secret)))
    }
    return ProviderSetup(
      accounts: built, routes: settings.routes, returnsFees: settings.returnsFees,
      allowsMerchantDebt: settings.merchantDebt == .allowed)
  }

  private func finish(_ tenant: TenantID, _ generation: Int, _ result: Result<ProviderSetup, Problem>) {
    enum End { case again(generation: Int), tell([Waiter]) }
    let end = state.withLock { state -> End in
      guard var entry = state.entries[tenant] else { preconditionFailure("an entry stays while it is read") }
      defer { state.entries[tenant] = entry }
      // It was changed, or the vault was sealed, while it was read.
      guard entry.generation == generation else { return .again(generation: entry.generation) }
      if case .success(let setup) = result { (entry.setup, entry.isStale) = (setup, false) }
      entry.isLoading = false
      defer { entry.waiting = [] }
      return .tell(entry.waiting)
    }
    switch end {
    case .again(let generation): begin(tenant, generation)
    case .tell(let waiting):
      makeRoom()
      for waiter in waiting { waiter(result) }
    }
  }

  /// Lets go of what was not used for longest.
  private func makeRoom() {
    state.withLock { state in
      guard state.entries.count > ProviderRoom.mostKept else { return }
      let idle = state.entries.filter { !$0.value.isLoading }.min { $0.value.lastUse < $1.value.lastUse }
      if let idle { state.entries[idle.key] = nil }
    }
  }
}

extension KeyRing.State {
  fileprivate var isUnsealed: Bool { if case .unsealed = self { true } else { false } }
}
