import Tenancy

/// Words of the wire that people type: for suggestions and completion in rooms that know no tenancy.
package enum WireWords {
  /// The permissions a key can be narrowed to.
  package static let keyScopes = Permission.allCases.filter { $0.roles.contains(.platform) }.map { ($0.rawValue, $0.summary) }
  package static let auditActions = AuditAction.allCases.map(\.rawValue)
}
