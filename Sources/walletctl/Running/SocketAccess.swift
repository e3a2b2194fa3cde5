import Glibc

/// Why this user cannot open a socket, and what would let him: by the bits and groups of the path.
struct SocketAccess {
  enum State: Equatable {
    case missing
    case notASocket
    /// A folder on the way that this user may not enter.
    case closedFolder(String)
    case socket(mode: UInt32, owner: String, group: String, isOpen: Bool)
  }

  let path: String
  let state: State
  private var groupID = gid_t.max

  init(_ path: String) {
    self.path = path
    var status = stat()
    guard stat(path, &status) == 0 else {
      state = errno == EACCES ? .closedFolder(SocketAccess.closedFolder(on: path)) : .missing
      return
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      state = .notASocket
      return
    }
    groupID = status.st_gid
    state = .socket(
      mode: status.st_mode & 0o777, owner: People.user(status.st_uid), group: People.group(status.st_gid),
      isOpen: access(path, R_OK | W_OK) == 0)
  }

  /// What to do about a socket that may not be opened; empty where nothing stands in the way.
  var advice: [String] {
    switch state {
    case .missing, .notASocket: []
    case .closedFolder(let folder):
      ["\(People.me) may not enter \(folder): the socket's folders must let through whoever is to call (mode 0755)."]
    case .socket(_, _, _, isOpen: true): []
    case .socket(let mode, let owner, let group, isOpen: false):
      [
        "The socket belongs to \(owner) and the group '\(group)', mode 0\(String(mode, radix: 8)); \(People.me) is not in that group.",
        mode & 0o060 == 0o060
          ? joining(group)
          : "Its mode lets no group in: set socket.mode to \"0660\" in /etc/walletd/walletd.json5 and restart the daemon.",
      ]
    }
  }

  private func joining(_ group: String) -> String {
    // Who was added since logging in has the group in the files and not yet in the session.
    People.isMember(of: groupID)
      ? "You were added to it after you logged in: log in again, or run `newgrp \(group)`."
      : "To join it: `sudo usermod -aG \(group) \(People.me)`, then log in again. Which groups you are in now: `id -nG`."
  }

  private static func closedFolder(on path: String) -> String {
    var folder = Files.parent(of: path)
    var closed = folder
    while true {
      var status = stat()
      closed = folder
      // The first folder from the top that can be seen is the one that lets nobody through.
      if stat(folder, &status) == 0 || folder == "/" || folder == "." { return closed }
      folder = Files.parent(of: folder)
    }
  }
}

/// Users and groups by name, where they have one.
enum People {
  static var me: String { user(geteuid()) }

  static func user(_ id: uid_t) -> String { getpwuid(id).map { String(cString: $0.pointee.pw_name) } ?? "uid \(id)" }

  static func group(_ id: gid_t) -> String { getgrgid(id).map { String(cString: $0.pointee.gr_name) } ?? "gid \(id)" }

  /// Whether the files say so, whatever this process has.
  static func isMember(of group: gid_t) -> Bool {
    guard let entry = getgrgid(group), var member = entry.pointee.gr_mem else { return false }
    let name = me
    while let found = member.pointee {
      if String(cString: found) == name { return true }
      member += 1
    }
    return false
  }
}
