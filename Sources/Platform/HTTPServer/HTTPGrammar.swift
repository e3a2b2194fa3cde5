/// The characters of RFC 9110 and RFC 3986.
enum HTTPGrammar {
  /// A set of ASCII characters: two words of bits.
  struct ASCIISet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ characters: StaticString) {
      for index in 0..<characters.utf8CodeUnitCount {
        let byte = characters.utf8Start[index]
        if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte & 63) }
      }
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
      guard byte < 0x80 else { return false }
      return (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1
    }
  }

  /// `tchar`: methods and header names.
  static let token = ASCIISet("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
  /// `pchar`, `/`, `?` and the percent sign: the characters of an origin-form target.
  static let target = ASCIISet("/?:@!$&'()*+,;=-._~%0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
  /// A host, an IP literal and a port.
  static let host = ASCIISet(":[]!$&'()*+;=-._~%0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

  /// Compares without regard to the case of ASCII letters. `lowercase` has no capitals.
  @inline(__always)
  static func isSame(_ text: UnsafeBufferPointer<UInt8>, _ lowercase: StaticString) -> Bool {
    guard text.count == lowercase.utf8CodeUnitCount else { return false }
    for index in 0..<text.count {
      let byte = text[index]
      let lowered = byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
      guard lowered == lowercase.utf8Start[index] else { return false }
    }
    return true
  }

  static func hexadecimalValue(of byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
