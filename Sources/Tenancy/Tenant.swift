package import LedgerCore

/// A platform that keeps its books here: one ledger, seen by nobody else.
package struct Tenant: Sendable, Equatable {
  package let id: TenantID
  /// Short, unique, for people and headers: lower-case letters, digits and dashes.
  package let code: String
  package let name: String
  package let createdAt: Timestamp

  package init(id: TenantID, code: String, name: String, createdAt: Timestamp) {
    self.id = id
    self.code = code
    self.name = name
    self.createdAt = createdAt
  }

  /// Whether a text can be a tenant's code: 2 to 40 lower-case letters, digits and dashes, a letter first. Never an id.
  package static func isCode(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard (2...40).contains(bytes.count), let first = bytes.first, (97...122).contains(first) else { return false }
    return bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }
}
