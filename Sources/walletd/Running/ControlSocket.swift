import API
import CLinux
import Glibc
import HTTPServer
import Systemd

/// The socket everything is served on: handed over by the service manager, or made here.
enum ControlSocket {
  static func open(_ configuration: Configuration, log: any EventLog) throws -> Int32 {
    let inherited = Supervisor.listeningSockets()
    if let first = inherited.first {
      guard inherited.count == 1 else {
        throw SocketError("cannot take over \(inherited.count) sockets", because: "the socket unit must list one: control.sock")
      }
      return try SocketListener.adopt(first)
    }
    makeFolder(of: configuration.socketPath)
    let listener = try SocketListener.unix(path: configuration.socketPath, mode: configuration.socketMode)
    giveToGroup(configuration, log: log)
    return listener
  }

  /// Removes the path of a socket that was made here.
  static func remove(_ configuration: Configuration) {
    guard getenv("LISTEN_FDS") == nil else { return }
    unlink(configuration.socketPath)
  }

  private static func makeFolder(of path: String) {
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    guard path.hasPrefix("/"), !folder.isEmpty else { return }
    // Where it is there already or cannot be made, binding says so.
    mkdir("/" + folder, 0o755)
  }

  /// The group is a default of ours, so that its absence is no error; a group that was asked for and is not there is one.
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
