/// Reads one HTTP/1.1 reply out of the bytes that arrive: a value that is fed, without I/O.
struct ReplyReader {
  /// Most bytes of a head, and of a body: more is not an answer of the daemon.
  static let headBytes = 65_536
  static let bodyBytes = 512 << 20

  private enum Framing {
    case length(Int)
    case chunked
    case untilEnd
    case none
  }

  private var status = 0
  private var headers: [(name: String, value: String)] = []
  private var framing: Framing?
  private var bodyStart = 0
  /// The method of the request: a HEAD has no body.
  private(set) var keepsAlive = true

  /// The reply, if `bytes` hold all of it. `isAtEnd`: no more will come.
  mutating func take(_ bytes: [UInt8], isAtEnd: Bool) throws(ClientFailure) -> ClientReply? {
    if framing == nil {
      guard let end = ReplyReader.headEnd(bytes) else {
        guard bytes.count <= ReplyReader.headBytes else { throw .brokenAnswer(reason: "its head is too long") }
        return nil
      }
      try readHead(bytes[..<end])
      bodyStart = end + 4
      if status == 100 {
        framing = nil
        headers = []
        throw .brokenAnswer(reason: "an interim answer nobody asked for")
      }
    }
    guard let framing else { return nil }
    switch framing {
    case .none: return ClientReply(status: status, headers: headers, body: [])
    case .length(let length):
      guard bytes.count - bodyStart >= length else { return nil }
      return ClientReply(status: status, headers: headers, body: Array(bytes[bodyStart..<bodyStart + length]))
    case .untilEnd:
      keepsAlive = false
      guard bytes.count - bodyStart <= ReplyReader.bodyBytes else { throw .brokenAnswer(reason: "its body is too long") }
      return isAtEnd ? ClientReply(status: status, headers: headers, body: Array(bytes[bodyStart...])) : nil
    case .chunked:
      guard let body = try ReplyReader.dechunk(bytes[bodyStart...]) else { return nil }
      return ClientReply(status: status, headers: headers, body: body)
    }
  }

  /// Where the body begins, and whether it comes in chunks, once the head of a successful reply that streams is there. Nil for as long as it
  /// is not, and for any other reply: that is for `take`.
  mutating func streamStart(_ bytes: [UInt8]) throws(ClientFailure) -> (body: Int, isChunked: Bool)? {
    guard framing == nil, let end = ReplyReader.headEnd(bytes) else { return nil }
    try readHead(bytes[..<end])
    bodyStart = end + 4
    let isStream = headers.contains { $0.name.lowercased() == "content-type" && $0.value.hasPrefix("text/event-stream") }
    guard status == 200, isStream else { return nil }
    switch framing {
    case .chunked: return (bodyStart, true)
    case .untilEnd: return (bodyStart, false)
    case .length, .some(.none), nil: throw .brokenAnswer(reason: "a stream has no end that is known before")
    }
  }

  private static func headEnd(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    for index in 0...(min(bytes.count, headBytes) - 4)
    where bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13 && bytes[index + 3] == 10 {
      return index
    }
    return nil
  }

  private mutating func readHead(_ bytes: ArraySlice<UInt8>) throws(ClientFailure) {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
    let parts = lines[0].split(separator: " ", maxSplits: 2)
    guard parts.count >= 2, parts[0] == "HTTP/1.1" || parts[0] == "HTTP/1.0", let code = Int(parts[1]), (100...599).contains(code)
    else { throw .brokenAnswer(reason: "it does not begin with an HTTP status") }
    status = code
    if parts[0] == "HTTP/1.0" { keepsAlive = false }
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { throw .brokenAnswer(reason: "a header has no colon") }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      headers.append((name: String(line[..<colon]), value: String(value)))
    }
    try readFraming()
  }

  private mutating func readFraming() throws(ClientFailure) {
    func values(_ name: String) -> [String] { headers.filter { $0.name.lowercased() == name }.map(\.value) }
    if values("connection").contains(where: { $0.lowercased().contains("close") }) { keepsAlive = false }
    if status == 204 || status == 304 || status < 200 {
      framing = Framing.none
    } else if let coding = values("transfer-encoding").first {
      guard coding.lowercased() == "chunked", values("content-length").isEmpty else {
        throw .brokenAnswer(reason: "its transfer coding is not known")
      }
      framing = .chunked
    } else if let text = values("content-length").first {
      guard values("content-length").count == 1, let length = Int(text), length >= 0, length <= ReplyReader.bodyBytes else {
        throw .brokenAnswer(reason: "its Content-Length is not a length")
      }
      framing = .length(length)
    } else {
      framing = .untilEnd
    }
  }

  /// The joined chunks; nil when the last is not there yet.
  private static func dechunk(_ bytes: ArraySlice<UInt8>) throws(ClientFailure) -> [UInt8]? {
    var body: [UInt8] = []
    var position = bytes.startIndex
    while true {
      guard let end = bytes[position...].firstIndex(of: 13), end + 1 < bytes.endIndex else { return nil }
      let size = String(decoding: bytes[position..<end], as: UTF8.self).prefix { $0 != ";" }
      guard let count = Int(size, radix: 16), count >= 0, count <= bodyBytes - body.count else {
        throw .brokenAnswer(reason: "a chunk has no length")
      }
      let start = end + 2
      guard bytes.endIndex - start >= count + 2 else { return nil }
      if count == 0 { return body }
      body += bytes[start..<start + count]
      position = start + count + 2
    }
  }
}
