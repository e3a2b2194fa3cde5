import CSodium

/// Bytes that must not get out: in protected memory, with one owner, zeroed when that owner lets go. Never described, never compared
/// but in constant time, and read only inside of a closure.
package struct SecretBytes: ~Copyable, @unchecked Sendable {
  // Sendable because the memory belongs to this value alone, and only `mutating` operations write it.
  private let memory: UnsafeMutableRawPointer
  package let count: Int

  /// So many bytes that `fill` writes; they are zero before. When `fill` throws nothing is left of them.
  package init<E: Error>(count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(E) -> Void) throws(E) {
    precondition(count >= 0, "a secret has a length")
    let taken = ProtectedMemory.shared.take(count)
    do { try fill(UnsafeMutableRawBufferPointer(start: taken, count: count)) } catch {
      ProtectedMemory.shared.giveBack(taken, count)
      throw error
    }
    memory = taken
    self.count = count
  }

  /// As above, for what C wants to be pointed to.
  init<E: Error>(count: Int, pointing fill: (UnsafeMutablePointer<UInt8>) throws(E) -> Void) throws(E) {
    try self.init(count: count) { bytes throws(E) in
      guard let start = bytes.baseAddress else { preconditionFailure("a secret has an address") }
      try fill(start.assumingMemoryBound(to: UInt8.self))
    }
  }

  borrowing func withPointer<R>(_ body: (UnsafePointer<UInt8>) -> R) -> R { body(memory.assumingMemoryBound(to: UInt8.self)) }

  /// A copy; wiping the original is up to its owner (`wipe`).
  package init(copying bytes: UnsafeRawBufferPointer) {
    self.init(count: bytes.count) { $0.copyMemory(from: bytes) }
  }

  package init(copying bytes: [UInt8]) {
    self.init(count: bytes.count) { secret in bytes.withUnsafeBytes { secret.copyMemory(from: $0) } }
  }

  package static func random(_ count: Int) -> SecretBytes {
    SecretBytes(count: count) { if let start = $0.baseAddress { randombytes_buf(start, $0.count) } }
  }

  deinit { ProtectedMemory.shared.giveBack(memory, count) }

  package borrowing func withBytes<R: ~Copyable, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try body(UnsafeRawBufferPointer(start: memory, count: count))
  }

  package mutating func withMutableBytes<R, E: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try body(UnsafeMutableRawBufferPointer(start: memory, count: count))
  }

  package borrowing func copy() -> SecretBytes { withBytes { SecretBytes(copying: $0) } }

  /// The first bytes only; traps when there are fewer.
  package borrowing func prefix(_ count: Int) -> SecretBytes {
    withBytes { SecretBytes(copying: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }

  /// In constant time for equal lengths.
  package borrowing func equals(_ other: borrowing SecretBytes) -> Bool {
    withBytes { a in other.withBytes { b in ConstantTime.equal(a, b) } }
  }
}

package enum ConstantTime {
  /// Whether two buffers hold the same, in a time that depends on their lengths only.
  package static func equal(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    guard a.count == b.count else { return false }
    guard let first = a.baseAddress, let second = b.baseAddress else { return true }
    return sodium_memcmp(first, second, a.count) == 0
  }

  package static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.withUnsafeBytes { a in b.withUnsafeBytes { b in equal(a, b) } }
  }
}

/// Zeroes memory in a way that the compiler may not leave out.
package func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
  if let start = bytes.baseAddress { sodium_memzero(start, bytes.count) }
}

/// Zeroes the part of this thread's stack that calls made from here have used: libsodium copies short messages there, and leaves them.
func wipeStack() { sodium_stackzero(4_096) }

/// Zeroes an array in place. Other arrays that share its memory are not reached: wipe where the bytes first arrived.
package func wipe(_ bytes: inout [UInt8]) {
  bytes.withUnsafeMutableBytes { wipe($0) }
}
