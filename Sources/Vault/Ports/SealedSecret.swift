package import LedgerCore

/// A secret of a tenant's account at a provider, as it lies in the file.
package struct SealedSecret: Sendable, Equatable {
  /// Its number in the vault, from the same count as payment methods'.
  package var number: Int64
  package var createdAt: Timestamp
  package var provider: String
  /// 16 bytes.
  package var fingerprint: [UInt8]
  package var destroyedAt: Timestamp?
  /// The key that seals it; nil when it is gone.
  package var key: Int64?
  package var secret: [UInt8]?
  /// The key of the request that brought it.
  package var requestKey: String
  /// A keyed hash over all of the above, so that no field is changed unnoticed (16 bytes).
  package var mark: [UInt8]

  package init(
    number: Int64, createdAt: Timestamp, provider: String, fingerprint: [UInt8], destroyedAt: Timestamp?, key: Int64?,
    secret: [UInt8]?, requestKey: String, mark: [UInt8]
  ) {
    self.number = number
    self.createdAt = createdAt
    self.provider = provider
    self.fingerprint = fingerprint
    self.destroyedAt = destroyedAt
    self.key = key
    self.secret = secret
    self.requestKey = requestKey
    self.mark = mark
  }
}
