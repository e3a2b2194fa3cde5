package import LedgerCore
import SQLite
import Sodium
import Synchronization
package import Tenancy
import Threads

/// The catalogue's audit trail, and what else is kept of requests.
extension DataDirectory {
  package func audit(_ entries: [AuditEntry]) throws(TenantFailure) {
    try inCatalog { catalog in
      let now = options.clock.now()
      try catalog.act { for entry in entries { try catalog.trail.append(entry, at: now) } }
    }
    ring(for: entries)
  }

  /// Tells who follows the tenants that these rows are about.
  func ring(for entries: [AuditEntry]) {
    for entry in entries { if let tenant = entry.tenant { options.bell.ring(tenant, .catalogue) } }
  }

  package func auditRecords(of tenant: TenantID, _ window: TrailWindow) throws(TenantFailure) -> [AuditRecord] {
    try reading { catalog in try catalog.trail.records(window, of: tenant) }
  }

  package func storedReply(to request: AdministrativeRequest) throws(TenantFailure) -> String? {
    try inCatalog { catalog in try known(request, catalog) }
  }

  package func auditRecords(
    _ filter: AuditFilter, before cursor: Int64?, limit: Int
  ) throws(TenantFailure) -> [AuditRecord] {
    try reading { catalog in try catalog.trail.records(filter, before: cursor, limit: limit) }
  }

  package func auditHead() throws(TenantFailure) -> SignedAuditHead {
    try reading { catalog in try catalog.auditHead(signedBy: signingKey, at: options.clock.now()) }
  }

  /// Writes down when keys were last used, and signs the heads of the audit trails. Nothing depends on it, so a failure waits for the next time.
  func noteKeyUses() {
    let uses = keyTable.takeUses()
    _ = Result { try catalog.withLock { if $0.doubt == nil { try $0.note(lastUses: uses) } } }
    _ = Result { () throws(TenantFailure) in try auditHead() }
    vaults.withLock { $0 }?.signHeads()
  }

  private func reading<R>(_ body: (Catalog) throws -> R) throws(TenantFailure) -> R {
    do {
      return try catalog.withLock { catalog in
        guard !catalog.isAway else { throw CatalogAway() }
        return try body(catalog)
      }
    } catch {
      throw .ledger(.notApplied("the catalogue could not be read: \(Outage.sentence(error))"))
    }
  }
}

/// The catalogue is closed because the outcome of its last commit is open, and it could not be opened again.
struct CatalogAway: Error, CustomStringConvertible {
  var description: String { "the catalogue cannot be opened again after a write that failed" }
}
