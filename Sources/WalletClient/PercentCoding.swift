/// RFC 3986: everything but unreserved characters is written as %XX.
package enum PercentCoding {
  /// Encodes one part of a path, or a name or value of a query.
  package static func encode(_ text: String) -> String {
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      if isUnreserved(byte) {
        encoded.append(byte)
      } else {
        encoded += [UInt8(ascii: "%"), hexadecimal(byte >> 4), hexadecimal(byte & 15)]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// `/v1/accounts` and `wallet:alice` make `/v1/accounts/wallet%3Aalice`.
  package static func path(_ fixed: String, _ part: String, _ rest: String = "") -> String { "\(fixed)/\(encode(part))\(rest)" }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func hexadecimal(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }
}
