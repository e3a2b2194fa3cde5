import CSodium

/// SHA-512: for signatures that others have laid down; what is ours is hashed by `Digest`.
///
/// Source: FIPS 180-4; https://doc.libsodium.org/advanced/sha-2_hash_function
package enum SHA512 {
  package static let bytes = Int(crypto_hash_sha512_BYTES)

  package static func of(_ message: [UInt8]) -> [UInt8] {
    Sodium.start()
    return [UInt8](unsafeUninitializedCapacity: bytes) { out, initialized in
      if let start = out.baseAddress { _ = crypto_hash_sha512(start, message, UInt64(message.count)) }
      initialized = bytes
    }
  }
}
