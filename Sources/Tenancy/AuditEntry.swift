package import LedgerCore

/// One row of an audit trail: who did what to whom, when, by which request, and what it was before and after.
package struct AuditEntry: Sendable, Equatable {
  package let origin: Origin
  package let action: AuditAction
  /// The tenant it is about; nil for the daemon as a whole.
  package let tenant: TenantID?
  /// The id of what was acted on.
  package let subject: String
  /// What the act changed, before and after; never a secret.
  package let before: [Fact]
  package let after: [Fact]

  package struct Fact: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(
    _ origin: Origin, _ action: AuditAction, tenant: TenantID?, subject: String, before: [Fact] = [], after: [Fact] = []
  ) {
    self.origin = origin
    self.action = action
    self.tenant = tenant
    self.subject = subject
    self.before = before
    self.after = after
  }
}

/// An entry as it stands in its trail.
package struct AuditRecord: Sendable, Equatable {
  package let sequence: Int64
  package let at: Timestamp
  package let actor: String
  package let action: String
  package let tenant: String?
  package let subject: String
  package let requestID: String
  /// JSON objects of texts.
  package let before: String
  package let after: String
  /// BLAKE2b over the seal before and every field.
  package let seal: [UInt8]

  package init(
    sequence: Int64, at: Timestamp, actor: String, action: String, tenant: String?, subject: String, requestID: String,
    before: String, after: String, seal: [UInt8]
  ) {
    self.sequence = sequence
    self.at = at
    self.actor = actor
    self.action = action
    self.tenant = tenant
    self.subject = subject
    self.requestID = requestID
    self.before = before
    self.after = after
    self.seal = seal
  }
}

/// What is audited. The raw value is on the wire and in the file, for ever.
package enum AuditAction: String, Sendable, CaseIterable {
  case tenantCreated = "tenant.created"
  case tenantSuspended = "tenant.suspended"
  case tenantResumed = "tenant.resumed"
  case tenantClosed = "tenant.closed"
  case tenantDeleted = "tenant.deleted"
  case tenantChanged = "tenant.changed"
  case keyCreated = "key.created"
  case keyRotated = "key.rotated"
  case keyRevoked = "key.revoked"
  case keyFirstUsed = "key.first_used"
  case keyRefused = "key.refused"
  case accountFrozen = "account.freeze_requested"
  case accountUnfrozen = "account.unfreeze_requested"
  case accountClosed = "account.close_requested"
  case accountLimited = "account.limit_requested"
  case transactionReversed = "transaction.reverse_requested"
  case holdResolved = "hold.resolve_requested"
  case merchantChanged = "merchant.change_requested"
  case walletChanged = "wallet.change_requested"
  case customerChanged = "customer.change_requested"
  case jobRetried = "job.retry_requested"
  case jobCancelled = "job.cancel_requested"
  case deliveryReplayed = "inbox.replay_requested"
  case backupRequested = "backup.requested"
  /// All of it is on the disk: what says how old the last backup is.
  case backupMade = "backup.made"
  case vaultInitialised = "vault.initialised"
  case vaultSealed = "vault.sealed"
  case vaultUnsealed = "vault.unsealed"
  case vaultUnsealRefused = "vault.unseal_refused"
  case vaultKeyRotated = "vault.key_rotated"
  case dataKeyRotated = "vault.data_key_rotated"
  case paymentMethodCreated = "payment_method.created"
  case paymentMethodChanged = "payment_method.changed"
  case paymentMethodDeleted = "payment_method.deleted"
  case paymentMethodRevealed = "payment_method.revealed"
  /// Accounts at payment providers: what somebody asks for (what came of it is in the ledger), and what becomes of their secrets.
  case providerChanged = "provider.change_requested"
  case paymentSettingsChanged = "payment_settings.change_requested"
  case providerSecretCreated = "provider_secret.created"
  case providerSecretsOpened = "provider_secret.opened"
  case providerSecretDestroyed = "provider_secret.destroyed"
  case vaultShredded = "vault.shredded"
}

/// Which rows of a trail; all that is given must hold.
package struct AuditFilter: Sendable {
  /// About one of these tenants; nil: about anything.
  package var tenants: [TenantID]?
  package var action: AuditAction?
  /// As the rows write it.
  package var actor: String?
  package var from: Timestamp?
  package var to: Timestamp?

  package init() {}
}

/// What an audit trail had come to at a moment, signed by the daemon: an anchor against a cut or rewritten tail.
package struct SignedAuditHead: Sendable, Equatable {
  /// Which trail: `catalog`, or `vault` and the tenant's id.
  package let trail: String
  package let sequence: Int64
  package let seal: [UInt8]
  package let signedAt: Timestamp
  package let publicKey: [UInt8]
  package let signature: [UInt8]

  package init(
    trail: String, sequence: Int64, seal: [UInt8], signedAt: Timestamp, publicKey: [UInt8], signature: [UInt8]
  ) {
    self.trail = trail
    self.sequence = sequence
    self.seal = seal
    self.signedAt = signedAt
    self.publicKey = publicKey
    self.signature = signature
  }

  /// The bytes that are signed: a domain, then the fields as text, so that any tool can make them again.
  package static func message(trail: String, sequence: Int64, seal: [UInt8], signedAt: Timestamp) -> [UInt8] {
    let hex = seal.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    return Array("walletd audit head 1\n\(trail)\n\(sequence)\n\(hex)\n\(signedAt.rfc3339)\n".utf8)
  }
}
