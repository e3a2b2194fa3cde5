import CSodium

/// XChaCha20-Poly1305: seals bytes under a key so that they open only with it, and only beside the same associated data.
///
/// Nonces are 24 random bytes: the same never comes twice. Source: draft-irtf-cfrg-xchacha-03;
/// https://doc.libsodium.org/secret-key_cryptography/aead/chacha20-poly1305/xchacha20-poly1305_construction
package enum AEAD {
  package static let keyBytes = Int(crypto_aead_xchacha20poly1305_ietf_KEYBYTES)
  package static let nonceBytes = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
  /// What sealing adds: the nonce before and the tag behind.
  package static let overhead = nonceBytes + tagBytes
  static let tagBytes = Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)

  /// Nonce, ciphertext and tag, in this order. Traps when the key has another length than `keyBytes`.
  package static func seal(
    _ plain: UnsafeRawBufferPointer, key: borrowing SecretBytes, associated: [UInt8]
  ) -> [UInt8] {
    precondition(key.count == keyBytes, "a key has \(keyBytes) bytes")
    return [UInt8](unsafeUninitializedCapacity: plain.count + overhead) { sealed, initialized in
      if let start = sealed.baseAddress {
        randombytes_buf(start, nonceBytes)
        seal(plain, key: key, associated: associated, nonce: start, into: start + nonceBytes)
      }
      initialized = plain.count + overhead
    }
  }

  /// For test vectors: with a nonce that is given. The result begins with it too.
  static func seal(
    _ plain: [UInt8], key: borrowing SecretBytes, associated: [UInt8], nonce: [UInt8]
  ) -> [UInt8] {
    precondition(nonce.count == nonceBytes, "a nonce has \(nonceBytes) bytes")
    return [UInt8](unsafeUninitializedCapacity: plain.count + overhead) { sealed, initialized in
      if let start = sealed.baseAddress {
        start.update(from: nonce, count: nonceBytes)
        plain.withUnsafeBytes { seal($0, key: key, associated: associated, nonce: start, into: start + nonceBytes) }
      }
      initialized = plain.count + overhead
    }
  }

  private static func seal(
    _ plain: UnsafeRawBufferPointer, key: borrowing SecretBytes, associated: [UInt8], nonce: UnsafePointer<UInt8>,
    into cipher: UnsafeMutablePointer<UInt8>
  ) {
    let result = key.withPointer { key in
      crypto_aead_xchacha20poly1305_ietf_encrypt(
        cipher, nil, plain.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(plain.count), associated,
        UInt64(associated.count), nil, nonce, key)
    }
    wipeStack()
    precondition(result == 0, "XChaCha20-Poly1305 refused its parameters")
  }

  /// Nil unless `sealed` was sealed under this key beside this associated data, bit for bit.
  package static func open(_ sealed: [UInt8], key: borrowing SecretBytes, associated: [UInt8]) -> SecretBytes? {
    precondition(key.count == keyBytes, "a key has \(keyBytes) bytes")
    guard sealed.count >= overhead else { return nil }
    do {
      return try SecretBytes(
        count: sealed.count - overhead,
        pointing: { plain throws(Refused) in
          let result = sealed.withUnsafeBufferPointer { sealed in
            guard let nonce = sealed.baseAddress else { return Int32(-1) }
            return key.withPointer { key in
              crypto_aead_xchacha20poly1305_ietf_decrypt(
                plain, nil, nil, nonce + nonceBytes, UInt64(sealed.count - nonceBytes), associated, UInt64(associated.count),
                nonce,
                key)
            }
          }
          wipeStack()
          guard result == 0 else { throw Refused() }
        })
    } catch { return nil }
  }

  private struct Refused: Error {}
}
