package import LedgerCore
import SQLite
import Sodium
import Synchronization
package import Tenancy
import Threads

/// A data directory: the catalogue, and the ledger of every tenant, opened when it is asked for.
///
///     DATA/walletd.lock            held while a daemon serves the directory
///     DATA/catalog.db              tenants, signed heads, what is due in closed ledgers
///     DATA/signing.key             ed25519 seed, 0600
///     DATA/tenants/{ten_…}/ledger.db
package final class DataDirectory: TenantDirectory {
  struct State {
    var list = TenantList()
    var isShuttingDown = false
  }

  package let path: String
  let options: StorageOptions
  private let lock: DirectoryLock
  let signingKey: SigningKey
  let pool: WriterPool
  /// What is asked for on the request path: held for moments only.
  let state = Mutex(State())
  /// Held while the disk is waited for.
  let catalog: Monitor<Catalog>
  let keyTable: KeyTable
  let registry: LedgerRegistry
  let shelf: LedgerShelf
  let heads: HeadSigner
  let files: TenantFiles
  /// Whoever has vaults open; nil while nobody has.
  let vaults = Mutex<SQLiteVaults?>(nil)

  /// Locks the directory (making it where there is none) and reads the catalogue. No ledger is opened yet; those that were open when the
  /// daemon before this one was killed are looked into in the background.
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
    self.catalog = Monitor(catalog)
    registry = LedgerRegistry(self.catalog)
    pool = WriterPool(threads: options.writerThreads, clock: options.clock)
    heads = HeadSigner(key: signingKey, registry: registry, options: options)
    files = TenantFiles(folder: path + "/tenants", options: options, pool: pool, registry: registry, heads: heads)
    shelf = LedgerShelf(files: files, registry: registry, pool: pool, options: options)
    state.withLock { state in
      for (tenant, key, _) in known { state.list.add(tenant, key: key) }
    }
    registry.settling { [unowned self] catalog in if try catalog.settle() { try reload(catalog) } }
    let dues = try registry.load()
    for (tenant, _, isMade) in known {
      if isMade { checkIsThere(tenant.id) } else { files.noteUnmade(tenant.id) }
    }
    try finishDeletions()
    shelf.start(dues: dues, toLookInto: known.map(\.tenant.id).filter { dues[$0] == nil })
    if options.writerThreads > 0 { heads.start(shelf) { [self] in noteKeyUses() } }
  }

  /// A ledger that is gone is noticed at the start, not when its tenant needs it.
  private func checkIsThere(_ tenant: TenantID) {
    let file = files.path(of: tenant)
    if !Directory.exists(file) { shelf.note(trouble: "\(LedgerFileError.missing(path: file))", of: tenant) }
  }

  // MARK: Ledgers

  package func openLedger(of tenant: TenantID) -> (any Ledger)? { shelf.use(tenant) }

  package func whenOpen(_ tenant: TenantID, _ body: @escaping @Sendable (Result<any Ledger, LedgerFailure>) -> Void) {
    guard isKnown(tenant) else { return body(.failure(.fenced("it has no ledger here"))) }
    shelf.whenOpen(tenant, body)
  }

  package func ledger(of tenant: TenantID) -> (any Ledger)? {
    guard isKnown(tenant) else { return nil }
    switch shelf.wait(for: tenant) {
    case .success(let ledger): return ledger
    case .failure: return nil
    }
  }

  package func glance<R>(at tenant: TenantID, _ body: (any Ledger) -> R) -> R? { shelf.peek(tenant).map(body) }
  /// Tenants whose ledgers are open: in the others nothing is due by now.
  package var openTenants: [TenantID] { shelf.openTenants }
  package var openLedgers: OpenLedgerStatistics { shelf.statistics }

  /// Where a ledger stands, if that is known without opening it.
  package func sequence(of tenant: TenantID) -> Int64? {
    shelf.peek(tenant)?.head.sequence ?? registry.sequence(ofClosed: tenant)
  }

  /// From here on there is no such tenant.
  func forget(_ tenant: Tenant) {
    keyTable.remove(tenant.id)
    state.withLock { $0.list.remove(tenant.id) }
  }

  /// Makes memory what the catalogue holds, after a commit whose outcome was open.
  func reload(_ catalog: Catalog) throws {
    let known = try catalog.tenants().filter(\.isMade)
    keyTable.replaceAll(try catalog.keys())
    state.withLock { $0.list.replaceAll(known.map { ($0.tenant, $0.key) }) }
  }

  func folder(of tenant: TenantID) -> String { Directory.parent(of: files.path(of: tenant)) }

  var isShuttingDown: Bool { state.withLock { $0.isShuttingDown } }

  private func isKnown(_ tenant: TenantID) -> Bool { state.withLock { $0.list[id: tenant] != nil } }

  package func wakeWriters() { pool.wakeThreads() }

  /// Opens on this thread what is waited for, and serves what is ready and what is due by now, until nothing is. For a directory without
  /// threads of its own.
  package func runReady() {
    var hasRun = true
    while hasRun {
      hasRun = false
      while shelf.openNext() { hasRun = true }
      if pool.runReady() { hasRun = true }
    }
  }

  /// Tenants whose ledger is not served, with the reason; empty when all is well as far as is known: a ledger that is closed is looked at
  /// when it is opened.
  package var trouble: [TenantID: String] { shelf.trouble }

  // MARK: Shutting down

  /// Answers what was taken, signs the heads, and closes every file; a file that cannot be closed in order keeps no other from it, and
  /// the first failure is thrown in the end. A second call does nothing. The directory is unlocked when this object goes.
  package func shutdown() throws {
    // Under the catalogue's lock: a tenant that is being created is there with its ledger, or not at all.
    catalog.withLock { _ in state.withLock { $0.isShuttingDown = true } }
    shelf.stop()
    heads.stop()
    noteKeyUses()
    let ledgers = shelf.takeAll()
    for (_, ledger) in ledgers { ledger.close() }
    pool.stop()
    let closed = ledgers.map { tenant, ledger in
      Result { if let rest = try ledger.retire() { registry.closed(tenant, files.row(of: tenant, rest)) } }
    }
    let ends = [
      Result { try registry.flush() },
      Result { try registry.reading { try $0.keepHeadsOfClosed() } },
      Result { try registry.reading { try $0.close() } },
    ]
    for result in closed + ends { try result.get() }
  }
}
