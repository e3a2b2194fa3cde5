import Glibc

/// Takes the bytes of one answer at a time: the status, and as many bytes of body as Content-Length says. Nothing else of the
/// head is looked at.
struct ReplyReader {
  /// What is in `buffer` so far.
  private var buffer = [UInt8](repeating: 0, count: 16 * 1_024)
  private var filled = 0
  private var bodyStart = 0
  private var bodyLength = 0
  private(set) var status = 0

  /// Prepares for the next answer.
  mutating func reset() {
    filled = 0
    bodyStart = 0
  }

  /// Reads what a socket has. True when the answer is complete.
  mutating func read(from socket: Int32) throws -> Bool {
    if filled == buffer.count {
      let wanted = max(buffer.count * 2, bodyStart == 0 ? 0 : bodyStart + bodyLength)
      buffer.append(contentsOf: repeatElement(0, count: wanted - buffer.count))
    }
    let room = buffer.count - filled
    let count = buffer.withUnsafeMutableBytes { bytes in
      recv(socket, bytes.baseAddress.map { $0 + filled }, room, 0)
    }
    if count < 0 {
      if errno == EAGAIN || errno == EINTR { return false }
      throw BenchFailure.system("cannot read an answer")
    }
    guard count > 0 else { throw BenchFailure.unexpectedAnswer("the daemon closed a connection that waited for an answer") }
    return try take(count)
  }

  /// The body of a complete answer, valid inside `use` only.
  func withBody<R>(_ use: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try buffer.withUnsafeBytes { try use(UnsafeRawBufferPointer(rebasing: $0[bodyStart..<bodyStart + bodyLength])) }
  }

  private mutating func take(_ count: Int) throws -> Bool {
    filled += count
    if bodyStart == 0 {
      guard try parseHead() else { return false }
    }
    guard filled <= bodyStart + bodyLength else {
      throw BenchFailure.unexpectedAnswer("an answer is longer than its Content-Length")
    }
    return filled == bodyStart + bodyLength
  }

  /// Looks for the end of the head and for what matters in it. False while it is incomplete.
  private mutating func parseHead() throws -> Bool {
    let parsed = try buffer.withUnsafeBytes { try ReplyReader.head(of: UnsafeRawBufferPointer(rebasing: $0[..<filled])) }
    guard let parsed else { return false }
    status = parsed.status
    bodyStart = parsed.end
    bodyLength = parsed.length
    return true
  }

  /// What the head of an answer says, and where it ends; nil while it is incomplete.
  static func head(of bytes: UnsafeRawBufferPointer) throws -> (status: Int, length: Int, end: Int)? {
    guard let end = Search.first("\r\n\r\n", in: bytes) else { return nil }
    guard end >= 12, let status = Search.integer(in: bytes, at: 9) else {
      throw BenchFailure.unexpectedAnswer("an answer does not begin with HTTP/1.1 and a status")
    }
    var length: Int?
    var line = 0
    while line < end {
      if bytes[line] | 0x20 == UInt8(ascii: "c"), line + 16 < end, bytes[line + 14] == UInt8(ascii: ":"),
        bytes[line + 8] | 0x20 == UInt8(ascii: "l")
      {
        let digit = bytes[line + 15] == UInt8(ascii: " ") ? line + 16 : line + 15
        length = Search.integer(in: bytes, at: digit)
      }
      while line < end, bytes[line] != UInt8(ascii: "\n") { line += 1 }
      line += 1
    }
    guard let length else { throw BenchFailure.unexpectedAnswer("an answer with status \(status) has no Content-Length") }
    return (status, length, end + 4)
  }
}
