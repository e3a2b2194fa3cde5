import Sodium

/// A key-encryption key under a passphrase, as a text of five lines:
///
///     walletd sealed key 1
///     key kek_…
///     argon2id passes 3 bytes 268435456
///     salt …
///     sealed …
struct SealedKeyText {
  let id: MasterKeyID
  let parameters: PassphraseKey
  private let sealed: [UInt8]

  /// Nil where there is not the memory that the parameters ask for.
  init?(_ key: MasterKey, passphrase: borrowing SecretBytes, parameters: PassphraseKey) {
    guard let wrapping = parameters.derive(passphrase) else { return nil }
    id = key.id
    self.parameters = parameters
    sealed = key.secret.withBytes {
      AEAD.seal($0, key: wrapping, associated: SealedKeyText.binding(key.id, parameters))
    }
  }

  init?(_ content: borrowing SecretBytes) {
    let lines = content.withBytes { String(decoding: $0, as: UTF8.self) }.split(separator: "\n")
    guard lines.count == 5, lines[0] == "walletd sealed key 1" else { return nil }
    let words = lines.map { $0.split(separator: " ") }
    guard words[1].count == 2, words[1][0] == "key", let id = MasterKeyID(words[1][1]) else { return nil }
    guard words[2].count == 5, words[2][0] == "argon2id", words[2][1] == "passes", let passes = UInt64(words[2][2]),
      words[2][3] == "bytes", let memory = Int(words[2][4])
    else { return nil }
    guard words[3].count == 2, words[3][0] == "salt", let salt = KeyEncoding.bytes(fromHex: words[3][1]),
      salt.count == PassphraseKey.saltBytes
    else { return nil }
    guard words[4].count == 2, words[4][0] == "sealed", let sealed = KeyEncoding.bytes(fromHex: words[4][1]),
      sealed.count == AEAD.keyBytes + AEAD.overhead
    else { return nil }
    self.id = id
    self.sealed = sealed
    parameters = PassphraseKey(salt: salt, operations: passes, memory: memory)
    guard parameters.isPossible else { return nil }
  }

  var text: SecretBytes {
    let text = """
      walletd sealed key 1
      key \(id)
      argon2id passes \(parameters.operations) bytes \(parameters.memory)
      salt \(KeyEncoding.hex(parameters.salt))
      sealed \(KeyEncoding.hex(sealed))

      """
    return SecretBytes(copying: Array(text.utf8))
  }

  func open(_ passphrase: borrowing SecretBytes) throws(KeyFailure) -> MasterKey {
    guard let wrapping = parameters.derive(passphrase) else { throw .noMemory(bytes: parameters.memory) }
    guard let secret = AEAD.open(sealed, key: wrapping, associated: SealedKeyText.binding(id, parameters)),
      secret.count == AEAD.keyBytes
    else { throw .passphrase }
    let key = MasterKey(secret)
    guard key.id == id else { throw .passphrase }
    return key
  }

  private static func binding(_ id: MasterKeyID, _ parameters: PassphraseKey) -> [UInt8] {
    var bytes = Binding("walletd sealed key 1")
    bytes.add(Int64(bitPattern: id.rawValue))
    bytes.add(Int64(bitPattern: parameters.operations))
    bytes.add(Int64(parameters.memory))
    bytes.add(parameters.salt)
    return bytes.bytes
  }
}
