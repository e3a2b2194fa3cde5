/// Crockford's base 32 (https://www.crockford.com/base32.html): 26 characters for 128 bits, upper case only.
extension ID {
  /// Bytes of an id as text.
  package static var textLength: Int { E.prefix.utf8CodeUnitCount + 26 }

  package func append(to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.textLength) { text in
      guard let start = text.baseAddress else { preconditionFailure("an id has text") }
      write(to: start)
      bytes.append(contentsOf: text)
    }
  }

  /// Writes `textLength` bytes. Digits are taken from the two halves apart: shifting 128 bits at once costs three times as much.
  package func write(to target: UnsafeMutablePointer<UInt8>) {
    let prefix = E.prefix.utf8CodeUnitCount
    target.update(from: E.prefix.utf8Start, count: prefix)
    let digits = target + prefix
    let alphabet = CrockfordBase32.alphabet.utf8Start
    let high = UInt64(truncatingIfNeeded: rawValue >> 64)
    let low = self.low
    for index in 0..<13 { digits[index] = alphabet[Int(high >> UInt64(61 - 5 * index) & 31)] }
    digits[13] = alphabet[Int((high << 4 | low >> 60) & 31)]
    for index in 14..<26 { digits[index] = alphabet[Int(low >> UInt64(125 - 5 * index) & 31)] }
  }

  package var text: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Nil unless the text is exactly the prefix and 26 characters that fit 128 bits.
  package init?(_ text: UnsafeRawBufferPointer) {
    let prefix = E.prefix.utf8CodeUnitCount
    guard text.count == prefix + 26 else { return nil }
    for index in 0..<prefix where text[index] != E.prefix.utf8Start[index] { return nil }
    var value: UInt128 = 0
    for index in prefix..<text.count {
      guard let digit = CrockfordBase32.value(text[index]), index > prefix || digit < 8 else { return nil }
      value = value << 5 | UInt128(digit)
    }
    self.init(rawValue: value)
  }

  package init?(_ text: String) {
    var text = text
    let parsed = text.withUTF8 { ID(UnsafeRawBufferPointer($0)) }
    guard let parsed else { return nil }
    self = parsed
  }

  package init?(_ text: Text) {
    let parsed = text.withBytes { ID($0) }
    guard let parsed else { return nil }
    self = parsed
  }
}

extension ID: CustomStringConvertible {
  package var description: String { text }
}

package enum CrockfordBase32 {
  package static var alphabet: StaticString { "0123456789ABCDEFGHJKMNPQRSTVWXYZ" }

  /// For each character from `0` to `Z` its value above `@`, `!` for what is no digit: a table, so that reading takes the same time
  /// whatever the id is.
  private static var values: StaticString { "@ABCDEFGHI!!!!!!!JKLMNOPQ!RS!TU!VWXYZ![\\]^_" }

  /// Letters that look alike (I, L, O) are refused: an id has one spelling only, so that it can be compared as text.
  package static func value(_ character: UInt8) -> UInt8? {
    guard (UInt8(ascii: "0")...UInt8(ascii: "Z")).contains(character) else { return nil }
    let value = values.utf8Start[Int(character - UInt8(ascii: "0"))]
    return value == UInt8(ascii: "!") ? nil : value - UInt8(ascii: "@")
  }
}
