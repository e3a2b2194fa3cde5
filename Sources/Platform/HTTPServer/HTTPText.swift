/// A piece of a request's head: the path, the query, a header's value. It shares the head's storage, so making one allocates
/// nothing; it stays valid on its own.
package struct HTTPText: Sendable {
  package let bytes: ArraySlice<UInt8>

  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
  }

  package var count: Int { bytes.count }
  package var isEmpty: Bool { bytes.isEmpty }

  /// A copy as a String; bytes that are not UTF-8 are replaced.
  package var string: String { String(decoding: bytes, as: UTF8.self) }

  package var array: [UInt8] { [UInt8](bytes) }

  package static func == (text: HTTPText, literal: StaticString) -> Bool {
    text.bytes.elementsEqual(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// Lets a `switch` name its cases as literals.
  package static func ~= (literal: StaticString, text: HTTPText) -> Bool {
    text == literal
  }
}

extension HTTPText: Equatable {
  package static func == (one: HTTPText, other: HTTPText) -> Bool {
    one.bytes.elementsEqual(other.bytes)
  }
}
