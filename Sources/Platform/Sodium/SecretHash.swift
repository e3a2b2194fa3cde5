import CSodium

/// BLAKE2b-256 under a key, of secrets that are stored only as this, and compared in constant time.
///
/// Source: https://doc.libsodium.org/hashing/generic_hashing, https://doc.libsodium.org/helpers
package struct SecretHash: Sendable {
  package static let bytes = 32
  private let key: [UInt8]

  /// Traps unless `key` has 32 bytes.
  package init(key: [UInt8]) {
    precondition(key.count == SecretHash.bytes, "a hash key has \(SecretHash.bytes) bytes")
    Sodium.start()
    self.key = key
  }

  package func hash(_ secret: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: SecretHash.bytes) { buffer, initialized in
      if let out = buffer.baseAddress { compute(secret, out) }
      initialized = SecretHash.bytes
    }
  }

  /// Whether `hash` is that of `secret`; takes the same time wherever they differ.
  package func isHash(of secret: UnsafeRawBufferPointer, _ hash: [UInt8]) -> Bool {
    guard hash.count == SecretHash.bytes else { return false }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: SecretHash.bytes) { computed in
      guard let out = computed.baseAddress else { return false }
      compute(secret, out)
      return sodium_memcmp(out, hash, SecretHash.bytes) == 0
    }
  }

  private func compute(_ secret: UnsafeRawBufferPointer, _ out: UnsafeMutablePointer<UInt8>) {
    let result = crypto_generichash(
      out, SecretHash.bytes, secret.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(secret.count), key, key.count)
    precondition(result == 0, "BLAKE2b refused its parameters")
  }
}

extension SecretHash: CustomStringConvertible {
  package var description: String { "SecretHash(…)" }
}
