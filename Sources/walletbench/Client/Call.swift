import CLinux
import Glibc

/// One request on a connection of its own, for what is done once.
enum Call {
  struct Answer {
    let status: Int
    let body: String
  }

  /// Sends `method path` with a JSON body (empty: none) and waits for the answer, whatever its status.
  static func make(
    _ socketPath: String, _ method: String, _ path: String, tenant: String? = nil, key: String? = nil, body: String = ""
  )
    throws -> Answer
  {
    let socket = try UnixSocket.connect(to: socketPath, isBlocking: true)
    defer { close(socket) }
    var limit = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let request = RequestText.make(method, path, tenant: tenant, key: key, body: body)
    var sent = 0
    while sent < request.count {
      let count = request.withUnsafeBytes { bytes in
        send(socket, bytes.baseAddress.map { $0 + sent }, request.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw BenchFailure.system("cannot send \(method) \(path)") }
      sent += count
    }
    var reply = ReplyReader()
    let deadline = Clock.now + .seconds(30)
    while try !reply.read(from: socket) {
      try Interruption.check()
      if Clock.now > deadline { throw BenchFailure.daemon("\(method) \(path) was not answered for 30 s") }
    }
    return Answer(status: reply.status, body: reply.withBody { String(decoding: $0, as: UTF8.self) })
  }

  /// The same, and throws `refused` unless the answer is 2xx.
  @discardableResult
  static func succeed(
    _ socketPath: String, _ method: String, _ path: String, tenant: String? = nil, key: String? = nil, body: String = ""
  ) throws -> String {
    let answer = try make(socketPath, method, path, tenant: tenant, key: key, body: body)
    guard (200...299).contains(answer.status) else {
      throw BenchFailure.refused(request: "\(method) \(path)", status: answer.status, body: answer.body)
    }
    return answer.body
  }
}
