/// What a caller is here. What it may do is `Permission.roles`.
package enum Role: String, Sendable, CaseIterable {
  /// Looks at money, changes nothing.
  case viewer
  /// Keeps things running: freezes accounts, resolves holds, reverses transactions, looks after jobs.
  case `operator`
  /// The second person, who says yes to what another has asked for.
  case approver
  /// Reads everything, the audit trails included; changes nothing.
  case auditor
  /// A platform's own program, by its key: one tenant's daily business.
  case platform
  /// Everything, of every tenant in reach.
  case administrator

  package var permissions: Permissions { Role.table[self] ?? .none }

  private static let table = Dictionary(
    uniqueKeysWithValues: allCases.map { role in (role, Permissions(Permission.allCases.filter { $0.roles.contains(role) })) })
}
