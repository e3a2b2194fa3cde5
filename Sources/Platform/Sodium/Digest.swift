import CSodium

/// BLAKE2b with 32 bytes of output, fed piece by piece.
///
/// Source: RFC 7693; https://doc.libsodium.org/hashing/generic_hashing
package struct Digest: ~Copyable {
  package static let bytes = 32
  // The state is opaque in C and wants 64-byte alignment, so it lives in memory of its own.
  private let state: UnsafeMutableRawPointer

  package init() {
    Sodium.start()
    state = UnsafeMutableRawPointer.allocate(byteCount: crypto_generichash_statebytes(), alignment: 64)
    restart()
  }

  deinit { state.deallocate() }

  package mutating func restart() {
    let result = crypto_generichash_init(OpaquePointer(state), nil, 0, Digest.bytes)
    precondition(result == 0, "BLAKE2b refused its parameters")
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    _ = crypto_generichash_update(
      OpaquePointer(state), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
  }

  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The digest of everything fed since the last restart; the state must be restarted before it is fed again.
  package mutating func finish() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Digest.bytes) { buffer, initialized in
      if let out = buffer.baseAddress { _ = crypto_generichash_final(OpaquePointer(state), out, Digest.bytes) }
      initialized = Digest.bytes
    }
  }

  package static func of(_ bytes: [UInt8]) -> [UInt8] {
    var digest = Digest()
    digest.update(bytes)
    return digest.finish()
  }
}
