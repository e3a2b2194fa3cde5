import Glibc
import JSON
import Tenancy

/// Who is who among the peers of the socket. A user or group that the machine does not know is a mistake, not nobody.
extension ConfigurationReader {
  /// `[{user: "alice", role: "operator", tenants: ["toko"]}, {group: "ops", role: "viewer"}]`
  func principals(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> [PeerRules.Rule] {
    guard let elements = value.elements else { throw wrong(value, path, "is \(value.type.phrase), not an array") }
    var rules: [PeerRules.Rule] = []
    for (index, element) in elements.enumerated() { rules.append(try principal(element, "\(path)[\(index)]")) }
    return rules
  }

  private func principal(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> PeerRules.Rule {
    var who: PeerRules.Rule.Who?
    var role: Role?
    var reach = Principal.Reach.everything
    try section(value, path) { (name, value, inner) throws(ConfigurationError) in
      switch name {
      case "user", "uid", "group", "gid":
        guard who == nil else { throw wrong(value, inner, "is one name too many; a principal is one user or one group") }
        who = try self.who(name, value, inner)
      case "role": role = try self.role(value, inner)
      case "tenants": reach = .named(try names(value, inner))
      default: return false
      }
      return true
    }
    guard let who else { throw wrong(value, path, "names nobody; it needs user, uid, group or gid") }
    guard let role else { throw wrong(value, path, "has no role; it is one of: \(Self.roles)") }
    return PeerRules.Rule(who, role, reach: reach)
  }

  private func who(_ name: String, _ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> PeerRules.Rule.Who {
    switch name {
    case "user": return .user(try user(value, path))
    case "uid": return .user(UInt32(try integer(value, path, 0...Int64(UInt32.max) - 1)))
    case "group":
      let text = try string(value, path)
      guard let entry = getgrnam(text) else { throw wrong(value, path, "is '\(text.prefix(40))'; there is no such group here") }
      return .group(entry.pointee.gr_gid)
    default: return .group(UInt32(try integer(value, path, 0...Int64(UInt32.max) - 1)))
    }
  }

  private func user(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> UInt32 {
    let text = try string(value, path)
    guard let entry = getpwnam(text) else { throw wrong(value, path, "is '\(text.prefix(40))'; there is no such user here") }
    return entry.pointee.pw_uid
  }

  private static let roles = Role.allCases.filter { $0 != .platform }.map(\.rawValue).joined(separator: ", ")

  private func role(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> Role {
    let text = try string(value, path)
    guard let role = Role(rawValue: text) else {
      throw wrong(value, path, "is '\(text.prefix(40))'; it is one of: \(Self.roles)")
    }
    guard role != .platform else {
      throw wrong(value, path, "is 'platform', which only API keys have; it is one of: \(Self.roles)")
    }
    return role
  }

  private func names(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> Set<String> {
    guard let elements = value.elements, !elements.isEmpty else {
      throw wrong(value, path, "is not a list of ids or codes of tenants; leave it out for all tenants")
    }
    var names: Set<String> = []
    for (index, element) in elements.enumerated() { names.insert(try string(element, "\(path)[\(index)]")) }
    return names
  }

  /// `["www-data", 1002]`
  func proxies(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> Set<UInt32> {
    guard let elements = value.elements else { throw wrong(value, path, "is \(value.type.phrase), not an array") }
    var users: Set<UInt32> = []
    for (index, element) in elements.enumerated() {
      let place = "\(path)[\(index)]"
      if element.value.integerValue != nil {
        users.insert(UInt32(try integer(element, place, 0...Int64(UInt32.max) - 1)))
      } else {
        users.insert(try user(element, place))
      }
    }
    return users
  }
}
