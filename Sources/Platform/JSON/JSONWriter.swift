/// Writes one JSON text into a byte array, commas included. The same calls always write the same bytes.
///
/// The caller keeps keys and values in step; debug builds check that brackets match.
package struct JSONWriter {
  /// What has been written.
  package private(set) var bytes: [UInt8]
  /// Whether the next key or value is preceded by a comma.
  private var needsComma = false
  private var depth = 0

  package init(capacity: Int = 512) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// Continues behind what `bytes` already hold (another text, or none).
  package init(appendingTo bytes: [UInt8]) {
    self.bytes = bytes
  }

  // MARK: Structure

  package mutating func beginObject() { open(UInt8(ascii: "{")) }
  package mutating func endObject() { close(UInt8(ascii: "}")) }
  package mutating func beginArray() { open(UInt8(ascii: "[")) }
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  /// A key of our own, which needs no escapes.
  package mutating func key(_ key: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A key that somebody else chose.
  @_disfavoredOverload
  package mutating func key(_ key: String) {
    string(key)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  // MARK: Values

  package mutating func string(_ value: StaticString) {
    separate()
    quote(UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
  }

  @_disfavoredOverload
  package mutating func string(_ value: String) {
    separate()
    var value = value
    value.withUTF8 { quote($0) }
  }

  /// - Precondition: `value` is UTF-8.
  package mutating func string(_ value: [UInt8]) {
    separate()
    value.withUnsafeBufferPointer { quote($0) }
  }

  package mutating func string(_ value: JSONText) {
    separate()
    quote(value.bytes)
  }

  /// A string that `write` appends itself, without quotes.
  ///
  /// - Precondition: it appends UTF-8 that needs no escapes (ids, times, codes of currencies).
  package mutating func string(plain write: (inout [UInt8]) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    write(&bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  package mutating func integer(_ value: some FixedWidthInteger) {
    separate()
    digits(of: value)
  }

  package mutating func bool(_ value: Bool) {
    raw(value ? "true" : "false")
  }

  package mutating func null() {
    raw("null")
  }

  /// One complete JSON value, already written.
  package mutating func raw(_ value: [UInt8]) {
    separate()
    bytes.append(contentsOf: value)
  }

  package mutating func raw(_ value: StaticString) {
    separate()
    bytes.append(contentsOf: UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
  }

  // MARK: Private

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
    depth += 1
  }

  private mutating func close(_ bracket: UInt8) {
    assert(depth > 0, "a bracket closes that was never opened")
    bytes.append(bracket)
    needsComma = true
    depth -= 1
  }

  private mutating func quote(_ text: UnsafeBufferPointer<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    var plain = 0
    for index in text.indices {
      let byte = text[index]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
      bytes.append(contentsOf: text[plain..<index])
      escape(byte)
      plain = index + 1
    }
    bytes.append(contentsOf: text[plain...])
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
    case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
    case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
    case 0..<0x20:
      bytes.append(contentsOf: [UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")])
      bytes.append(UInt8(ascii: "0") + byte >> 4)
      let low = byte & 0xF
      bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
    default: bytes.append(byte)
    }
  }

  private mutating func digits(of value: some FixedWidthInteger) {
    var magnitude = UInt64(value.magnitude)
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    // The longest has 20 digits; written from the back.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { space in
      var first = 20
      repeat {
        let (quotient, digit) = magnitude.quotientAndRemainder(dividingBy: 10)
        first -= 1
        space[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
        magnitude = quotient
      } while magnitude > 0
      bytes.append(contentsOf: space[first...])
    }
  }
}
