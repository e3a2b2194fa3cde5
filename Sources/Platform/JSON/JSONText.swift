import Glibc

/// The bytes of a string, key or number as the scanner saw it: a piece of the input, or, where the input had escapes, of the
/// scanner's scratch space. Always valid UTF-8.
///
/// It is only a view: it dies with the scope of `withJSONScanner`. What must live longer is copied out (`array`, `string`).
package struct JSONText {
  package let bytes: UnsafeBufferPointer<UInt8>

  package init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  package var count: Int { bytes.count }
  package var isEmpty: Bool { bytes.isEmpty }

  /// A copy of the bytes.
  package var array: [UInt8] { [UInt8](bytes) }

  /// A copy as a String; allocates above 15 bytes.
  package var string: String { String(decoding: bytes, as: UTF8.self) }

  package static func == (text: JSONText, literal: StaticString) -> Bool {
    let count = literal.utf8CodeUnitCount
    guard text.bytes.count == count, let start = text.bytes.baseAddress else { return text.bytes.count == count }
    return memcmp(start, literal.utf8Start, count) == 0
  }

  /// Lets a `switch` over a key name its cases as literals.
  package static func ~= (literal: StaticString, text: JSONText) -> Bool {
    text == literal
  }
}

extension JSONText: Hashable {
  package static func == (one: JSONText, other: JSONText) -> Bool {
    guard one.bytes.count == other.bytes.count, let first = one.bytes.baseAddress, let second = other.bytes.baseAddress else {
      return one.isEmpty && other.isEmpty
    }
    return memcmp(first, second, one.bytes.count) == 0
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
  }
}
