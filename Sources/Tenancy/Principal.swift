package import LedgerCore

/// Who is calling, and what that allows: an API key, or the peer of a Unix socket as the kernel names it.
package final class Principal: Sendable {
  package enum Identity: Sendable, Equatable {
    case peer(uid: UInt32, gid: UInt32)
    case key(KeyID)
  }

  /// Which tenants it can see. One out of reach is answered like one that does not exist.
  package enum Reach: Sendable, Equatable {
    case everything
    /// By id or code, as the configuration has them.
    case named(Set<String>)
    case only(TenantID)

    package func includes(_ tenant: Tenant) -> Bool {
      switch self {
      case .everything: true
      case .named(let names): names.contains(tenant.code) || names.contains(tenant.id.text)
      case .only(let id): id == tenant.id
      }
    }
  }

  package let identity: Identity
  package let role: Role
  package let permissions: Permissions
  package let reach: Reach

  package init(_ identity: Identity, role: Role, permissions: Permissions? = nil, reach: Reach) {
    self.identity = identity
    self.role = role
    self.permissions = permissions ?? role.permissions
    self.reach = reach
  }

  package func may(_ permission: Permission) -> Bool { permissions.contains(permission) }
}

/// Who is who among the peers of the socket: root and the daemon's own user administer, then the rules in their order, then nobody.
package struct PeerRules: Sendable {
  package struct Rule: Sendable {
    package enum Who: Sendable, Equatable {
      case user(UInt32)
      /// Its first group, or one of the others.
      case group(UInt32)
    }

    package let who: Who
    fileprivate let role: Role
    fileprivate let reach: Principal.Reach

    package init(_ who: Who, _ role: Role, reach: Principal.Reach) {
      self.who = who
      self.role = role
      self.reach = reach
    }
  }

  private let daemonUser: UInt32
  private let rules: [Rule]
  /// The principals that need no looking up, made once.
  private let root: Principal
  private let own: Principal
  /// Whether any rule asks for groups.
  package let needGroups: Bool

  package init(daemonUser: UInt32, rules: [Rule] = []) {
    self.daemonUser = daemonUser
    self.rules = rules
    root = Principal(.peer(uid: 0, gid: 0), role: .administrator, reach: .everything)
    own = Principal(.peer(uid: daemonUser, gid: daemonUser), role: .administrator, reach: .everything)
    needGroups = rules.contains { if case .group = $0.who { true } else { false } }
  }

  /// - Parameter groups: the peer's other groups.
  package func principal(uid: UInt32, gid: UInt32, groups: [UInt32] = []) -> Principal? {
    if uid == 0 { return root }
    if uid == daemonUser { return own }
    for rule in rules {
      let fits =
        switch rule.who {
        case .user(let wanted): wanted == uid
        case .group(let wanted): wanted == gid || groups.contains(wanted)
        }
      if fits { return Principal(.peer(uid: uid, gid: gid), role: rule.role, reach: rule.reach) }
    }
    return nil
  }
}
