import LedgerCore
import SQLite
import Sodium
import Tenancy

/// Signed heads of audit trails, in a table of their own: of the catalogue's trail and of those of the vaults.
extension Catalog {
  /// The head of the catalogue's own trail, signed: as it was kept before, or now, and then kept.
  func auditHead(signedBy key: SigningKey, at now: Timestamp) throws -> SignedAuditHead {
    try auditHead(of: AuditTrail.catalog, at: TrailEnd(try trail.head()), signedBy: key, now)
  }

  /// The head of a trail that stands at `end`, signed: as it was kept before, or now, and then kept. What `end` names must be durable.
  /// Throws where another head of the same row was kept before.
  func auditHead(of name: String, at end: TrailEnd, signedBy key: SigningKey, _ now: Timestamp) throws -> SignedAuditHead {
    if let last = try Catalog.lastAuditHead(of: name, on: connection), last.sequence == end.sequence, last.seal == end.seal,
      last.publicKey == key.publicKey
    {
      return last
    }
    let message = SignedAuditHead.message(trail: name, sequence: end.sequence, seal: end.seal, signedAt: now)
    let signed = SignedAuditHead(
      trail: name, sequence: end.sequence, seal: end.seal, signedAt: now, publicKey: key.publicKey, signature: key.sign(message))
    // A head that cannot be kept (a full disk) is still a head: reading goes on.
    if end.sequence > 0, doubt == nil {
      do { try keep(signed) } catch let error as SQLiteError {
        doubt(error)
      }
    }
    return signed
  }

  /// Keeps a head. One that is kept is never written over: where the two differ, the trail was rewritten since, and the older one is what
  /// shows it.
  private func keep(_ head: SignedAuditHead) throws {
    let insert = try connection.prepare(
      "INSERT INTO audit_heads VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (trail, sequence) DO NOTHING")
    insert.bind(1, text: head.trail)
    insert.bind(2, head.sequence)
    insert.bind(3, blob: head.seal)
    insert.bind(4, head.signedAt.microseconds)
    insert.bind(5, blob: head.publicKey)
    insert.bind(6, blob: head.signature)
    try insert.run()
    let kept = try connection.prepare("SELECT seal FROM audit_heads WHERE trail = ?1 AND sequence = ?2")
    kept.bind(1, text: head.trail)
    kept.bind(2, head.sequence)
    guard try kept.step(), kept.bytes(0) == head.seal else {
      throw AuditHeadConflict(trail: head.trail, sequence: head.sequence)
    }
  }

  /// The last head that was kept of a trail; nil where none was.
  static func lastAuditHead(of name: String, on connection: Connection) throws(SQLiteError) -> SignedAuditHead? {
    let select = try connection.prepare(
      """
      SELECT sequence, seal, signed_at, public_key, signature FROM audit_heads WHERE trail = ?1 ORDER BY sequence DESC LIMIT 1
      """)
    select.bind(1, text: name)
    guard try select.step() else { return nil }
    defer { select.reset() }
    return SignedAuditHead(
      trail: name, sequence: select.integer(0), seal: select.bytes(1),
      signedAt: Timestamp(microseconds: select.integer(2)), publicKey: select.bytes(3), signature: select.bytes(4))
  }
}

/// A trail's head is not the one that was signed at the same row before.
struct AuditHeadConflict: Error, CustomStringConvertible {
  let trail: String
  let sequence: Int64

  var description: String {
    """
    the audit trail '\(trail)' was rewritten: its row \(sequence) is not the one that was signed there before, which the catalogue \
    keeps. Stop the daemon, and run `walletctl audit verify --offline` on the data directory
    """
  }
}
