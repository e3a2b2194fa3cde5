import Glibc

/// Why a socket cannot be reached, in words that name the group, the command, the path.
enum SocketTrouble {
  static func explain(path: String, code: Int32) -> (what: String, todo: String) {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOENT:
      return (
        "There is no daemon at \(path) (\(reason)).",
        "Start it: systemctl start walletd. Or name its socket: walletctl --socket PATH"
      )
    case ECONNREFUSED:
      return (
        "Nobody listens at \(path) (\(reason)).",
        "The daemon is not running: systemctl start walletd; journalctl -u walletd says why."
      )
    case EACCES, EPERM:
      let group = group(of: path)
      return (
        "You may not open \(path) (\(reason)).",
        "It is for the group \(group); you are in: \(ownGroups()). "
          + "An administrator adds you: usermod -aG \(group) \(ownName()); then log in again."
      )
    case EAGAIN, ETIMEDOUT:
      return ("The daemon at \(path) takes no more connections just now (\(reason)).", "Tried again by itself.")
    default: return ("The daemon at \(path) cannot be reached: \(reason).", "Tried again by itself.")
    }
  }

  /// The group a socket belongs to; of its folder where it cannot be seen itself.
  private static func group(of path: String) -> String {
    var place = path
    while !place.isEmpty {
      var status = stat()
      if stat(place, &status) == 0 { return name(of: status.st_gid) }
      guard let slash = place.lastIndex(of: "/"), slash > place.startIndex else { break }
      place = String(place[..<slash])
    }
    return "walletd"
  }

  private static func ownGroups() -> String {
    var groups = [gid_t](repeating: 0, count: 256)
    let count = getgroups(Int32(groups.count), &groups)
    let all = [getegid()] + groups.prefix(max(0, Int(count)))
    var names: [String] = []
    for group in all where !names.contains(name(of: group)) { names.append(name(of: group)) }
    return names.joined(separator: ", ")
  }

  private static func name(of group: gid_t) -> String {
    var entry = WalletGroup()
    return entry.name(group) ?? "\(group)"
  }

  private static func ownName() -> String {
    var record = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getpwuid_r(geteuid(), &record, &buffer, buffer.count, &found) == 0, found != nil, let name = record.pw_name else {
      return "\(geteuid())"
    }
    return String(cString: name)
  }
}

/// The system's list of groups.
private struct WalletGroup {
  private var record = group()
  private var buffer = [CChar](repeating: 0, count: 65_536)

  mutating func name(_ id: gid_t) -> String? {
    var found: UnsafeMutablePointer<group>?
    guard getgrgid_r(id, &record, &buffer, buffer.count, &found) == 0, found != nil, let name = record.gr_name else { return nil }
    return String(cString: name)
  }
}
