import LedgerCore
import Sodium

/// The same for secrets of accounts at providers: one sealed part, and the mark over the row.
extension RecordSeal {
  func id(_ secret: SealedSecret) -> ProviderSecretID {
    ProviderSecretID(time: secret.createdAt, tag: tag, number: secret.number)
  }

  func seal(_ plain: UnsafeRawBufferPointer, of id: ProviderSecretID, with key: DataKey) -> [UInt8] {
    AEAD.seal(plain, key: key.secret, associated: binding(id, key.number))
  }

  /// Throws `damaged` for anything but what was sealed there.
  func open(_ secret: SealedSecret, _ keys: TenantKeys) throws(VaultFailure) -> SecretBytes {
    let id = id(secret)
    guard let sealed = secret.secret, let number = secret.key, let key = keys.key(number),
      let plain = AEAD.open(sealed, key: key.secret, associated: binding(id, number))
    else { throw .damaged("the provider secret \(id) does not open") }
    return plain
  }

  /// The same under the active key.
  func sealedAnew(_ secret: SealedSecret, _ keys: TenantKeys) throws(VaultFailure) -> SealedSecret {
    let id = id(secret)
    let plain = try open(secret, keys)
    var anew = secret
    anew.key = keys.active.number
    anew.secret = plain.withBytes { seal($0, of: id, with: keys.active) }
    return marked(anew, keys)
  }

  func marked(_ secret: SealedSecret, _ keys: TenantKeys) -> SealedSecret {
    var secret = secret
    secret.mark = mark(of: secret, keys)
    return secret
  }

  /// Throws `damaged` unless every field is as it was when the secret was marked.
  func check(_ secret: SealedSecret, _ keys: TenantKeys) throws(VaultFailure) {
    guard ConstantTime.equal(secret.mark, mark(of: secret, keys)) else {
      throw .damaged("the provider secret \(id(secret)) is not what was stored")
    }
  }

  private func mark(of secret: SealedSecret, _ keys: TenantKeys) -> [UInt8] {
    var bytes = Binding("walletd vault provider secret mark 1")
    bytes.add(tenant)
    bytes.add(id(secret))
    bytes.add(secret.provider)
    bytes.add(secret.fingerprint)
    bytes.add(optional: secret.destroyedAt?.microseconds)
    bytes.add(optional: secret.key)
    bytes.add(optional: secret.secret)
    bytes.add(secret.requestKey)
    return KeyedHash.of(bytes.bytes, key: keys.index.marks, count: 16)
  }

  private func binding(_ id: ProviderSecretID, _ key: Int64) -> [UInt8] {
    var bytes = Binding("walletd vault provider secret 1")
    bytes.add(tenant)
    bytes.add(id)
    bytes.add(key)
    return bytes.bytes
  }
}
