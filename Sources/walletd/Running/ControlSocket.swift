import API
import CLinux
import Glibc
import HTTPServer
import Systemd

/// The socket everything is served on: handed over by the service manager, or made here.
struct ControlSocket {
  let descriptor: Int32
  let path: String
  /// Whether the service manager owns it, and its path.
  let isInherited: Bool

  init(_ configuration: Configuration, log: any EventLog) throws {
    let inherited = Supervisor.listeningSockets()
    guard let first = inherited.first else {
      path = configuration.socketPath
      isInherited = false
      Self.makeFolder(of: path)
      descriptor = try SocketListener.unix(path: path, mode: configuration.socketMode)
      Self.giveToGroup(configuration, log: log)
      return
    }
    guard inherited.count == 1 else {
      throw SocketError("cannot take over \(inherited.count) sockets", because: "the socket unit must list one: control.sock")
    }
    descriptor = try SocketListener.adopt(first)
    path = Self.path(of: first) ?? configuration.socketPath
    isInherited = true
  }

  /// Removes the path of a socket that was made here.
  func remove() {
    if !isInherited { unlink(path) }
  }

  private static func path(of descriptor: Int32) -> String? {
    var address = sockaddr_un()
    var size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
    }
    guard result == 0, address.sun_family == sa_family_t(AF_UNIX) else { return nil }
    let bytes = withUnsafeBytes(of: &address.sun_path) { [UInt8]($0.prefix { $0 != 0 }) }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  static func makeFolder(of path: String) {
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    guard path.hasPrefix("/"), !folder.isEmpty else { return }
    // Where it is there already or cannot be made, binding says so.
    mkdir("/" + folder, 0o755)
  }

  /// The group is a default of ours, so that its absence is worth no word; a group that was asked for is.
  private static func giveToGroup(_ configuration: Configuration, log: any EventLog) {
    let name = configuration.socketGroup ?? "walletd"
    guard let group = getgrnam(name) else {
      if configuration.socketGroup != nil { log.record(.warning, "no such group", [("group", name)]) }
      return
    }
    let gid = group.pointee.gr_gid
    if chown(configuration.socketPath, uid_t.max, gid) != 0 {
      log.record(
        .warning, "the socket keeps its group", [("group", name), ("reason", String(cString: strerror(errno)))])
    }
  }
}
