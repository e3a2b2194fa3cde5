package import LedgerCore

/// A payment method as it lies in the file.
package struct SealedRecord: Sendable, Equatable {
  /// Its number in the vault, which the token names.
  package var number: Int64
  package var createdAt: Timestamp
  package var kind: MethodKind
  /// 16 bytes.
  package var fingerprint: [UInt8]
  package var customer: String?
  package var isDefault: Bool
  package var deletedAt: Timestamp?
  /// The key that seals both parts; nil when they are gone.
  package var key: Int64?
  package var details: [UInt8]?
  package var secret: [UInt8]?
  /// The idempotency key it was made with, and keyed hashes of what was asked for (32 bytes).
  package var requestKey: String
  package var request: [UInt8]
  /// A keyed hash over all of the above, so that no field is changed unnoticed (16 bytes).
  package var mark: [UInt8]

  package init(
    number: Int64, createdAt: Timestamp, kind: MethodKind, fingerprint: [UInt8], customer: String?, isDefault: Bool,
    deletedAt: Timestamp?, key: Int64?, details: [UInt8]?, secret: [UInt8]?, requestKey: String, request: [UInt8], mark: [UInt8]
  ) {
    self.number = number
    self.createdAt = createdAt
    self.kind = kind
    self.fingerprint = fingerprint
    self.customer = customer
    self.isDefault = isDefault
    self.deletedAt = deletedAt
    self.key = key
    self.details = details
    self.secret = secret
    self.requestKey = requestKey
    self.request = request
    self.mark = mark
  }
}

/// One of a tenant's own keys, sealed under the key-encryption key.
package struct WrappedKey: Sendable, Equatable {
  package enum Purpose: Int64, Sendable, CaseIterable {
    /// Seals records.
    case records = 1
    /// Makes fingerprints and marks. There is one, for the life of the vault.
    case index = 2
  }

  package enum State: String, Sendable, CaseIterable {
    /// Seals what is new.
    case active
    /// Opens what it sealed, until that is sealed anew.
    case retiring
    /// Gone; the row says that it was there.
    case destroyed
  }

  package var number: Int64
  package var purpose: Purpose
  package var state: State
  package var createdAt: Timestamp
  /// The key-encryption key it is wrapped under; nil once destroyed.
  package var wrappedUnder: MasterKeyID?
  package var wrapped: [UInt8]?

  package init(number: Int64, purpose: Purpose, state: State, createdAt: Timestamp, wrappedUnder: MasterKeyID?, wrapped: [UInt8]?)
  {
    self.number = number
    self.purpose = purpose
    self.state = state
    self.createdAt = createdAt
    self.wrappedUnder = wrappedUnder
    self.wrapped = wrapped
  }
}
