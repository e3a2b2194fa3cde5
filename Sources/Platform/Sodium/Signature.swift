import CSodium

/// Ed25519 signatures (RFC 8032), detached. The secret half lies in protected memory.
package final class SigningKey: Sendable {
  package static let seedBytes = Int(crypto_sign_SEEDBYTES)
  package let publicKey: [UInt8]
  private let secretKey: SecretBytes

  /// The key pair that belongs to a 32-byte seed; traps on another length.
  package init(seed: borrowing SecretBytes) {
    precondition(seed.count == SigningKey.seedBytes, "an ed25519 seed has \(SigningKey.seedBytes) bytes")
    Sodium.start()
    var publicKey = [UInt8](repeating: 0, count: Int(crypto_sign_PUBLICKEYBYTES))
    secretKey = SecretBytes(
      count: Int(crypto_sign_SECRETKEYBYTES),
      pointing: { secret in
        seed.withPointer { _ = crypto_sign_seed_keypair(&publicKey, secret, $0) }
      })
    self.publicKey = publicKey
  }

  package func sign(_ message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: Int(crypto_sign_BYTES))
    secretKey.withPointer { _ = crypto_sign_detached(&signature, nil, message, UInt64(message.count), $0) }
    return signature
  }

  /// Whether `signature` was made over `message` by the holder of `publicKey`. False for keys and signatures of a wrong length.
  package static func verify(_ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]) -> Bool {
    Sodium.start()
    guard signature.count == Int(crypto_sign_BYTES), publicKey.count == Int(crypto_sign_PUBLICKEYBYTES) else { return false }
    return crypto_sign_verify_detached(signature, message, UInt64(message.count), publicKey) == 0
  }
}

/// A signing key never describes itself.
extension SigningKey: CustomStringConvertible {
  package var description: String { "SigningKey(…)" }
}
