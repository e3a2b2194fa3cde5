import CSodium

/// SHA-512 (FIPS 180-4), for the signatures of others that rest on it. What is new here uses BLAKE2b.
///
/// Source: https://doc.libsodium.org/advanced/sha-2_hash_function
package enum SHA512 {
  package static let bytes = Int(crypto_hash_sha512_BYTES)

  package static func of(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { of([$0]) }
  }

  /// The digest of `bytes` with a secret behind them, which is copied nowhere.
  package static func of(_ bytes: [UInt8], then secret: borrowing SecretBytes) -> [UInt8] {
    bytes.withUnsafeBytes { bytes in secret.withBytes { of([bytes, $0]) } }
  }

  private static func of(_ parts: [UnsafeRawBufferPointer]) -> [UInt8] {
    Sodium.start()
    // The state holds the last block, secrets too: it is zeroed when the digest is done.
    return withUnsafeTemporaryAllocation(of: crypto_hash_sha512_state.self, capacity: 1) { memory in
      guard let state = memory.baseAddress else { preconditionFailure("a state has an address") }
      _ = crypto_hash_sha512_init(state)
      for part in parts {
        _ = crypto_hash_sha512_update(state, part.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(part.count))
      }
      let digest = [UInt8](unsafeUninitializedCapacity: bytes) { out, initialized in
        if let start = out.baseAddress { _ = crypto_hash_sha512_final(state, start) }
        initialized = bytes
      }
      wipe(UnsafeMutableRawBufferPointer(memory))
      wipeStack()
      return digest
    }
  }
}
