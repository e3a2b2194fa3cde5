package import LedgerCore

/// A platform's key to one tenant. The secret itself is not here: it is shown once, when it is made.
package final class APIKey: Sendable {
  package let id: KeyID
  package let tenant: TenantID
  /// The public part of the key as it is sent: which row it is.
  package let handle: KeyHandle
  package let name: String
  package let mode: TenantMode
  package let scopes: Permissions
  /// Networks it may be used from, as a trusted proxy names them; empty: everywhere.
  package let addresses: [Network]
  package let createdAt: Timestamp
  package let expiresAt: Timestamp?
  package let revokedAt: Timestamp?
  /// The key that replaces it.
  package let replacedBy: KeyID?
  package let requestsPerSecond: Int?

  package init(
    id: KeyID, tenant: TenantID, handle: KeyHandle, name: String, mode: TenantMode, scopes: Permissions, addresses: [Network],
    createdAt: Timestamp, expiresAt: Timestamp?, revokedAt: Timestamp? = nil, replacedBy: KeyID? = nil,
    requestsPerSecond: Int? = nil
  ) {
    self.id = id
    self.tenant = tenant
    self.handle = handle
    self.name = name
    self.mode = mode
    self.scopes = scopes
    self.addresses = addresses
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.revokedAt = revokedAt
    self.replacedBy = replacedBy
    self.requestsPerSecond = requestsPerSecond
  }

  package enum Status: String, Sendable {
    case active, expired, revoked
  }

  package func status(at now: Timestamp) -> Status {
    if revokedAt != nil { return .revoked }
    if let expiresAt, expiresAt <= now { return .expired }
    return .active
  }

  package func with(expiresAt: Timestamp?, revokedAt: Timestamp?, replacedBy: KeyID?) -> APIKey {
    APIKey(
      id: id, tenant: tenant, handle: handle, name: name, mode: mode, scopes: scopes, addresses: addresses, createdAt: createdAt,
      expiresAt: expiresAt, revokedAt: revokedAt, replacedBy: replacedBy, requestsPerSecond: requestsPerSecond)
  }
}

/// The twelve characters (60 bits) of a key that say which row it is; no secret.
package struct KeyHandle: Sendable, Hashable {
  package static let characters = 12
  package let rawValue: UInt64

  /// Traps above 60 bits.
  package init(rawValue: UInt64) {
    precondition(rawValue >> 60 == 0, "a handle has 60 bits")
    self.rawValue = rawValue
  }
}

/// An IPv4 or IPv6 network in CIDR notation; IPv4 as IPv6 maps it.
package struct Network: Sendable, Hashable {
  package let address: UInt128
  /// Bits that count, of 128.
  package let length: Int
  /// As it was written.
  package let text: String

  package init(address: UInt128, length: Int, text: String) {
    self.address = address
    self.length = length
    self.text = text
  }

  package func contains(_ other: UInt128) -> Bool {
    length == 0 || (address ^ other) >> UInt128(128 - length) == 0
  }
}
