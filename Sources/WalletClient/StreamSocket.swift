import Glibc

/// A connected stream socket, closed with its owner. Reads and writes wait for at most the timeout.
struct StreamSocket: ~Copyable {
  enum Failure: Error {
    /// errno
    case system(Int32)
    case timedOut
    case interrupted
  }

  private let descriptor: Int32

  init(path: String, timeoutSeconds: Int) throws(Failure) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { buffer in
      guard bytes.count < buffer.count, !bytes.contains(0) else { return false }
      buffer.copyBytes(from: bytes)
      return true
    }
    guard fits else { throw .system(ENAMETOOLONG) }
    descriptor = try StreamSocket.connected(AF_UNIX, &address, timeoutSeconds)
  }

  /// A port of 127.0.0.1.
  init(loopbackPort port: UInt16, timeoutSeconds: Int) throws(Failure) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    descriptor = try StreamSocket.connected(AF_INET, &address, timeoutSeconds)
  }

  private static func connected<A>(_ family: Int32, _ address: inout A, _ timeoutSeconds: Int) throws(Failure) -> Int32 {
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .system(errno) }
    var timeout = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
    let result = withUnsafeBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { connect(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
    }
    guard result == 0 else {
      let code = errno
      close(descriptor)
      throw code == EINTR ? .interrupted : .system(code)
    }
    return descriptor
  }

  deinit { close(descriptor) }

  func write(_ bytes: [UInt8]) throws(Failure) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        send(descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count < 0 { throw StreamSocket.failure() }
      sent += count
    }
  }

  /// Whether something can be read within so many milliseconds, the end of the stream too.
  func isReadable(within milliseconds: Int32) throws(Failure) -> Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let count = poll(&wanted, 1, milliseconds)
    if count < 0 { throw errno == EINTR ? .interrupted : .system(errno) }
    return count > 0
  }

  /// Appends what has arrived, at least a byte; false at the end of the stream.
  func read(into bytes: inout [UInt8]) throws(Failure) -> Bool {
    let room = 65_536
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: room))
    let count = bytes.withUnsafeMutableBytes { buffer in recv(descriptor, buffer.baseAddress?.advanced(by: start), room, 0) }
    bytes.removeLast(room - max(0, count))
    if count < 0 { throw StreamSocket.failure() }
    return count > 0
  }

  /// Waits until something can be read, at most so long; false when nothing could.
  func waitToRead(milliseconds: Int32) throws(Failure) -> Bool {
    var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let count = poll(&polled, 1, milliseconds)
    if count < 0 { throw StreamSocket.failure() }
    return count > 0
  }

  /// Ends both directions, from any thread: whoever waits for it is woken.
  func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

  private static func failure() -> Failure {
    switch errno {
    case EINTR: .interrupted
    case EAGAIN, EWOULDBLOCK: .timedOut
    default: .system(errno)
    }
  }
}
