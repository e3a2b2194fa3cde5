import CSodium

/// BLAKE2b under a secret key: a value that only who has the key can make or recognise. For fingerprints, and for keys derived from keys.
///
/// Source: RFC 7693, section 2.9.
package enum KeyedHash {
  package static let keyBytes = Int(crypto_generichash_KEYBYTES)

  /// `count` bytes, 16 to 64.
  package static func of(_ parts: UnsafeRawBufferPointer..., key: borrowing SecretBytes, count: Int = 32) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { out, initialized in
      if let start = out.baseAddress { compute(parts, key: key, into: start, count) }
      initialized = count
    }
  }

  package static func of(_ bytes: [UInt8], key: borrowing SecretBytes, count: Int = 32) -> [UInt8] {
    bytes.withUnsafeBytes { of($0, key: key, count: count) }
  }

  /// A key of 32 bytes for one use; `use` is a name that no other use has.
  package static func subkey(_ use: StaticString, of key: borrowing SecretBytes) -> SecretBytes {
    SecretBytes(
      count: 32,
      pointing: { out in
        compute([UnsafeRawBufferPointer(start: use.utf8Start, count: use.utf8CodeUnitCount)], key: key, into: out, 32)
      })
  }

  private static func compute(
    _ parts: [UnsafeRawBufferPointer], key: borrowing SecretBytes, into out: UnsafeMutablePointer<UInt8>, _ count: Int
  ) {
    Sodium.start()
    // The state holds the key's block: on this thread's stack, and zeroed when the hash is done.
    withUnsafeTemporaryAllocation(byteCount: crypto_generichash_statebytes(), alignment: 64) { memory in
      guard let start = memory.baseAddress else { preconditionFailure("a state has an address") }
      let state = OpaquePointer(start)
      let length = key.count
      let result = key.withPointer { crypto_generichash_init(state, $0, length, count) }
      precondition(result == 0, "BLAKE2b refused its parameters: a key has 16 to 64 bytes, and so has the hash")
      for part in parts {
        _ = crypto_generichash_update(state, part.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(part.count))
      }
      _ = crypto_generichash_final(state, out, count)
      wipe(memory)
      wipeStack()
    }
  }
}
