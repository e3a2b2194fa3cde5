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

  package func hashed(_ secret: UnsafeRawBufferPointer) -> HashedSecret {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: SecretHash.bytes) { computed in
      guard let out = computed.baseAddress else { return .none }
      compute(secret, out)
      return HashedSecret(UnsafeRawBufferPointer(computed))
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

/// A secret's hash as one value, so that one of several can be chosen by arithmetic, without a branch that tells which.
package struct HashedSecret: Sendable {
  private var words: SIMD4<UInt64>

  /// What no secret hashes to.
  package static let none = HashedSecret(words: .zero)

  private init(words: SIMD4<UInt64>) { self.words = words }

  /// Traps unless there are 32 bytes.
  package init(_ hash: UnsafeRawBufferPointer) {
    precondition(hash.count == SecretHash.bytes, "a secret's hash has \(SecretHash.bytes) bytes")
    words = hash.loadUnaligned(as: SIMD4<UInt64>.self)
  }

  /// Takes `other` in where `mask` is all ones, and nothing where it is zero.
  package mutating func choose(_ other: HashedSecret, _ mask: UInt64) { words |= other.words & SIMD4(repeating: mask) }

  /// Takes the same time wherever they differ.
  package func isSame(as other: HashedSecret) -> Bool {
    withUnsafeBytes(of: words) { one in
      withUnsafeBytes(of: other.words) { another in sodium_memcmp(one.baseAddress, another.baseAddress, SecretHash.bytes) == 0 }
    }
  }
}
