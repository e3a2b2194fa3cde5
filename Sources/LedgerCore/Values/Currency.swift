/// An ISO 4217 currency: three letters and the number of decimals of its minor unit.
package struct Currency: Hashable, Sendable {
  /// The three letters, first letter in the highest of three bytes.
  package let rawValue: UInt32

  /// The currency of three upper-case letters; nil when ISO 4217 lists none (or one without a minor unit, such as gold).
  package init?(_ code: UnsafeRawBufferPointer) {
    guard code.count == 3 else { return nil }
    self.init(letters: code[0], code[1], code[2])
  }

  package init?(_ code: String) {
    var code = code
    let found = code.withUTF8 { Currency(UnsafeRawBufferPointer($0)) }
    guard let found else { return nil }
    self = found
  }

  package init?(rawValue: UInt32) {
    self.init(
      letters: UInt8(truncatingIfNeeded: rawValue >> 16), UInt8(truncatingIfNeeded: rawValue >> 8),
      UInt8(truncatingIfNeeded: rawValue))
  }

  private init?(letters a: UInt8, _ b: UInt8, _ c: UInt8) {
    guard let slot = ISO4217.slot(a, b, c), ISO4217.decimals[slot] != ISO4217.unknown else { return nil }
    rawValue = UInt32(a) << 16 | UInt32(b) << 8 | UInt32(c)
  }

  /// Decimals of the minor unit: 2 for IDR and USD, 0 for JPY, 3 for BHD.
  package var decimals: Int {
    guard let slot = ISO4217.slot(letters.0, letters.1, letters.2) else { preconditionFailure("a currency is in the table") }
    return Int(ISO4217.decimals[slot])
  }

  /// Minor units in one major unit: 10 to the power of `decimals`.
  package var minorUnitsPerMajor: Int64 { (0..<decimals).reduce(1) { power, _ in power * 10 } }

  package var code: String { String(decoding: [letters.0, letters.1, letters.2], as: UTF8.self) }

  package func append(to bytes: inout [UInt8]) {
    bytes.append(letters.0)
    bytes.append(letters.1)
    bytes.append(letters.2)
  }

  private var letters: (UInt8, UInt8, UInt8) {
    (UInt8(truncatingIfNeeded: rawValue >> 16), UInt8(truncatingIfNeeded: rawValue >> 8), UInt8(truncatingIfNeeded: rawValue))
  }

  /// Every currency this build knows, by code.
  package static var all: [Currency] { ISO4217.codes.compactMap { Currency($0) } }
}

extension Currency: CustomStringConvertible {
  package var description: String { code }
}
