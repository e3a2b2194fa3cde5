import LedgerCore
import SQLite
import Tenancy

/// The daemon's own file: which tenants there are, signed heads of their ledgers, and what is known of those that are closed.
///
/// Used under the lock of `DataDirectory`; small and rarely written, so every call is a transaction of its own.
final class Catalog: @unchecked Sendable {
  // Sendable because it is used under one lock only, also by closures that were handed in.
  private(set) var connection: Connection
  private(set) var trail: AuditTrail
  /// Why nobody knows whether the last commit is in the file; nil while everybody does. Nothing is written meanwhile: see `settle`.
  private(set) var doubt: String?
  /// The file was closed for that, and could not be opened again yet: nothing can be read.
  private(set) var isAway = false

  init(path: String) throws {
    (connection, trail) = try Catalog.open(path)
  }

  private static func open(_ path: String) throws -> (Connection, AuditTrail) {
    try FileSync.copyAnew(path + "-wal")
    let connection = try Connection(path: path, mode: .readWrite)
    try connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
    try Migrations.catalog.apply(to: connection)
    let trail = try AuditTrail(on: connection, name: AuditTrail.catalog)
    if let wrong = try trail.firstWrong() { throw AuditTrailError(row: wrong) }
    if let head = try lastAuditHead(of: AuditTrail.catalog, on: connection), try trail.seal(at: head.sequence) != head.seal {
      throw AuditTrailCut(sequence: head.sequence)
    }
    return (connection, trail)
  }

  /// Notes that a write failed in a way that leaves its outcome open.
  func doubt(_ error: any Error) {
    guard let error = error as? SQLiteError, !error.isFull, !error.isBusy, !error.isConstraint, doubt == nil else { return }
    doubt = Outage.sentence(error)
  }

  /// Opens the file anew where a commit's outcome is open, trusting nothing that is cached (docs/adr/0009-log-copied-before-opening.md).
  /// True when it did: what is in memory must be read again then. Throws while it cannot.
  func settle() throws -> Bool {
    guard doubt != nil else { return false }
    let path = connection.path
    if !isAway {
      connection.keepLogOnClose()
      connection.abandon()
      isAway = true
    }
    (connection, trail) = try Catalog.open(path)
    isAway = false
    doubt = nil
    return true
  }

  func tenants() throws -> [(tenant: Tenant, key: String, isMade: Bool)] {
    var found: [(Tenant, String, Bool)] = []
    let select = try connection.prepare(
      "SELECT \(Catalog.tenantColumns), key, ledger_made FROM tenants WHERE status <> 'deleted' ORDER BY created_at, id")
    while try select.step() {
      guard let tenant = Catalog.tenant(select) else { continue }
      found.append((tenant, select.text(13), select.integer(14) == 1))
    }
    return found
  }

