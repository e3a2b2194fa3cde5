import CLinux
import Glibc
import ProviderWorld

/// One HTTP/1.1 request on a connection of its own, blocking: all that a webhook needs.
enum WebhookClient {
  /// As the providers wait, at most.
  private static let seconds = 15
  private static let longestReply = 16 << 10

  static func post(_ delivery: Delivery) -> RetrySchedule.Outcome {
    let socket: Int32
    switch connect(to: delivery.target) {
    case .success(let connected): socket = connected
    case .failure(let problem): return .failed(problem.sentence)
    }
    defer { close(socket) }
    guard send(request(delivery), to: socket) else { return .failed("cannot send: \(reason())") }
    return status(from: socket)
  }

  static func request(_ delivery: Delivery) -> [UInt8] {
    var head = "POST \(delivery.target.path) HTTP/1.1\r\nHost: \(delivery.target.host)\r\nContent-Type: application/json\r\n"
    head += "Accept: application/json\r\nUser-Agent: pspsim\r\nConnection: close\r\nContent-Length: \(delivery.body.count)\r\n"
    for header in delivery.headers { head += "\(header.name): \(header.value)\r\n" }
    return Array((head + "\r\n").utf8) + delivery.body
  }

  /// The status of a reply's first line; nil for what is no reply.
  static func status(of reply: [UInt8]) -> Int? {
    guard reply.starts(with: "HTTP/1.".utf8), reply.count >= 12 else { return nil }
    return Int(String(decoding: reply[9..<12], as: UTF8.self)).flatMap { (100...599).contains($0) ? $0 : nil }
  }

  private struct Problem: Error {
    let sentence: String
  }

  private static func connect(to target: WebhookTarget) -> Result<Int32, Problem> {
    let socket =
      switch target.door {
      case .port: linux_tcp_stream_socket()
      case .socket: linux_unix_stream_socket()
      }
    guard socket >= 0 else { return .failure(Problem(sentence: "no socket: \(reason())")) }
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let isConnected =
      switch target.door {
      case .port(let port): connect(socket, port)
      case .socket(let path): connect(socket, path)
      }
    guard isConnected else {
      let problem = Problem(sentence: "nobody there: \(reason())")
      close(socket)
      return .failure(problem)
    }
    return .success(socket)
  }

  private static func connect(_ socket: Int32, _ port: UInt16) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  private static func connect(_ socket: Int32, _ path: String) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
      errno = ENAMETOOLONG
      return false
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }

  private static func send(_ bytes: [UInt8], to socket: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Reads until the head of the final reply is there: its body means nothing to a provider.
  private static func status(from socket: Int32) -> RetrySchedule.Outcome {
    var reply: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while reply.count < longestReply {
      let count = recv(socket, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return .failed(count == 0 ? "the connection ended without a reply" : "no reply: \(reason())") }
      reply += buffer[..<count]
      guard reply.count >= 12 else { continue }
      guard let status = status(of: reply) else { return .failed("what came is no reply of HTTP/1.1") }
      if status >= 200 { return .status(status) }
      return .failed("an interim reply, which nobody asked for")
    }
    return .failed("the head of the reply is too long")
  }

  private static func reason() -> String { strerror(errno).map { String(cString: $0) } ?? "error \(errno)" }
}
