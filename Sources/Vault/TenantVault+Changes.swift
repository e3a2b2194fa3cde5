package import LedgerCore
package import Sodium
package import Tenancy

/// What is done with payment methods that are there.
extension TenantVault {
  /// Makes it its customer's default, in place of the one before. Once more does nothing.
  package func makeDefault(_ token: TokenID, _ origin: Origin, answer: @escaping Answer<PaymentMethod>) {
    records.write(
      { [self] file in
        let keys = try ring.keys(of: records)
        var record = try found(token, in: file, keys)
        guard record.deletedAt == nil else { throw VaultFailure.deleted }
        guard let customer = record.customer else {
          throw VaultFailure.notNow("a payment method of no customer is nobody's default")
        }
        var method = try shown(record, keys)
        if !record.isDefault {
          try clearDefault(of: customer, in: file, keys)
          record.isDefault = true
          method = try shown(record, keys)
          try file.update(seals.marked(record, keys))
          let (before, after) = (AuditEntry.Fact("default", "false"), AuditEntry.Fact("default", "true"))
          try file.audit(
            AuditEntry(origin, .paymentMethodChanged, tenant: tenant, subject: token.text, before: [before], after: [after]))
        }
        let answered = method
        return { answer(.success(answered)) }
      }, refused: { answer(.failure($0)) })
  }

  /// Destroys the secret and the details; the token, the fingerprint and the times stay. Once more does nothing.
  package func delete(_ token: TokenID, _ origin: Origin, answer: @escaping Answer<PaymentMethod>) {
    records.write(
      { [self] file in
        let keys = try ring.keys(of: records)
        var record = try found(token, in: file, keys)
        if record.deletedAt == nil {
          record.deletedAt = now()
          record.isDefault = false
          record.key = nil
          record.secret = nil
          record.details = nil
          record = seals.marked(record, keys)
          try file.update(record)
          let kind = AuditEntry.Fact("kind", record.kind.rawValue)
          try file.audit(AuditEntry(origin, .paymentMethodDeleted, tenant: tenant, subject: token.text, before: [kind]))
        }
        let method = try shown(record, keys)
        return { answer(.success(method)) }
      }, refused: { answer(.failure($0)) })
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