  /// Writes down that a tenant is wanted. What an earlier creation with the same code or key left unfinished is forgotten.
  func add(_ tenant: Tenant, key: String) throws(SQLiteError) {
    let forget = try connection.prepare("DELETE FROM tenants WHERE ledger_made = 0 AND (code = ?1 OR key = ?2)")
    forget.bind(1, text: tenant.code)
    forget.bind(2, text: key)
    try forget.run()
    let insert = try connection.prepare(
      "INSERT INTO tenants (id, code, name, created_at, key, mode) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
    insert.bind(1, text: tenant.id.text)
    insert.bind(2, text: tenant.code)
    insert.bind(3, text: tenant.name)
    insert.bind(4, tenant.createdAt.microseconds)
    insert.bind(5, text: key)
    insert.bind(6, text: tenant.mode.rawValue)
    try insert.run()
  }

  /// Writes down that the tenant's ledger is on the disk.
  func confirm(_ tenant: TenantID) throws(SQLiteError) {
    let update = try connection.prepare("UPDATE tenants SET ledger_made = 1 WHERE id = ?1")
    update.bind(1, text: tenant.text)
    do { try update.run() } catch {
      doubt(error)
      throw error
    }
  }

  /// Keeps a head. One that is kept is never written over: where the two differ, the ledger was rewritten since, and the older one is
  /// what shows it.
  func keep(_ head: SignedHead) throws {
    let insert = try connection.prepare(
      "INSERT INTO heads VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (tenant, sequence) DO NOTHING")
    insert.bind(1, text: head.tenant.text)
    insert.bind(2, head.sequence)
    insert.bind(3, head.sealNumber)
    insert.bind(4, blob: head.seal)
    insert.bind(5, head.signedAt.microseconds)
    insert.bind(6, blob: head.publicKey)
    insert.bind(7, blob: head.signature)
    do { try insert.run() } catch {
      doubt(error)
      throw error
    }
    let kept = try connection.prepare("SELECT seal_number, seal FROM heads WHERE tenant = ?1 AND sequence = ?2")
    kept.bind(1, text: head.tenant.text)
    kept.bind(2, head.sequence)
    guard try kept.step(), kept.integer(0) == head.sealNumber, kept.bytes(1) == head.seal else {
      throw HeadConflict(tenant: head.tenant, sequence: head.sequence)
    }
  }

  /// The latest head that was signed: from time to time, or when the ledger was closed.
  func lastHead(of tenant: TenantID) throws(SQLiteError) -> SignedHead? {
    guard let kept = try lastKeptHead(of: tenant) else { return try headAtClose(of: tenant) }
    guard let closed = try headAtClose(of: tenant), closed.sequence > kept.sequence else { return kept }
    return closed
  }

  private func lastKeptHead(of tenant: TenantID) throws(SQLiteError) -> SignedHead? {
    let select = try connection.prepare(
      "SELECT sequence, seal_number, seal, signed_at, public_key, signature FROM heads WHERE tenant = ?1 ORDER BY sequence DESC LIMIT 1"
    )
    select.bind(1, text: tenant.text)
    guard try select.step() else { return nil }
    return SignedHead(
      tenant: tenant, sequence: select.integer(0), sealNumber: select.integer(1), seal: select.bytes(2),
      signedAt: Timestamp(microseconds: select.integer(3)), publicKey: select.bytes(4), signature: select.bytes(5))
  }

  /// Writes a consistent copy where nothing is yet.
  func copy(to path: String) throws {
    let copy = try connection.prepare("VACUUM INTO ?1")
    copy.bind(1, text: path)
    try copy.run()
    // The ledgers are copied later: what is due in them then is another question.
    let written = try Connection(path: path, mode: .readWrite)
    try written.execute("UPDATE ledgers SET look_inside = 1, due_at = NULL")
    try written.close()
    try FileSync.sync(path)
  }

  func close() throws(SQLiteError) { try connection.checkpointAndTruncate() }
}

/// A ledger's head is not the one that was signed at the same row before.
struct HeadConflict: Error, CustomStringConvertible {
  let tenant: TenantID
  let sequence: Int64

  var description: String {
    """
    the ledger of \(tenant) was rewritten: its head at row \(sequence) is not the one that was signed there before, which the \
    catalogue keeps. Stop the daemon, and run `walletctl verify --data` on the data directory
    """
  }
}

/// The catalogue's audit trail ends before a head that was signed of it, or has another row there.
struct AuditTrailCut: Error, CustomStringConvertible {
  let sequence: Int64

  var description: String {
    """
    the audit trail of catalog.db was cut or rewritten: its row \(sequence) is not the one that was signed there before; keep the file \
    for whoever looks into it, and put back a backup
    """
  }
}

/// The catalogue's audit trail was changed by somebody else.
struct AuditTrailError: Error, CustomStringConvertible {
  let row: Int64

  var description: String {
    """
    the audit trail of catalog.db is broken at row \(row): somebody has changed it, or the disk has; keep the file for whoever looks \
    into it, and put back a backup
    """
  }
}
