package import LedgerCore
import Sodium

/// A signed head of an audit trail. A trail whose row `sequence` has another seal, or that ends before it, was cut or rewritten after
/// the head was signed.
package struct TrailAnchor: Equatable, Sendable {
  /// `catalog`, or `vault` and a tenant's id.
  package let trail: String
  package let sequence: Int64
  package let seal: [UInt8]
  package let signedAt: Timestamp
  package let publicKey: [UInt8]
  package let signature: [UInt8]

  package init(
    trail: String, sequence: Int64, seal: [UInt8], signedAt: Timestamp, publicKey: [UInt8], signature: [UInt8]
  ) {
    self.trail = trail
    self.sequence = sequence
    self.seal = seal
    self.signedAt = signedAt
    self.publicKey = publicKey
    self.signature = signature
  }

  /// Whether the holder of `publicKey` signed exactly these fields. Whose key that is, the auditor must know.
  package var isSigned: Bool {
    let message = "walletd audit head 1\n\(trail)\n\(sequence)\n\(Hex.text(seal))\n\(signedAt.rfc3339)\n"
    return SigningKey.verify(signature, of: Array(message.utf8), publicKey: publicKey)
  }
}

/// Holds signed heads against a trail as it goes by, upwards or downwards.
package struct TrailAnchorCheck {
  private let anchors: [Int64: [TrailAnchor]]
  package let count: Int

  /// Throws for an anchor of another trail, and one that is not signed.
  package init(_ anchors: [TrailAnchor], of trail: String) throws(Finding) {
    for anchor in anchors {
      guard anchor.trail == trail else {
        throw TrailAnchorCheck.finding(anchor, "the trail", expected: "\(anchor.trail), which the anchor is of", found: trail)
      }
      guard anchor.isSigned else {
        throw TrailAnchorCheck.finding(
          anchor, "the anchor's signature", expected: "one made with the anchor's key over its fields", found: "another")
      }
    }
    self.anchors = Dictionary(grouping: anchors, by: \.sequence)
    count = anchors.count
  }

  /// Sequence 0 is the beginning.
  package func check(_ sequence: Int64, _ seal: [UInt8]) throws(Finding) {
    for anchor in anchors[sequence] ?? [] where anchor.seal != seal {
      throw TrailAnchorCheck.finding(anchor, "seal", expected: Hex.text(anchor.seal), found: Hex.text(seal))
    }
  }

  /// `last`: the last row there is.
  package func end(at last: Int64) throws(Finding) {
    guard let missing = anchors.keys.filter({ $0 > last || $0 < 0 }).max(), let anchor = anchors[missing]?.first else { return }
    throw TrailAnchorCheck.finding(
      anchor, "the end of the trail", expected: "at row \(missing), or behind it",
      found: "at row \(last): rows were cut off, or this is an older copy")
  }

  private static func finding(_ anchor: TrailAnchor, _ subject: String, expected: String, found: String) -> Finding {
    Finding(table: TrailCursor.table, row: anchor.sequence, .anchor, subject, expected: expected, found: found)
  }
}
