import CLinux
import Glibc

/// One connection with at most one request under way.
final class LoadConnection {
  let socket: Int32
  var request: [UInt8] = []
  var reply = ReplyReader()
  /// When the request under way was begun.
  var startedAt: UInt64 = 0
  private var sent = 0

  init(path: String) throws {
    socket = try UnixSocket.connect(to: path, isBlocking: false)
  }

  deinit { close(socket) }

  func begin(at time: UInt64) {
    startedAt = time
    sent = 0
    reply.reset()
  }

  /// Sends what the socket takes. True when the whole request has left.
  func send() throws -> Bool {
    let rest = request.count - sent
    let count = request.withUnsafeBytes { bytes in
      Glibc.send(socket, bytes.baseAddress.map { $0 + sent }, rest, Int32(MSG_NOSIGNAL))
    }
    if count < 0 {
      if errno == EAGAIN || errno == EINTR { return false }
      throw BenchFailure.system("cannot send a request")
    }
    sent += count
    return sent == request.count
  }

  /// The first line of the request, for messages.
  var requestLine: String {
    String(decoding: request.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
  }
}
