package import Sodium
import Synchronization

/// Making, sealing and unsealing the key-encryption key.
extension KeyRing {
  package static let leastPassphraseBytes = 12

  /// Makes a new key in a file that only the daemon can read.
  package func initialise() throws(KeyFailure) -> MasterKeyID {
    try contents.withLock { contents throws(KeyFailure) in
      let key = try newKey(contents)
      try SecretFile.make(files.plain, key.secret)
      try files.expect([key.id])
      contents = Contents(state: .unsealed(key.id), current: key)
      return key.id
    }
  }

  /// Makes a new key under a passphrase. Takes the time and memory that `parameters` ask for.
  package func initialise(
    passphrase: borrowing SecretBytes, parameters: PassphraseKey = .moderate()
  ) throws(KeyFailure) -> MasterKeyID {
    guard passphrase.count >= KeyRing.leastPassphraseBytes else {
      throw .passphraseTooShort(least: KeyRing.leastPassphraseBytes)
    }
    let key = try newKey(contents.withLock { Contents(state: $0.state) })
    guard let text = SealedKeyText(key, passphrase: passphrase, parameters: parameters) else {
      throw .noMemory(bytes: parameters.memory)
    }
    return try contents.withLock { contents throws(KeyFailure) in
      try SecretFile.make(files.sealed, text.text)
      try files.expect([key.id])
      contents = Contents(state: .unsealed(key.id), current: key)
      return key.id
    }
  }

  private func newKey(_ contents: Contents) throws(KeyFailure) -> MasterKey {
    if let place = try files.place() { throw .exists(path: place.path) }
    guard contents.state == .absent else { throw .notNow("there is a key for the vault already") }
    try files.makeFolder()
    return MasterKey(SecretBytes.random(AEAD.keyBytes))
  }

  /// Takes all keys out of memory. What is being answered is still answered; everything after waits for `unseal`.
  package func seal() {
    contents.withLock { contents in
      if case .absent = contents.state { return }
      contents = Contents(state: .sealed)
    }
  }

  /// Reads a key again that needs no passphrase.
  package func unseal() throws(KeyFailure) {
    try contents.withLock { contents throws(KeyFailure) in
      guard contents.state == .sealed else { return }
      if case .sealed? = try files.place() { throw .passphraseNeeded }
      contents = try files.read()
    }
  }

  /// Takes about a second, and most of it without holding up the vaults.
  package func unseal(passphrase: borrowing SecretBytes) throws(KeyFailure) {
    guard case .sealed(let path)? = try files.place() else { return try unseal() }
    let opened = try files.unsealed(path, passphrase: passphrase)
    contents.withLock { contents in
      if contents.state == .sealed { contents = opened }
    }
  }
}
