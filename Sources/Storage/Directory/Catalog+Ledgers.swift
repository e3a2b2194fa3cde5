import LedgerCore
import SQLite
import Tenancy

/// The registry of closed ledgers in the catalogue.
extension Catalog {
  /// Every ledger that was closed in order, and not opened since.
  func rests() throws(SQLiteError) -> [(tenant: TenantID, sequence: Int64, due: Timestamp?)] {
    var found: [(TenantID, Int64, Timestamp?)] = []
    let select = try connection.prepare("SELECT tenant, sequence, due_at FROM ledgers WHERE look_inside = 0")
    while try select.step() {
      guard let tenant = TenantID(select.text(0)) else { continue }
      found.append((tenant, select.integer(1), select.optionalInteger(2).map { Timestamp(microseconds: $0) }))
    }
    return found
  }

  /// Writes in one transaction what was closed, then what is about to be opened.
  func write(closed: [TenantID: LedgerRow], opening: Set<TenantID>) throws {
    try act {
      let rest = try connection.prepare("INSERT OR REPLACE INTO ledgers VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
      for (tenant, row) in closed.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        rest.bind(1, text: tenant.text)
        rest.bind(2, optional: row.due?.microseconds)
        rest.bind(3, row.sequence)
        if let head = row.head {
          rest.bind(4, head.sealNumber)
          rest.bind(5, blob: head.seal)
          rest.bind(6, head.signedAt.microseconds)
          rest.bind(7, blob: head.publicKey)
          rest.bind(8, blob: head.signature)
        } else {
          for column: Int32 in 4...8 { rest.bindNull(column) }
        }
        try rest.run()
      }
      // The head stays: it is as good an anchor as before.
      let mark = try connection.prepare("UPDATE ledgers SET look_inside = 1, due_at = NULL WHERE tenant = ?1")
      for tenant in opening.sorted(by: { $0.rawValue < $1.rawValue }) {
        mark.bind(1, text: tenant.text)
        try mark.run()
      }
    }
  }

  /// The head a ledger was last closed with.
  func headAtClose(of tenant: TenantID) throws(SQLiteError) -> SignedHead? {
    let select = try connection.prepare(
      "SELECT sequence, seal_number, seal, signed_at, public_key, signature FROM ledgers WHERE tenant = ?1 AND sequence > 0")
    select.bind(1, text: tenant.text)
    guard try select.step() else { return nil }
    return SignedHead(
      tenant: tenant, sequence: select.integer(0), sealNumber: select.integer(1), seal: select.bytes(2),
      signedAt: Timestamp(microseconds: select.integer(3)), publicKey: select.bytes(4), signature: select.bytes(5))
  }

  /// Keeps the heads of closed ledgers that moved since one of theirs was kept.
  func keepHeadsOfClosed() throws(SQLiteError) {
    try connection.execute(
      """
      INSERT INTO heads SELECT tenant, sequence, seal_number, seal, signed_at, public_key, signature FROM ledgers l
      WHERE sequence > 0 AND NOT EXISTS (SELECT 1 FROM heads h WHERE h.tenant = l.tenant AND h.sequence >= l.sequence)
      """)
  }
}
