import CSodium

/// Ed25519 signatures (RFC 8032), detached.
package struct SigningKey: Sendable {
  package static let seedBytes = Int(crypto_sign_SEEDBYTES)
  package let publicKey: [UInt8]
  private let secretKey: [UInt8]

  /// The key pair that belongs to a 32-byte seed; traps on another length.
  package init(seed: [UInt8]) {
    precondition(seed.count == SigningKey.seedBytes, "an ed25519 seed has \(SigningKey.seedBytes) bytes")
    Sodium.start()
    var publicKey = [UInt8](repeating: 0, count: Int(crypto_sign_PUBLICKEYBYTES))
    var secretKey = [UInt8](repeating: 0, count: Int(crypto_sign_SECRETKEYBYTES))
    crypto_sign_seed_keypair(&publicKey, &secretKey, seed)
    self.publicKey = publicKey
    self.secretKey = secretKey
  }

  package func sign(_ message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: Int(crypto_sign_BYTES))
    crypto_sign_detached(&signature, nil, message, UInt64(message.count), secretKey)
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
