import CLinux
import Glibc

/// A connection that one thread asks on, one question after the other.
final class Caller {
  private let socket: Int32
  private var reply = ReplyReader()

  init(path: String) throws {
    socket = try UnixSocket.connect(to: path, isBlocking: true)
    var limit = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(socket) }

  /// Sends a request and waits for its answer.
  func ask(_ request: [UInt8]) throws -> Call.Answer {
    reply.reset()
    var sent = 0
    while sent < request.count {
      let count = request.withUnsafeBytes { send(socket, $0.baseAddress.map { $0 + sent }, $0.count - sent, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { throw BenchFailure.system("cannot send a request") }
      sent += count
    }
    let deadline = Clock.now + .seconds(30)
    while try !reply.read(from: socket) {
      try Interruption.check()
      if Clock.now > deadline { throw BenchFailure.daemon("a request was not answered for 30 s") }
    }
    return Call.Answer(status: reply.status, body: reply.withBody { String(decoding: $0, as: UTF8.self) })
  }

  /// The same, and throws `refused` unless the answer is 2xx.
  func succeed(_ request: [UInt8]) throws -> String {
    let answer = try ask(request)
    guard (200...299).contains(answer.status) else {
      throw BenchFailure.refused(
        request: String(decoding: request.prefix { $0 != 13 }, as: UTF8.self), status: answer.status, body: answer.body)
    }
    return answer.body
  }
}
