package import LedgerCore

/// What an administrator does to a tenant or its keys. Each is one commit of the catalogue: the effect, its audit row, and what was
/// answered under the request's key.
package enum AdministrativeAct: Sendable {
  case create(code: String, name: String, mode: TenantMode)
  case suspend(TenantID)
  case resume(TenantID)
  /// For good: nothing changes in it any more.
  case close(TenantID)
  case change(TenantID, TenantSettingsChange)
  /// Removes a closed tenant whose retention is over. `confirmation` is its code, typed again.
  case delete(TenantID, confirmation: String)
  case createKey(NewKey)
  /// A new key with the same rights; the old one goes on for so many seconds.
  case rotateKey(KeyID, overlapSeconds: Int64)
  case revokeKey(KeyID)
}

/// What a new key is to be.
package struct NewKey: Sendable {
  package let tenant: TenantID
  package let name: String
  package let scopes: Permissions
  package let addresses: [Network]
  package let expiresAt: Timestamp?
  package let requestsPerSecond: Int?

  package init(
    tenant: TenantID, name: String, scopes: Permissions, addresses: [Network] = [], expiresAt: Timestamp? = nil,
    requestsPerSecond: Int? = nil
  ) {
    self.tenant = tenant
    self.name = name
    self.scopes = scopes
    self.addresses = addresses
    self.expiresAt = expiresAt
    self.requestsPerSecond = requestsPerSecond
  }
}

/// An administrative request: who, its idempotency key, and every field of it by name, so that another request under the same key is told
/// which field differs.
package struct AdministrativeRequest: Sendable {
  package let origin: Origin
  package let key: String
  package let fields: [AuditEntry.Fact]

  package init(_ origin: Origin, key: String, fields: [AuditEntry.Fact]) {
    self.origin = origin
    self.key = key
    self.fields = fields
  }

  /// Why, in the words of whoever asks; for the audit trail.
  package static let reason = "reason"
}

/// What is to become of a tenant's settings, setting by setting; nil: the daemon's default.
package struct TenantSettingsChange: Sendable {
  package enum Setting<Value: Sendable>: Sendable {
    case kept
    case set(Value)
  }

  package var currencies: Setting<[String]> = .kept
  package var requestsPerSecond: Setting<Int?> = .kept
  package var concurrentRequests: Setting<Int?> = .kept
  package var bodyBytes: Setting<Int?> = .kept
  package var batchItems: Setting<Int?> = .kept
  package var retentionDays: Setting<Int?> = .kept

  package init() {}

  package func applied(to settings: TenantSettings) -> TenantSettings {
    var changed = settings
    if case .set(let value) = currencies { changed.currencies = value }
    if case .set(let value) = requestsPerSecond { changed.requestsPerSecond = value }
    if case .set(let value) = concurrentRequests { changed.concurrentRequests = value }
    if case .set(let value) = bodyBytes { changed.bodyBytes = value }
    if case .set(let value) = batchItems { changed.batchItems = value }
    if case .set(let value) = retentionDays { changed.retentionDays = value }
    return changed
  }
}

/// What an act came to.
package enum AdministrativeResult: Sendable {
  case tenant(Tenant)
  case deleted(Tenant, at: Timestamp)
  /// - Parameter secret: the whole key as it is sent, once; nil where none was made.
  case key(APIKey, secret: [UInt8]?)
}

/// A tenant's key in use: what it is, whom it makes, and when it was last used.
package protocol KeyInUse: AnyObject, Sendable {
  var key: APIKey { get }
  var principal: Principal { get }
  /// Notes a use; true for the first one ever.
  func use(at now: Timestamp) -> Bool
  var lastUsedAt: Timestamp? { get }
}
