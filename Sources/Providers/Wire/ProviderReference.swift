import LedgerCore
import Payments
import Sodium

/// References on the wire.
enum ProviderReference {
  /// What both providers take for ours: at most 50 characters of `A–Z a–z 0–9 - _ ~ .`
  static let longest = 50

  /// Ours, as text. Throws `invalid` for one that a provider would refuse, or that would mean something else in a path (`..`).
  static func ours(_ reference: Text) throws(ProviderRefusal) -> String {
    let text = reference.string
    guard (1...longest).contains(text.utf8.count), text.utf8.allSatisfy(isUnreserved), !text.allSatisfy({ $0 == "." }) else {
      throw ProviderRefusal(.invalid, "a reference has 1 to 50 characters of A-Z a-z 0-9 - _ ~ .")
    }
    return text
  }

  /// One component of a path, or a value of a query: all but the unreserved characters of RFC 3986 is escaped.
  static func escaped(_ text: String) -> String {
    text.utf8.reduce(into: "") { escaped, byte in
      if isUnreserved(byte) {
        escaped.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        escaped += byte < 16 ? "%0" + digits : "%" + digits
      }
    }
  }

  /// A key under which a provider does the operation once: the operation and our reference, or a digest of it where both are too long
  /// together. Never longer than 46 characters, beyond which Midtrans ignores a key without a word.
  static func idempotencyKey(_ operation: ProviderOperation, _ parts: String...) -> String {
    let name = parts.joined(separator: "-")
    let key = operation.rawValue + "-" + name
    if key.utf8.count <= 46 { return key }
    return operation.rawValue + "-" + TextForms.hex(Array(Digest.of(Array(name.utf8)).prefix(16)))
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
