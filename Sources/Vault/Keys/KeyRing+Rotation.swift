package import Sodium
import Synchronization

/// Going over to another key-encryption key: a new key beside the old one, then every vault's keys wrapped anew (`TenantVault.rewrapKeys`),
/// then the old key destroyed. After any crash in between, the files say where it stood.
extension KeyRing {
  /// Makes the new key; from here on it wraps what is new. For a key that comes from systemd: put the old one beside the new one as
  /// `walletd-kek.old` and start the daemon.
  package func beginRotation() throws(KeyFailure) -> MasterKeyID {
    try contents.withLock { contents throws(KeyFailure) in
      let place = try rotatable(contents)
      guard case .file(let path) = place else { throw .passphraseNeeded }
      let key = MasterKey(SecretBytes.random(AEAD.keyBytes))
      return try files.replace(path, by: key.secret, key, in: &contents)
    }
  }

  /// The same for a key under a passphrase, which stays the same.
  package func beginRotation(
    passphrase: borrowing SecretBytes, parameters: PassphraseKey = .moderate()
  ) throws(KeyFailure) -> MasterKeyID {
    guard case .sealed(let path) = try rotatable(contents.withLock { $0 }) else { return try beginRotation() }
    // Proves the passphrase: the new key must open with the one that people know.
    _ = try files.unsealed(path, passphrase: passphrase)
    let key = MasterKey(SecretBytes.random(AEAD.keyBytes))
    guard let text = SealedKeyText(key, passphrase: passphrase, parameters: parameters) else {
      throw .noMemory(bytes: parameters.memory)
    }
    return try contents.withLock { contents throws(KeyFailure) in
      _ = try rotatable(contents)
      return try files.replace(path, by: text.text, key, in: &contents)
    }
  }

  private func rotatable(_ contents: Contents) throws(KeyFailure) -> KeyFiles.Place {
    guard case .unsealed = contents.state else { throw contents.state == .absent ? .absent : .passphraseNeeded }
    guard contents.previous == nil else { throw .notNow("the vault's key is being rotated already") }
    guard let place = try files.place() else { throw .absent }
    if case .credential(let path) = place {
      throw .notNow(
        "the vault's key comes from \(path): put the new key there, the old one beside it as walletd-kek.old, and restart")
    }
    return place
  }

  /// Destroys the old key. Only when no vault's keys are wrapped under it any more.
  package func finishRotation() throws(KeyFailure) {
    try contents.withLock { contents throws(KeyFailure) in
      guard let current = contents.current, contents.previous != nil else { return }
      try files.expect([current.id])
      contents.previous = nil
      try files.destroyFormer()
    }
  }
}

extension KeyFiles {
  /// The new key takes the place of the old one, which stays beside it until the rotation is done. At no moment is there neither.
  fileprivate func replace(
    _ path: String, by content: borrowing SecretBytes, _ key: MasterKey, in contents: inout KeyRing.Contents
  ) throws(KeyFailure) -> MasterKeyID {
    guard let old = contents.current else { preconditionFailure("an unsealed key ring has a key") }
    try SecretFile.makeNext(path, content)
    try SecretFile.keepFormer(path)
    try SecretFile.adoptNext(path)
    contents.current = key
    contents.previous = old
    contents.state = .unsealed(key.id)
    // A start that finds these two files writes the same.
    try expect([key.id, old.id])
    return key.id
  }

  func destroyFormer() throws(KeyFailure) {
    for path in [plain, sealed] {
      SecretFile.removeUnfinished(path)
      try SecretFile.destroy(path + ".old")
    }
  }
}
