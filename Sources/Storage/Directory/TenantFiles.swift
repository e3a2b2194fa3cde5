import LedgerCore
import Synchronization
import Tenancy
import Threads

/// The folders and ledger files of the tenants.
final class TenantFiles: LedgerFiles {
  private let folder: String
  private let options: StorageOptions
  private let pool: WriterPool
  private let registry: LedgerRegistry
  private let heads: HeadSigner
  /// Tenants whose creation was cut off: their file may not be there yet.
  private let unmade = Mutex<Set<TenantID>>([])

  init(folder: String, options: StorageOptions, pool: WriterPool, registry: LedgerRegistry, heads: HeadSigner) {
    self.folder = folder
    self.options = options
    self.pool = pool
    self.registry = registry
    self.heads = heads
  }

  func path(of tenant: TenantID) -> String { folder + "/" + tenant.text + "/ledger.db" }

  func noteUnmade(_ tenant: TenantID) { unmade.withLock { _ = $0.insert(tenant) } }

  func open(_ tenant: TenantID, expiryClock: ExpiryClock) throws -> SQLiteLedger {
    let isMade = unmade.withLock { !$0.contains(tenant) }
    let file = path(of: tenant)
    guard !isMade || Directory.exists(file) else { throw LedgerFileError.missing(path: file) }
    let signed = try registry.reading { try $0.lastHead(of: tenant) }
    let ledger = try make(tenant, signed: signed, expiryClock: expiryClock)
    if !isMade {
      try registry.reading { try $0.confirm(tenant) }
      unmade.withLock { _ = $0.remove(tenant) }
    }
    return ledger
  }

  /// Opens the ledger of a tenant, making the file where there is none.
  func make(_ tenant: TenantID, signed: SignedHead?, expiryClock: ExpiryClock) throws -> SQLiteLedger {
    let file = path(of: tenant)
    let isThere = Directory.exists(file)
    if !isThere { try Directory.make(Directory.parent(of: file)) }
    let ledger = try SQLiteLedger(
      path: file, tenant: tenant, options: options, pool: pool, signed: signed, expiryClock: expiryClock)
    if !isThere { try Directory.sync(Directory.parent(of: file)) }
    return ledger
  }

  func row(of tenant: TenantID, _ rest: LedgerRest) -> LedgerRow {
    LedgerRow(
      sequence: rest.head.sequence, due: rest.due, head: rest.head.sequence > 0 ? heads.sign(rest.head, of: tenant) : nil)
  }
}
