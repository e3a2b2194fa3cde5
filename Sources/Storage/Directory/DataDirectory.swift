package import LedgerCore
import SQLite
import Sodium
import Synchronization
package import Tenancy
import Threads

/// A data directory: the catalogue, and the ledger of every tenant, open and served.
///
///     DATA/walletd.lock            held while a daemon serves the directory
///     DATA/catalog.db              tenants, signed heads
///     DATA/signing.key             ed25519 seed, 0600
///     DATA/tenants/{ten_…}/ledger.db
package final class DataDirectory: TenantDirectory {
  fileprivate struct State {
    var tenants: [Tenant] = []
    var byReference: [String: Int] = [:]
    var positions: [TenantID: Int] = [:]
    var keys: [String: TenantID] = [:]
    var ledgers: [TenantID: SQLiteLedger] = [:]
    /// Tenants whose ledger could not be opened, and why.
    var broken: [TenantID: String] = [:]
    var isShuttingDown = false
  }

  package let path: String
  let options: StorageOptions
  private let lock: DirectoryLock
  let signingKey: SigningKey
  private let pool: WriterPool
  /// What is asked for on the request path: held for moments only.
  private let state = Mutex(State())
  /// Held while the disk is waited for.
  let catalog: Mutex<Catalog>
  let keyTable: KeyTable
  private let signing: Monitor<Bool>
  private let signer: Mutex<Thread?>

  /// Locks the directory (making it where there is none) and opens every ledger. A ledger that cannot be opened does not keep the
  /// others from serving: see `trouble`.
  package init(path: String, options: StorageOptions = StorageOptions()) throws {
    Sodium.start()
    SQLiteProcess.configure()
    self.path = path
    self.options = options
    try Directory.make(path)
    try Directory.make(path + "/tenants")
    lock = try DirectoryLock(path: path + "/walletd.lock")
    signingKey = try SigningKeyFile.load(path + "/signing.key", randomBytes: options.randomBytes)
    let catalog = try Catalog(path: path + "/catalog.db")
    let known = try catalog.tenants()
    let hashKey = try catalog.secret("api keys", randomBytes: options.randomBytes)
    keyTable = KeyTable(hasher: SecretHash(key: hashKey), rows: try catalog.keys())
    self.catalog = Mutex(catalog)
    pool = WriterPool(threads: options.writerThreads, clock: options.clock)
    signing = Monitor(false)
    signer = Mutex(nil)
    for (tenant, key, isMade) in known { open(tenant, key: key, isMade: isMade) }
    try finishDeletions()
    if options.writerThreads > 0 { signer.withLock { $0 = Thread.start("signer") { [self] in signHeads() } } }
  }

  // MARK: Tenants

  package func create(
    code: String, name: String, mode: TenantMode, key: String, origin: Origin
  ) throws(TenantFailure) -> (tenant: Tenant, isReplay: Bool) {
    try catalog.withLock { catalog throws(TenantFailure) in
      let snapshot = state.withLock { $0 }
      if let known = snapshot.keys[key], let position = snapshot.byReference[known.text] {
        let tenant = snapshot.tenants[position]
        guard tenant.code == code else { throw .mismatch("code") }
        guard tenant.name == name else { throw .mismatch("name") }
        guard tenant.mode == mode else { throw .mismatch("mode") }
        return (tenant, true)
      }
      guard snapshot.byReference[code] == nil else { throw .codeTaken }
      guard !snapshot.isShuttingDown else {
        throw .ledger(.notApplied("the daemon is stopping; send the request again when it is back"))
      }
      let now = options.clock.now()
      let tenant = Tenant(
        id: TenantID(time: now, low: options.randomInteger()), code: code, name: name, mode: mode, createdAt: now)
      var isWanted = false
      do {
        try catalog.act {
          try catalog.add(tenant, key: key)
          try catalog.trail.append(
            AuditEntry(origin, .tenantCreated, tenant: tenant.id, subject: tenant.id.text, after: tenant.facts), at: now)
        }
        isWanted = true
        let ledger = try makeLedger(of: tenant.id)
        try Directory.sync(path + "/tenants")
        try catalog.confirm(tenant.id)
        state.withLock { state in
          state.list(tenant, key: key)
          state.ledgers[tenant.id] = ledger
        }
      } catch {
        // Once it is written down that the tenant is wanted, the next start may finish what failed here.
        let sqlite = error as? SQLiteError
        guard !isWanted, sqlite?.isFull == true || sqlite?.isBusy == true else { throw .ledger(.outcomeUnknown) }
        throw .ledger(.notApplied("the tenant could not be stored: \(Outage.sentence(error))"))
      }
      return (tenant, false)
    }
  }

  package func tenant(_ reference: String) -> Tenant? {
    state.withLock { state in state.byReference[reference].map { state.tenants[$0] } }
  }

  package func tenant(id: TenantID) -> Tenant? {
    state.withLock { state in state.positions[id].map { state.tenants[$0] } }
  }

  /// Puts what a tenant has become in the place of what it was.
  func replace(_ tenant: Tenant) {
    state.withLock { state in if let position = state.positions[tenant.id] { state.tenants[position] = tenant } }
  }

  /// From here on there is no such tenant.
  func forget(_ tenant: Tenant) {
    keyTable.remove(tenant.id)
    state.withLock { $0.remove(tenant.id) }
  }

  /// Takes the ledger away from everybody who asks from now on.
  func takeLedger(of tenant: TenantID) -> SQLiteLedger? {
    state.withLock { state in
      state.broken[tenant] = nil
      return state.ledgers.removeValue(forKey: tenant)
    }
  }

  /// Makes memory what the catalogue holds, after a commit whose outcome was open.
  func reload(_ catalog: Catalog) throws {
    let known = try catalog.tenants().filter(\.isMade)
    keyTable.replaceAll(try catalog.keys())
    state.withLock { state in
      let there = Set(known.map(\.tenant.id))
      for tenant in state.tenants where !there.contains(tenant.id) { state.remove(tenant.id) }
      for (tenant, key, _) in known {
        if let position = state.positions[tenant.id] {
          state.tenants[position] = tenant
        } else {
          state.list(tenant, key: key)
          state.broken[tenant.id] = "it was made by a request whose outcome was not known; restart the daemon to open it"
        }
      }
    }
  }

  var isShuttingDown: Bool { state.withLock { $0.isShuttingDown } }

  package func tenants(after cursor: TenantID?, limit: Int) -> Page<Tenant, TenantID> {
    state.withLock { state in
      let below = cursor.flatMap { state.byReference[$0.text] } ?? state.tenants.count
      let first = max(0, below - limit)
      let items = Array(state.tenants[first..<below].reversed())
      return Page(items: items, next: first > 0 ? items.last?.id : nil)
    }
  }

  package func ledger(of tenant: TenantID) -> (any Ledger)? { state.withLock { $0.ledgers[tenant] } }

  package func wakeWriters() { pool.wakeThreads() }

  /// Serves on this thread what is ready and what is due by now, until nothing is. For a directory without threads of its own.
  package func runReady() { pool.runReady() }

  /// Tenants whose ledger is not served, with the reason; empty when all is well.
  package var trouble: [TenantID: String] {
    state.withLock { state in
      var found = state.broken
      for (tenant, ledger) in state.ledgers { if let trouble = ledger.published.trouble { found[tenant] = trouble } }
      return found
    }
  }

  /// Writes the catalogue's copy of a backup.
  package func backupCatalog(to path: String) throws(TenantFailure) {
    guard !Directory.exists(path) else {
      throw .ledger(.notApplied("\(path) exists already: a backup is never written over anything"))
    }
    try catalog.withLock { catalog throws(TenantFailure) in
      do { try catalog.copy(to: path) } catch {
        throw .ledger(.notApplied("the catalogue could not be copied: \(Outage.sentence(error))"))
      }
    }
  }

  private func open(_ tenant: Tenant, key: String, isMade: Bool) {
    let opened = Result {
      let file = ledgerPath(of: tenant.id)
      guard !isMade || Directory.exists(file) else { throw LedgerFileError.missing(path: file) }
      let ledger = try makeLedger(of: tenant.id, signed: try catalog.withLock { try $0.lastHead(of: tenant.id) })
      if !isMade { try catalog.withLock { try $0.confirm(tenant.id) } }
      return ledger
    }
    state.withLock { state in
      state.list(tenant, key: key)
      switch opened {
      case .success(let ledger): state.ledgers[tenant.id] = ledger
      case .failure(let error): state.broken[tenant.id] = "\(error)"
      }
    }
  }

  func folder(of tenant: TenantID) -> String { path + "/tenants/" + tenant.text }
  private func ledgerPath(of tenant: TenantID) -> String { folder(of: tenant) + "/ledger.db" }

  /// Opens the ledger of a tenant, making the file where there is none.
  private func makeLedger(of tenant: TenantID, signed: SignedHead? = nil) throws -> SQLiteLedger {
    let folder = folder(of: tenant)
    try Directory.make(folder)
    let ledger = try SQLiteLedger(path: ledgerPath(of: tenant), tenant: tenant, options: options, pool: pool, signed: signed)
    try Directory.sync(folder)
    return ledger
  }

  // MARK: Heads

  package func signedHead(of tenant: TenantID) throws(TenantFailure) -> SignedHead {
    guard let ledger = state.withLock({ $0.ledgers[tenant] }) else { throw .unknownTenant }
    let head = ledger.head
    return try catalog.withLock { catalog throws(TenantFailure) in
      do {
        if let last = try catalog.lastHead(of: tenant), last.sequence == head.sequence,
          last.publicKey == signingKey.publicKey
        {
          return last
        }
        let signed = sign(head, of: tenant)
        // A head that cannot be kept (a full disk) is still a head: reading goes on.
        if head.sequence > 0 { do { try catalog.keep(signed) } catch is SQLiteError {} }
        return signed
      } catch let conflict as HeadConflict {
        state.withLock { $0.broken[tenant] = "\(conflict)" }
        throw .ledger(.notApplied("\(conflict)"))
      } catch {
        throw .ledger(.notApplied("the catalogue could not be read: \(Outage.sentence(error))"))
      }
    }
  }

  private func sign(_ head: LedgerHead, of tenant: TenantID) -> SignedHead {
    let signedAt = options.clock.now()
    let message = SignedHead.message(
      tenant: tenant, sequence: head.sequence, sealNumber: head.sealNumber, seal: head.seal, signedAt: signedAt)
    return SignedHead(
      tenant: tenant, sequence: head.sequence, sealNumber: head.sealNumber, seal: head.seal, signedAt: signedAt,
      publicKey: signingKey.publicKey, signature: signingKey.sign(message))
  }

  /// Signs the heads that moved, from time to time, until the directory is shut down.
  private func signHeads() {
    let interval = options.secondsPerSignedHead * 1_000_000
    var next = options.clock.monotonic() + interval
    while true {
      let isStopping = signing.wait { [clock = options.clock] stopping -> Step<Bool> in
        if stopping { return .done(true) }
        let remaining = next - clock.monotonic()
        return remaining > 0 ? .wait(remaining) : .done(false)
      }
      if isStopping { return }
      signAll()
      noteKeyUses()
      next = options.clock.monotonic() + interval
    }
  }

  private func signAll() {
    for tenant in state.withLock({ Array($0.ledgers.keys) }) {
      // A head that could not be kept now is kept at the next turn; nothing depends on this one.
      _ = Result { () throws(TenantFailure) in try signedHead(of: tenant) }
    }
  }

  // MARK: Shutting down

  /// Answers what was taken, signs the heads, and closes every file; a file that cannot be closed in order keeps no other from it, and
  /// the first failure is thrown in the end. A second call does nothing. The directory is unlocked when this object goes.
  package func shutdown() throws {
    // Under the catalogue's lock: a tenant that is being created is there with its ledger, or not at all.
    catalog.withLock { _ in state.withLock { $0.isShuttingDown = true } }
    signing.withLock { $0 = true }
    signing.broadcast()
    signer.withLock { thread in
      thread?.join()
      thread = nil
    }
    let ledgers = state.withLock { Array($0.ledgers.values) }
    for ledger in ledgers { ledger.close() }
    pool.stop()
    signAll()
    noteKeyUses()
    state.withLock { $0.ledgers.removeAll() }
    let closed = ledgers.map { ledger in Result { try ledger.finish() } } + [Result { try catalog.withLock { try $0.close() } }]
    for result in closed { try result.get() }
  }
}

extension DataDirectory.State {
  fileprivate mutating func remove(_ tenant: TenantID) {
    let left = tenants.filter { $0.id != tenant }
    keys = keys.filter { $0.value != tenant }
    tenants = left
    byReference.removeAll()
    positions.removeAll()
    for (position, tenant) in left.enumerated() {
      byReference[tenant.id.text] = position
      byReference[tenant.code] = position
      positions[tenant.id] = position
    }
  }

  fileprivate mutating func list(_ tenant: Tenant, key: String) {
    byReference[tenant.id.text] = tenants.count
    byReference[tenant.code] = tenants.count
    positions[tenant.id] = tenants.count
    keys[key] = tenant.id
    tenants.append(tenant)
  }
}
