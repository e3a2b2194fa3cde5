package import LedgerCore
package import Sodium
package import Tenancy

/// Secrets of the tenant's accounts at payment providers. They are no payment methods: nobody lists or reveals them, and only the daemon opens
/// them, to speak to the provider.
extension TenantVault {
  /// What may be known of a secret that is kept.
  package struct KeptSecret: Sendable, Equatable {
    package let id: ProviderSecretID
    /// The same for the same secret of one provider inside a tenant: 32 hexadecimal digits.
    package let fingerprint: String
    package let createdAt: Timestamp
    /// It was kept for a request that was never finished, and destroyed since.
    package let isDestroyed: Bool
  }

  /// A secret that was opened; wiped when the last who holds it lets go.
  package final class OpenedSecret: Sendable {
    package let bytes: SecretBytes

    init(_ bytes: consuming SecretBytes) { self.bytes = bytes }
  }

  /// Keeps a secret. The same request key with the same secret gives the same id.
  package func keepSecret(
    _ secret: consuming SecretBytes, provider: String, key requestKey: String, _ origin: Origin,
    answer: @escaping Answer<KeptSecret>
  ) {
    let keys: TenantKeys
    do { keys = try borrowKeys() } catch { return answer(.failure(error)) }
    let sealed = sealed(secret, provider: provider, requestKey: requestKey, keys)
    records.write(
      { [self] file in
        if let known = try file.providerSecret(requestKey: requestKey) {
          try seals.check(known, ring.keys(of: records))
          guard known.provider == sealed.provider, ConstantTime.equal(known.fingerprint, sealed.fingerprint) else {
            throw VaultFailure.mismatch(nil)
          }
          return { [self] in
            keys.active.end()
            answer(.success(shown(known)))
          }
        }
        guard try ring.keys(of: records).key(keys.active.number) != nil else {
          throw VaultFailure.notApplied("the key was rotated in this moment; send the request again")
        }
        try file.insert(sealed)
        let fact = AuditEntry.Fact("provider", provider)
        try file.audit(
          AuditEntry(origin, .providerSecretCreated, tenant: tenant, subject: seals.id(sealed).text, after: [fact]))
        return { [self] in
          keys.active.end()
          answer(.success(shown(sealed)))
        }
      },
      refused: { failure in
        keys.active.end()
        answer(.failure(failure))
      })
  }

  private func sealed(
    _ secret: borrowing SecretBytes, provider: String, requestKey: String, _ keys: TenantKeys
  ) -> SealedSecret {
    let (number, createdAt) = (records.takeNumber(), now())
    let id = ProviderSecretID(time: createdAt, tag: records.tag, number: number)
    return seals.marked(
      SealedSecret(
        number: number, createdAt: createdAt, provider: provider,
        fingerprint: Fingerprint.ofSecret(secret, provider, keys.index), destroyedAt: nil, key: keys.active.number,
        secret: secret.withBytes { seals.seal($0, of: id, with: keys.active) }, requestKey: requestKey, mark: []), keys)
  }

  private func shown(_ secret: SealedSecret) -> KeptSecret {
    KeptSecret(
      id: seals.id(secret), fingerprint: KeyEncoding.hex(secret.fingerprint), createdAt: secret.createdAt,
      isDestroyed: secret.destroyedAt != nil)
  }

  /// Opens secrets for the daemon's own use, once the audit row that says so is durable. In the same commit it destroys those that are not
  /// among them and were kept before `sweep`: the request that brought them was never finished. Nil: none are.
  package func openSecrets(
    _ ids: [ProviderSecretID], sweep: Timestamp?, answer: @escaping Answer<[ProviderSecretID: OpenedSecret]>
  ) {
    records.write(
      { [self] file in
        let keys = try ring.keys(of: records)
        let wanted = try ids.map { id in
          let secret = try found(id, in: file, keys)
          guard secret.destroyedAt == nil else { throw VaultFailure.damaged("the provider secret \(id) was destroyed") }
          return secret
        }
        if let sweep { try destroy(in: file, keys, .daemon) { $0.createdAt < sweep && !ids.contains(seals.id($0)) } }
        try file.audit(
          AuditEntry(
            .daemon, .providerSecretsOpened, tenant: tenant, subject: tenant.text,
            after: [AuditEntry.Fact("secrets", ids.map(\.text).joined(separator: " "))]))
        return { [self] in answer(opened(wanted, keys)) }
      }, refused: { answer(.failure($0)) })
  }

  private func opened(
    _ secrets: [SealedSecret], _ keys: TenantKeys
  ) -> Result<[ProviderSecretID: OpenedSecret], VaultFailure> {
    do throws(VaultFailure) {
      // Asked anew: the vault may have been sealed, or shredded, while the row was written.
      _ = try ring.keys(of: records)
      var opened: [ProviderSecretID: OpenedSecret] = [:]
      for secret in secrets { opened[seals.id(secret)] = OpenedSecret(try seals.open(secret, keys)) }
      return .success(opened)
    } catch { return .failure(error) }
  }

  /// Destroys secrets that nothing names any more. Those that are gone already, or never were, are passed over.
  package func destroySecrets(_ ids: [ProviderSecretID], _ origin: Origin, answer: @escaping Answer<Void>) {
    records.write(
      { [self] file in
        try destroy(in: file, ring.keys(of: records), origin) { ids.contains(seals.id($0)) }
        return { answer(.success(())) }
      }, refused: { answer(.failure($0)) })
  }

  private func destroy(
    in file: any VaultTransaction, _ keys: TenantKeys, _ origin: Origin, _ isWanted: (SealedSecret) -> Bool
  ) throws {
    let doomed = try file.liveProviderSecrets().filter(isWanted)
    // What was tampered with must not get a good mark here; and nothing is written before all is known to be sound.
    for secret in doomed { try seals.check(secret, keys) }
    for var secret in doomed {
      secret.destroyedAt = now()
      secret.key = nil
      secret.secret = nil
      try file.update(seals.marked(secret, keys))
      let fact = AuditEntry.Fact("provider", secret.provider)
      try file.audit(
        AuditEntry(origin, .providerSecretDestroyed, tenant: tenant, subject: seals.id(secret).text, before: [fact]))
    }
  }

  private func found(
    _ id: ProviderSecretID, in file: any VaultTransaction, _ keys: TenantKeys
  ) throws -> SealedSecret {
    guard id.tag == records.tag, let secret = try file.providerSecret(id.number) else {
      throw VaultFailure.damaged("the provider secret \(id), which the ledger names, is not there")
    }
    try seals.check(secret, keys)
    guard seals.id(secret) == id else {
      throw VaultFailure.damaged("the provider secret \(id), which the ledger names, is another one")
    }
    return secret
  }
}
