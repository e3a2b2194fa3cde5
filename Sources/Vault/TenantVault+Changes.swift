package import LedgerCore
package import Sodium
package import Tenancy

/// What is done with payment methods that are there.
extension TenantVault {
  /// Makes it its customer's default, in place of the one before. Once more does nothing. The same idempotency key with the same payment
  /// method answers what was answered.
  package func makeDefault(_ token: TokenID, key requestKey: String, _ origin: Origin, answer: @escaping Answer<Tokenised>) {
    change(token, .makeDefault, requestKey, answer: answer) { [self] record, file, keys in
      guard record.deletedAt == nil else { throw VaultFailure.deleted }
      guard let customer = record.customer else {
        throw VaultFailure.notNow("a payment method of no customer is nobody's default")
      }
      // What cannot be shown is refused before anything is written.
      _ = try shown(record, keys)
      guard !record.isDefault else { return record }
      try clearDefault(of: customer, in: file, keys)
      var record = record
      record.isDefault = true
      record = seals.marked(record, keys)
      try file.update(record)
      let (before, after) = (AuditEntry.Fact("default", "false"), AuditEntry.Fact("default", "true"))
      try file.audit(
        AuditEntry(origin, .paymentMethodChanged, tenant: tenant, subject: token.text, before: [before], after: [after]))
      return record
    }
  }

  /// Destroys the secret and the details; the token, the fingerprint and the times stay. Once more does nothing. The same idempotency key
  /// with the same payment method answers what was answered.
  package func delete(_ token: TokenID, key requestKey: String, _ origin: Origin, answer: @escaping Answer<Tokenised>) {
    change(token, .delete, requestKey, answer: answer) { [self] record, file, keys in
      guard record.deletedAt == nil else { return record }
      var record = record
      record.deletedAt = now()
      record.isDefault = false
      record.key = nil
      record.secret = nil
      record.details = nil
      record = seals.marked(record, keys)
      try file.update(record)
      let kind = AuditEntry.Fact("kind", record.kind.rawValue)
      try file.audit(AuditEntry(origin, .paymentMethodDeleted, tenant: tenant, subject: token.text, before: [kind]))
      return record
    }
  }

  /// One change, once for each key: the change, its audit row and its key in one commit.
  private func change(
    _ token: TokenID, _ act: KeptRequest.Act, _ requestKey: String, answer: @escaping Answer<Tokenised>,
    _ apply: @escaping @Sendable (SealedRecord, any VaultTransaction, TenantKeys) throws -> SealedRecord
  ) {
    records.write(
      { [self] file in
        let keys = try ring.keys(of: records)
        if let replay = try replay(of: requestKey, act, token, in: file, keys) { return { answer(.success(replay)) } }
        let found = try found(token, in: file, keys)
        let method = try shown(apply(found, file, keys), keys)
        try file.insert(
          seals.marked(KeptRequest(key: requestKey, act: act, record: found.number, at: now(), mark: []), keys))
        return { answer(.success(Tokenised(method: method, isReplay: false))) }
      }, refused: { answer(.failure($0)) })
  }

  /// What a key was answered before; nil for a new one. The answer follows from what the request was and from what never changes in its
  /// payment method. Of one that was deleted since there is nothing left to show but that.
  private func replay(
    of requestKey: String, _ act: KeptRequest.Act, _ token: TokenID, in file: any VaultTransaction, _ keys: TenantKeys
  ) throws -> Tokenised? {
    guard let request = try file.request(key: requestKey) else {
      guard try file.record(requestKey: requestKey) == nil else { throw VaultFailure.mismatch(.operation) }
      return nil
    }
    try seals.check(request, keys)
    guard request.act == act else { throw VaultFailure.mismatch(.operation) }
    guard token.tag == records.tag, token.number == request.record else { throw VaultFailure.mismatch(.token) }
    // A token with another time is another token.
    var record: SealedRecord
    do { record = try found(token, in: file, keys) } catch VaultFailure.unknownToken { throw VaultFailure.mismatch(.token) }
    switch request.act {
    case .makeDefault: if record.deletedAt == nil { record.isDefault = true }
    case .delete: break
    }
    return Tokenised(method: try shown(record, keys), isReplay: true)
  }

  /// A secret that was revealed, with what may be shown beside it.
  package struct Revealed: ~Copyable {
    package let method: PaymentMethod
    package let secret: SecretBytes
  }

  /// Hands the secret out, once the audit row that says so is durable. It is wiped when the receiver lets go of it.
  package func reveal(
    _ token: TokenID, reason: String, _ origin: Origin,
    answer: @escaping @Sendable (consuming Result<Revealed, VaultFailure>) -> Void
  ) {
    records.write(
      { [self] file in
        let keys = try ring.keys(of: records)
        let record = try found(token, in: file, keys)
        guard record.deletedAt == nil else { throw VaultFailure.deleted }
        let facts = [AuditEntry.Fact("kind", record.kind.rawValue), AuditEntry.Fact("reason", reason)]
        try file.audit(AuditEntry(origin, .paymentMethodRevealed, tenant: tenant, subject: token.text, after: facts))
        return { [self] in answer(opened(record, keys)) }
      }, refused: { answer(.failure($0)) })
  }

  /// - Parameter keys: those the record was read with: the commit that wrote the audit row may have destroyed the key it was sealed under.
  private func opened(_ record: SealedRecord, _ keys: TenantKeys) -> Result<Revealed, VaultFailure> {
    do {
      // Asked anew: the vault may have been sealed, or shredded, while the row was written.
      _ = try ring.keys(of: records)
      return .success(Revealed(method: try shown(record, keys), secret: try seals.open(.secret, of: record, keys)))
    } catch { return .failure(error) }
  }
}
