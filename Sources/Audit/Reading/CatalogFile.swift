package import LedgerCore
import SQLite

/// A daemon's catalogue, read while no daemon uses it: which tenants there are, and the heads it signed.
package final class CatalogFile {
  package struct Tenant: Equatable, Sendable {
    package let id: TenantID
    package let code: String
    package let name: String
  }

  private let file: OfflineFile

  package init(path: String) throws(AuditFailure) {
    file = try OfflineFile(path: path)
    do {
      try file.begin()
    } catch {
      throw .notACatalog(path: path, reason: error.found)
    }
  }

  /// Tenants whose ledger was made and is there, in the order of creation; neither a creation that was cut off nor a deleted one is.
  package func tenants() throws(AuditFailure) -> [Tenant] {
    // Catalogues from before the second migration have no status.
    let hasStatus = try !rows("SELECT 1 FROM pragma_table_info('tenants') WHERE name = 'status'") { _ in true }.isEmpty
    let kept = hasStatus ? "AND status <> 'deleted'" : ""
    return try rows("SELECT id, code, name FROM tenants WHERE ledger_made = 1 \(kept) ORDER BY created_at, id") { row in
      TenantID(row.text(0)).map { Tenant(id: $0, code: row.text(1), name: row.text(2)) }
    }
  }

  /// The last heads signed of a tenant's ledger, newest first.
  package func heads(of tenant: TenantID, limit: Int) throws(AuditFailure) -> [Anchor] {
    try rows(
      """
      SELECT sequence, seal_number, seal, signed_at, public_key, signature FROM heads WHERE tenant = '\(tenant.text)'
      ORDER BY sequence DESC LIMIT \(limit)
      """
    ) { row in
      guard LedgerClockCheck.range.contains(row.integer(3)) else { return nil }
      return Anchor(
        tenant: tenant, sequence: row.integer(0), sealNumber: row.integer(1), seal: row.bytes(2),
        signedAt: Timestamp(microseconds: row.integer(3)), publicKey: row.bytes(4), signature: row.bytes(5))
    }
  }

  /// The audit trails of which a head was kept.
  package func signedTrails() throws(AuditFailure) -> Set<String> {
    guard try !rows("SELECT 1 FROM sqlite_schema WHERE name = 'audit_heads'", { _ in true }).isEmpty else { return [] }
    // From one trail to the next by the table's key: what lies between is not read.
    return Set(
      try rows(
        """
        WITH RECURSIVE trails(trail) AS (
          SELECT min(trail) FROM audit_heads
          UNION ALL SELECT (SELECT min(trail) FROM audit_heads WHERE trail > trails.trail) FROM trails WHERE trail IS NOT NULL
        ) SELECT trail FROM trails WHERE trail IS NOT NULL
        """
      ) { $0.text(0) })
  }

  private func rows<Row>(_ sql: String, _ read: (Statement) -> Row?) throws(AuditFailure) -> [Row] {
    var found: [Row] = []
    do {
      let select = try file.connection.prepare(sql)
      while try select.step() {
        guard let row = read(select) else { throw AuditFailure.notACatalog(path: file.path, reason: "a row of it is broken") }
        found.append(row)
      }
    } catch let failure as AuditFailure {
      throw failure
    } catch {
      throw .notACatalog(path: file.path, reason: "\(error)")
    }
    return found
  }
}
