// The bytes go to memory of the writer's own, through a pointer: growing an Array byte by byte costs a check of its owner and
// capacity for every piece, five times as much as all the rest.

/// Writes one JSON text, commas included. The same calls always write the same bytes.
///
/// The caller keeps keys and values in step; debug builds check that brackets match.
package struct JSONWriter: ~Copyable {
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Bytes written.
  package private(set) var count = 0
  /// Whether the next key or value is preceded by a comma.
  private var needsComma = false
  private var depth = 0
  /// Where `string(plain:)` collects, kept from call to call.
  private var scratch: [UInt8] = []

  package init(capacity: Int = 512) {
    self.capacity = max(capacity, 64)
    storage = .allocate(capacity: self.capacity)
  }

  deinit { storage.deallocate() }

  /// A copy of what has been written.
  package var bytes: [UInt8] { [UInt8](UnsafeBufferPointer(start: storage, count: count)) }

  /// Forgets what has been written, so that another text can use the same memory.
  package mutating func reset() {
    count = 0
    needsComma = false
    depth = 0
  }

  // MARK: Structure

  package mutating func beginObject() { open(UInt8(ascii: "{")) }
  package mutating func endObject() { close(UInt8(ascii: "}")) }
  package mutating func beginArray() { open(UInt8(ascii: "[")) }
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  /// A key of our own, which needs no escapes.
  package mutating func key(_ key: StaticString) {
    let length = key.utf8CodeUnitCount
    var target = room(for: length + 4)
    target = separate(target)
    target = Self.put(UInt8(ascii: "\""), target)
    target.update(from: key.utf8Start, count: length)
    target += length
    target = Self.put(UInt8(ascii: "\""), target)
    target = Self.put(UInt8(ascii: ":"), target)
    count = target - storage
    needsComma = false
  }

  /// A key that somebody else chose.
  @_disfavoredOverload
  package mutating func key(_ key: String) {
    string(key)
    count = Self.put(UInt8(ascii: ":"), room(for: 1)) - storage
    needsComma = false
  }

  // MARK: Values

  package mutating func string(_ value: StaticString) {
    quote(UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
  }

  @_disfavoredOverload
  package mutating func string(_ value: String) {
    var value = value
    value.withUTF8 { quote($0) }
  }

  /// - Precondition: `value` is UTF-8.
  package mutating func string(_ value: [UInt8]) {
    value.withUnsafeBufferPointer { quote($0) }
  }

  /// - Precondition: `value` is UTF-8.
  package mutating func string(_ value: UnsafeBufferPointer<UInt8>) {
    quote(value)
  }

  package mutating func string(_ value: JSONText) {
    quote(value.bytes)
  }

  /// A string that `write` appends itself, without quotes.
  ///
  /// - Precondition: it appends UTF-8 that needs no escapes (ids, times, codes of currencies).
  package mutating func string(plain write: (inout [UInt8]) -> Void) {
    scratch.removeAll(keepingCapacity: true)
    write(&scratch)
    var target = room(for: scratch.count + 3)
    target = separate(target)
    target = Self.put(UInt8(ascii: "\""), target)
    scratch.withUnsafeBufferPointer { piece in
      if let start = piece.baseAddress { target.update(from: start, count: piece.count) }
    }
    target += scratch.count
    target = Self.put(UInt8(ascii: "\""), target)
    count = target - storage
    needsComma = true
  }

  /// A string of at most `most` bytes that `write` puts at the given place; it answers how many there are.
  ///
  /// - Precondition: they are UTF-8 that needs no escapes.
  @inline(__always)
  package mutating func string(most: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int) {
    var target = separate(room(for: most + 3))
    target = Self.put(UInt8(ascii: "\""), target)
    target += write(target)
    count = Self.put(UInt8(ascii: "\""), target) - storage
    needsComma = true
  }

  package mutating func integer(_ value: Int64) {
    digits(of: value.magnitude, isNegative: value < 0)
  }

  package mutating func integer(_ value: Int) {
    integer(Int64(value))
  }

  package mutating func integer(_ value: UInt64) {
    digits(of: value, isNegative: false)
  }

  @_disfavoredOverload
  package mutating func integer(_ value: some FixedWidthInteger) {
    digits(of: UInt64(value.magnitude), isNegative: value < 0)
  }

  package mutating func bool(_ value: Bool) {
    raw(value ? "true" : "false")
  }

  package mutating func null() {
    raw("null")
  }

  /// One complete JSON value, already written.
  package mutating func raw(_ value: [UInt8]) {
    value.withUnsafeBufferPointer { raw($0) }
  }

  package mutating func raw(_ value: StaticString) {
    raw(UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
  }

  // MARK: Private

  /// Where the next bytes go, with room for `more` of them.
  @inline(__always)
  private mutating func room(for more: Int) -> UnsafeMutablePointer<UInt8> {
    if capacity - count < more { grow(by: more) }
    return storage + count
  }

  @inline(never)
  private mutating func grow(by more: Int) {
    capacity = max(2 * capacity, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: storage, count: count)
    storage.deallocate()
    storage = larger
  }

  @inline(__always)
  private static func put(_ byte: UInt8, _ target: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    target.pointee = byte
    return target + 1
  }

  /// Writes the comma that is due, if one is.
  @inline(__always)
  private mutating func separate(_ target: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    target.pointee = UInt8(ascii: ",")
    let next = target + (needsComma ? 1 : 0)
    needsComma = true
    return next
  }

  private mutating func open(_ bracket: UInt8) {
    let target = separate(room(for: 2))
    count = Self.put(bracket, target) - storage
    needsComma = false
    depth += 1
  }

  private mutating func close(_ bracket: UInt8) {
    assert(depth > 0, "a bracket closes that was never opened")
    count = Self.put(bracket, room(for: 1)) - storage
    needsComma = true
    depth -= 1
  }

  private mutating func raw(_ value: UnsafeBufferPointer<UInt8>) {
    var target = separate(room(for: value.count + 1))
    if let start = value.baseAddress { target.update(from: start, count: value.count) }
    target += value.count
    count = target - storage
  }

  private mutating func quote(_ text: UnsafeBufferPointer<UInt8>) {
    // At worst every byte becomes six: \u00XX.
    var target = separate(room(for: 6 * text.count + 3))
    target = Self.put(UInt8(ascii: "\""), target)
    if let source = text.baseAddress {
      if Self.isPlain(text) {
        target.update(from: source, count: text.count)
        target += text.count
      } else {
        for byte in text { target = Self.escaped(byte, target) }
      }
    }
    target = Self.put(UInt8(ascii: "\""), target)
    count = target - storage
  }

  /// Whether nothing in `text` needs an escape.
  private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = UnsafeRawPointer(text.baseAddress) else { return true }
    let ones: UInt64 = 0x0101_0101_0101_0101
    var found: UInt64 = 0
    var at = 0
    while at &+ 8 <= text.count {
      let word = base.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      let quoted = word ^ (ones &* 0x22)
      let escaped = word ^ (ones &* 0x5C)
      found |= ((quoted &- ones) & ~quoted) | ((escaped &- ones) & ~escaped) | ((word &- (ones &* 0x20)) & ~word)
      at &+= 8
    }
    guard found & (ones &* 0x80) == 0 else { return false }
    while at < text.count {
      if needsEscape(text[at]) { return false }
      at &+= 1
    }
    return true
  }

  @inline(__always)
  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private static func escaped(_ byte: UInt8, _ target: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    guard needsEscape(byte) else { return put(byte, target) }
    let next = put(UInt8(ascii: "\\"), target)
    switch byte {
    case UInt8(ascii: "\n"): return put(UInt8(ascii: "n"), next)
    case UInt8(ascii: "\r"): return put(UInt8(ascii: "r"), next)
    case UInt8(ascii: "\t"): return put(UInt8(ascii: "t"), next)
    case 0..<0x20:
      let zeros = put(UInt8(ascii: "0"), put(UInt8(ascii: "0"), put(UInt8(ascii: "u"), next)))
      let low = byte & 0xF
      let high = put(UInt8(ascii: "0") + byte >> 4, zeros)
      return put(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10, high)
    default: return put(byte, next)
    }
  }

  private mutating func digits(of magnitude: UInt64, isNegative: Bool) {
    // A comma, a sign and at most 20 digits.
    var target = separate(room(for: 22))
    if isNegative { target = Self.put(UInt8(ascii: "-"), target) }
    var length = 1
    var power: UInt64 = 10
    while length < 20, magnitude >= power {
      length &+= 1
      // Wraps above the largest 20-digit number, where the length ends the loop.
      power = power &* 10
    }
    var rest = magnitude
    var index = length
    repeat {
      index -= 1
      target[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while index > 0
    count = target + length - storage
  }
}
