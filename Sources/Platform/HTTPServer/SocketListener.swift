import CLinux
import Glibc

/// Makes listening sockets for `HTTPServer`.
package enum SocketListener {
  /// Binds and listens on a Unix socket path. A path that is a socket nobody answers on is removed first; anything else
  /// that stands there is left alone and reported.
  ///
  /// - Parameter mode: set before anyone can connect.
  package static func unix(path: String, mode: UInt32 = 0o660, backlog: Int32 = 1024) throws(SocketError) -> Int32 {
    let action = "cannot listen on \(path)"
    try clear(path, action)
    let descriptor = linux_unix_stream_socket()
    guard descriptor >= 0 else { throw SocketError(action, errno: errno) }
    // The file is made with these bits at once: between bind and chmod nobody else may connect.
    fchmod(descriptor, mode)
    let bound = try SocketAddress.withUnix(path) { bind(descriptor, $0, $1) }
    guard bound == 0, chmod(path, mode) == 0, listen(descriptor, backlog) == 0 else {
      let error = SocketError(action, errno: errno)
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// Takes over a listening socket that was inherited (socket activation), after checking that it is one.
  package static func adopt(_ descriptor: Int32) throws(SocketError) -> Int32 {
    let action = "cannot use descriptor \(descriptor) as a listening socket"
    guard let family = SocketAddress.family(of: descriptor) else { throw SocketError(action, errno: errno) }
    guard family == AF_UNIX || family == AF_INET || family == AF_INET6 else {
      throw SocketError(action, because: "it is neither a Unix nor a TCP socket")
    }
    guard SocketAddress.option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue) else {
      throw SocketError(action, because: "it is not a stream socket; use ListenStream= in the socket unit")
    }
    guard SocketAddress.option(SO_ACCEPTCONN, of: descriptor) == 1 else {
      throw SocketError(action, because: "it does not listen; use Accept=no in the socket unit")
    }
    return descriptor
  }

  /// Listens on 127.0.0.1; port 0 lets the system choose. For tests and measurements.
  package static func loopback(port: UInt16 = 0, backlog: Int32 = 1024) throws(SocketError) -> (descriptor: Int32, port: UInt16) {
    let action = "cannot listen on 127.0.0.1:\(port)"
    let descriptor = linux_tcp_stream_socket()
    guard descriptor >= 0 else { throw SocketError(action, errno: errno) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && listen(descriptor, backlog) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    guard isListening else {
      let error = SocketError(action, errno: errno)
      close(descriptor)
      throw error
    }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  /// Removes a socket that a dead process has left behind.
  private static func clear(_ path: String, _ action: String) throws(SocketError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      guard errno == ENOENT else { throw SocketError(action, errno: errno) }
      return
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw SocketError(action, because: "something else than a socket stands there; move it away or choose another path")
    }
    let probe = linux_unix_stream_socket()
    guard probe >= 0 else { throw SocketError(action, errno: errno) }
    defer { close(probe) }
    // A full backlog must not hold us up: it means that somebody listens.
    try SocketAddress.setNonblocking(probe)
    let connected = try SocketAddress.withUnix(path) { connect(probe, $0, $1) }
    guard connected != 0 else { throw SocketError(action, because: "another process answers there; stop it first") }
    guard errno == ECONNREFUSED else {
      throw SocketError(
        action, because: "it is not known whether a process still answers there (\(String(cString: strerror(errno))))")
    }
    guard unlink(path) == 0 else { throw SocketError(action, errno: errno) }
  }
}
