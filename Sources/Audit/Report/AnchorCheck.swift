import LedgerCore

/// Holds signed heads against the chain of seals as it goes by.
struct AnchorCheck {
  private var waiting: [Anchor]
  let count: Int

  init(_ anchors: [Anchor]) {
    waiting = anchors.sorted { $0.sealNumber > $1.sealNumber }
    count = anchors.count
  }

  /// The number of the seal the next anchor names.
  var next: Int64 { waiting.last?.sealNumber ?? .max }

  /// Whether an anchor is about this ledger, and what its signature says it is.
  static func checkSignature(_ anchor: Anchor, _ tenant: TenantID) throws(Finding) {
    guard anchor.tenant == tenant else {
      throw finding(anchor, "tenant", expected: "\(anchor.tenant), which the anchor is of", found: "\(tenant)")
    }
    guard anchor.isSigned else {
      throw finding(
        anchor, "the anchor's signature", expected: "one made with the anchor's key over its fields", found: "another")
    }
  }

  mutating func check(number: Int64, sequence: Int64, seal: [UInt8]) throws(Finding) {
    while let anchor = waiting.last, anchor.sealNumber <= number {
      waiting.removeLast()
      guard anchor.sealNumber == number else {
        throw AnchorCheck.finding(anchor, "the anchor's seal_number", expected: "0 or more", found: "\(anchor.sealNumber)")
      }
      guard anchor.sequence == sequence else {
        throw AnchorCheck.finding(anchor, "the last row of seal \(number)", expected: "\(anchor.sequence)", found: "\(sequence)")
      }
      guard anchor.seal == seal else {
        throw AnchorCheck.finding(anchor, "seal \(number)", expected: Hex.text(anchor.seal), found: Hex.text(seal))
      }
    }
  }

  func end(number: Int64, sequence: Int64) throws(Finding) {
    guard let missing = waiting.last else { return }
    throw AnchorCheck.finding(
      missing, "the end of the file", expected: "at seal \(missing.sealNumber), row \(missing.sequence), or behind it",
      found: "at seal \(number), row \(sequence): rows were cut off, or this is an older copy")
  }

  private static func finding(_ anchor: Anchor, _ subject: String, expected: String, found: String) -> Finding {
    Finding(table: "seals", row: anchor.sealNumber, .anchor, subject, expected: expected, found: found)
  }
}
