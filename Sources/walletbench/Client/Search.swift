import CLinux

/// Finds little things in answers without parsing them.
enum Search {
  /// Where a text begins first; nil if it is not there.
  static func first(_ text: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let start = bytes.baseAddress, let found = linux_find(start, bytes.count, text.utf8Start, text.utf8CodeUnitCount) else {
      return nil
    }
    return found - start
  }

  /// The number that is written at `offset`; nil when there is no digit.
  static func integer(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
    var index = offset
    var value = 0
    let isNegative = index < bytes.count && bytes[index] == UInt8(ascii: "-")
    if isNegative { index += 1 }
    let first = index
    while index < bytes.count, case let digit = bytes[index] &- UInt8(ascii: "0"), digit < 10 {
      value = value * 10 + Int(digit)
      index += 1
    }
    guard index > first else { return nil }
    return isNegative ? -value : value
  }

  /// The number that follows a member's name, given with its quotes and colon.
  static func member(_ name: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let found = first(name, in: bytes) else { return nil }
    return integer(in: bytes, at: found + name.utf8CodeUnitCount)
  }
}
