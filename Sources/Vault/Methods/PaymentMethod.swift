package import LedgerCore

/// A payment method as it may be shown: everything but the secret.
package struct PaymentMethod: Sendable, Equatable {
  package let token: TokenID
  package let kind: MethodKind
  /// The same for the same number inside a tenant, and of no use anywhere else: 32 hexadecimal digits.
  package let fingerprint: String
  package let customer: String?
  package let isDefault: Bool
  package let createdAt: Timestamp
  /// When it was deleted. The secret and the details are gone since.
  package let deletedAt: Timestamp?
  package let details: MethodDetails

  package init(
    token: TokenID, kind: MethodKind, fingerprint: String, customer: String?, isDefault: Bool, createdAt: Timestamp,
    deletedAt: Timestamp?, details: MethodDetails
  ) {
    self.token = token
    self.kind = kind
    self.fingerprint = fingerprint
    self.customer = customer
    self.isDefault = isDefault
    self.createdAt = createdAt
    self.deletedAt = deletedAt
    self.details = details
  }
}

/// Any combination; all that is given must hold. What was deleted is never listed.
package struct MethodFilter: Sendable, Equatable {
  package var customer: String?
  package var kind: MethodKind?

  package init(customer: String? = nil, kind: MethodKind? = nil) {
    self.customer = customer
    self.kind = kind
  }
}
