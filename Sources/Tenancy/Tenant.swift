package import LedgerCore

/// A platform that keeps its books here: one ledger, seen by nobody else. Immutable: a change makes another one.
package final class Tenant: Sendable {
  package let id: TenantID
  /// Short, unique, for people and headers: lower-case letters, digits and dashes.
  package let code: String
  package let name: String
  package let mode: TenantMode
  package let createdAt: Timestamp
  package let status: TenantStatus
  /// When it was closed, for the retention.
  package let closedAt: Timestamp?
  package let settings: TenantSettings

  package init(
    id: TenantID, code: String, name: String, mode: TenantMode = .live, createdAt: Timestamp, status: TenantStatus = .active,
    closedAt: Timestamp? = nil, settings: TenantSettings = TenantSettings()
  ) {
    self.id = id
    self.code = code
    self.name = name
    self.mode = mode
    self.createdAt = createdAt
    self.status = status
    self.closedAt = closedAt
    self.settings = settings
  }

  package func with(status: TenantStatus, closedAt: Timestamp?) -> Tenant {
    Tenant(
      id: id, code: code, name: name, mode: mode, createdAt: createdAt, status: status, closedAt: closedAt, settings: settings)
  }

  package func with(settings: TenantSettings) -> Tenant {
    Tenant(
      id: id, code: code, name: name, mode: mode, createdAt: createdAt, status: status, closedAt: closedAt, settings: settings)
  }

  /// Whether a text can be a tenant's code: 2 to 40 lower-case letters, digits and dashes, a letter first. Never an id.
  package static func isCode(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard (2...40).contains(bytes.count), let first = bytes.first, (97...122).contains(first) else { return false }
    return bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }

  /// From when it may be deleted; nil while it is not closed.
  package var deletableAt: Timestamp? {
    closedAt.map { Timestamp(microseconds: $0.microseconds + Int64(settings.retentionDays(mode)) * 86_400_000_000) }
  }
}

/// Whether money is real here. A key says which it is for, so that one cannot be taken for the other.
package enum TenantMode: String, Sendable, CaseIterable {
  case live, test
}

package enum TenantStatus: String, Sendable, CaseIterable {
  case active
  /// Its keys are refused; people still look, and wind down.
  case suspended
  /// Nothing changes any more; who may look still looks.
  case closed
}

/// What an administrator may set for a tenant. Nil: the daemon's own default.
package struct TenantSettings: Sendable, Equatable {
  /// Codes of the currencies accounts may be opened in; empty: all.
  package var currencies: [String] = []
  package var requestsPerSecond: Int?
  package var concurrentRequests: Int?
  package var bodyBytes: Int?
  package var batchItems: Int?
  /// Days from closing to the first moment it may be deleted.
  package var retentionDays: Int?

  package init() {}

  /// Ten years for real money (Indonesia's law on company documents), none for tests.
  package func retentionDays(_ mode: TenantMode) -> Int { retentionDays ?? (mode == .live ? 3_653 : 0) }
}
