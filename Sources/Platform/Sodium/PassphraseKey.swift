import CSodium

/// A key made of a passphrase by Argon2id: slow on purpose, and in much memory, so that guessing is dear.
///
/// Source: RFC 9106; https://doc.libsodium.org/password_hashing/default_phf
package struct PassphraseKey: Sendable, Equatable {
  package static let saltBytes = Int(crypto_pwhash_SALTBYTES)

  package let salt: [UInt8]
  /// Passes over the memory.
  package let operations: UInt64
  /// Bytes of memory.
  package let memory: Int

  /// Traps on a salt of another length than `saltBytes`.
  package init(salt: [UInt8], operations: UInt64, memory: Int) {
    precondition(salt.count == PassphraseKey.saltBytes, "a salt has \(PassphraseKey.saltBytes) bytes")
    self.salt = salt
    self.operations = operations
    self.memory = memory
  }

  /// What a new key is sealed with: libsodium's moderate setting, 256 MiB and three passes.
  package static func moderate() -> PassphraseKey {
    PassphraseKey(
      salt: Sodium.randomBytes(saltBytes), operations: UInt64(crypto_pwhash_OPSLIMIT_MODERATE),
      memory: Int(crypto_pwhash_MEMLIMIT_MODERATE))
  }

  /// Whether these parameters can be used at all; a file may say anything.
  package var isPossible: Bool {
    (UInt64(crypto_pwhash_OPSLIMIT_MIN)...64).contains(operations)
      && (Int(crypto_pwhash_MEMLIMIT_MIN)...(4 << 30)).contains(memory)
  }

  /// 32 bytes; nil where the system has not the memory that the parameters ask for.
  package func derive(_ passphrase: borrowing SecretBytes) -> SecretBytes? {
    Sodium.start()
    do {
      return try SecretBytes(
        count: 32,
        pointing: { out throws(NoMemory) in
          let length = UInt64(passphrase.count)
          let result = passphrase.withPointer { passphrase in
            passphrase.withMemoryRebound(to: CChar.self, capacity: Int(length)) {
              crypto_pwhash(out, 32, $0, length, salt, operations, memory, Int32(crypto_pwhash_ALG_ARGON2ID13))
            }
          }
          guard result == 0 else { throw NoMemory() }
        })
    } catch { return nil }
  }

  private struct NoMemory: Error {}
}
