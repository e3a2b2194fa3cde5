import Foundation

/// A connection to the daemon that does nothing by itself: no retry, no reconnect, any bytes.
///
/// Shares no code with the product's client, so that a mistake there is not repeated here.
final class Connection {
  private let descriptor: Int32
  private var received: [UInt8] = []

  init(path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    let result = UnixAddress.with(path) { Foundation.connect(descriptor, $0, $1) }
    try begin(result, path)
  }

  /// To a port of this machine.
  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try begin(result, "port \(port)")
  }

  private func begin(_ result: Int32, _ place: String) throws {
    // What fails closes its socket with the object that has it.
    guard result == 0 else { throw RigFailure("cannot connect to \(place): \(String(cString: strerror(errno)))") }
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// False if the other side is gone.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count > 0 { sent += count } else if errno != EINTR { return false }
    }
    return true
  }

  /// No more is sent: what a client that was cut off looks like to the daemon.
  func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// The next answer. Nil if the connection ended, was reset, or was silent for a minute before a whole answer was there.
  func receive() -> Reply? {
    while true {
      if let (reply, end) = Reply.first(in: received) {
        received.removeFirst(end)
        return reply
      }
      guard receiveMore() else { return nil }
    }
  }

  /// Whether the daemon closes the connection, with nothing more to read.
  func isClosed() -> Bool { received.isEmpty && !receiveMore() }

  private func receiveMore() -> Bool {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 65_536) { buffer in
      while true {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        if count > 0 {
          received.append(contentsOf: buffer[..<count])
          return true
        }
        if count == 0 || errno != EINTR { return false }
      }
    }
  }
}

enum UnixAddress {
  static func with<R>(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    precondition(bytes.count < MemoryLayout.size(ofValue: address.sun_path), "a socket's path is at most 107 bytes: \(path)")
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}
