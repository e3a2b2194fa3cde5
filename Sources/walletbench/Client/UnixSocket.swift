import CLinux
import Glibc

/// Stream sockets by path.
enum UnixSocket {
  /// Connects. Throws `system` when nobody listens there.
  static func connect(to path: String, isBlocking: Bool) throws -> Int32 {
    let socket = try make(isBlocking: isBlocking)
    do {
      try withAddress(path) { address, length in
        guard Glibc.connect(socket, address, length) == 0 else { throw BenchFailure.system("cannot connect to \(path)") }
      }
    } catch {
      close(socket)
      throw error
    }
    return socket
  }

  static func listen(at path: String) throws -> Int32 {
    let socket = try make(isBlocking: false)
    do {
      try withAddress(path) { address, length in
        guard bind(socket, address, length) == 0, Glibc.listen(socket, 256) == 0 else {
          throw BenchFailure.system("cannot listen at \(path)")
        }
      }
    } catch {
      close(socket)
      throw error
    }
    return socket
  }

  private static func make(isBlocking: Bool) throws -> Int32 {
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | (isBlocking ? 0 : SOCK_NONBLOCK.rawValue)
    let made = socket(AF_UNIX, Int32(kind), 0)
    guard made >= 0 else { throw BenchFailure.system("cannot make a socket") }
    return made
  }

  private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Void) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard path.utf8.count < room else {
      throw BenchFailure.usage("the socket's path is longer than \(room - 1) bytes: \(path); choose a shorter --dir")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    try withUnsafePointer(to: &address) { address in
      try address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        try body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
