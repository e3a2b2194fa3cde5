import LedgerCore
import SQLite
import Sodium
import Tenancy

/// Signed heads of the catalogue's audit trail, in a table of their own.
extension Catalog {
  /// The trail's head, signed: as it was kept before, or now, and then kept.
  func auditHead(signedBy key: SigningKey, at now: Timestamp) throws -> SignedAuditHead {
    let head = try trail.head()
    if let last = try Catalog.lastAuditHead(on: connection), last.sequence == head.sequence, last.seal == head.seal,
      last.publicKey == key.publicKey
    {
      return last
    }
    let message = SignedAuditHead.message(trail: AuditTrail.catalog, sequence: head.sequence, seal: head.seal, signedAt: now)
    let signed = SignedAuditHead(
      trail: AuditTrail.catalog, sequence: head.sequence, seal: head.seal, signedAt: now, publicKey: key.publicKey,
      signature: key.sign(message))
    // A head that cannot be kept (a full disk) is still a head: reading goes on.
    if head.sequence > 0, doubt == nil {
      do { try keep(signed) } catch {
        doubt(error)
      }
    }
    return signed
  }

  private func keep(_ head: SignedAuditHead) throws(SQLiteError) {
    let insert = try connection.prepare(
      "INSERT INTO audit_heads VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (trail, sequence) DO NOTHING")
    insert.bind(1, text: head.trail)
    insert.bind(2, head.sequence)
    insert.bind(3, blob: head.seal)
    insert.bind(4, head.signedAt.microseconds)
    insert.bind(5, blob: head.publicKey)
    insert.bind(6, blob: head.signature)
    try insert.run()
  }

  /// Nil where none was kept.
  static func lastAuditHead(on connection: Connection) throws(SQLiteError) -> SignedAuditHead? {
    let select = try connection.prepare(
      """
      SELECT sequence, seal, signed_at, public_key, signature FROM audit_heads WHERE trail = ?1 ORDER BY sequence DESC LIMIT 1
      """)
    select.bind(1, text: AuditTrail.catalog)
    guard try select.step() else { return nil }
    defer { select.reset() }
    return SignedAuditHead(
      trail: AuditTrail.catalog, sequence: select.integer(0), seal: select.bytes(1),
      signedAt: Timestamp(microseconds: select.integer(2)), publicKey: select.bytes(3), signature: select.bytes(4))
  }
}
