import Glibc

/// A piece of valid UTF-8 that shares the buffer it arrived in.
///
/// A request of ten thousand items becomes one buffer and slices of it: no copy per field, no `String` on the hot path.
package struct Text: Sendable {
  @usableFromInline let buffer: [UInt8]
  @usableFromInline let start: UInt32
  @usableFromInline let length: UInt32

  /// The bytes of `range`, which the caller has checked to be UTF-8. Traps when the range lies outside of the buffer.
  @inlinable package init(_ buffer: [UInt8], _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= buffer.count, "a text lies inside its buffer")
    self.buffer = buffer
    start = UInt32(truncatingIfNeeded: range.lowerBound)
    length = UInt32(truncatingIfNeeded: range.count)
  }

  @inlinable package init(_ bytes: [UInt8]) { self.init(bytes, 0..<bytes.count) }

  @inlinable package init(_ string: String) { self.init(Array(string.utf8)) }

  /// Length in bytes.
  @inlinable package var count: Int { Int(length) }
  @inlinable package var isEmpty: Bool { length == 0 }

  @inlinable package func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
    buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[Int(start)..<Int(start + length)])) }
  }

  package var string: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  /// A copy that does not keep the buffer it was cut from alive; for what stays in memory.
  package var detached: Text {
    buffer.count == count ? self : Text(withBytes { [UInt8]($0) })
  }

  package func append(to bytes: inout [UInt8]) {
    withBytes { bytes.append(contentsOf: $0) }
  }

  package func hasPrefix(_ prefix: StaticString) -> Bool {
    withBytes { bytes in
      bytes.count >= prefix.utf8CodeUnitCount
        && memcmp(bytes.baseAddress ?? UnsafeRawPointer(prefix.utf8Start), prefix.utf8Start, prefix.utf8CodeUnitCount) == 0
    }
  }
}

extension Text: Hashable {
  package static func == (left: Text, right: Text) -> Bool {
    guard left.length == right.length else { return false }
    return left.withBytes { a in
      right.withBytes { b in
        guard let a = a.baseAddress, let b = b.baseAddress else { return true }
        return memcmp(a, b, left.count) == 0
      }
    }
  }

  package func hash(into hasher: inout Hasher) {
    withBytes { hasher.combine(bytes: $0) }
  }
}

extension Text: ExpressibleByStringLiteral, CustomStringConvertible {
  package init(stringLiteral value: String) { self.init(value) }
  package var description: String { string }
}
