import HTTPServer
import Testing

/// What a client may get wrong, and what it gets for it.
struct HostileRequest: CustomTestStringConvertible {
  let name: String
  let text: String
  let failure: HTTPFailure

  var testDescription: String { name }

  init(_ name: String, _ text: String, _ failure: HTTPFailure) {
    self.name = name
    self.text = text
    self.failure = failure
  }

  static let limits: HTTPLimits = {
    var limits = HTTPLimits()
    limits.targetBytes = 200
    limits.headBytes = 1000
    limits.headers = 20
    limits.bodyBytes = 1000
    return limits
  }()

  static func post(_ headers: String, _ body: String = "") -> String {
    "POST /x HTTP/1.1\r\nHost: a\r\n\(headers)\r\n\(body)"
  }

  static func get(_ target: String) -> String { "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n" }

  /// A head without its empty line.
  static let openGet = "GET / HTTP/1.1\r\nHost: a\r\n"

  static let all: [HostileRequest] = requestLines + headerLines + framing + limitsExceeded

  static let requestLines = [
    HostileRequest("an empty request line", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .invalidRequestLine),
    HostileRequest("garbage", "\u{1}\u{2}\u{3}garbage", .invalidRequestLine),
    HostileRequest("a TLS hello", "\u{16}\u{3}\u{1}", .invalidRequestLine),
    HostileRequest("no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n", .invalidRequestLine),
    HostileRequest("two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .invalidRequestLine),
    HostileRequest("a space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", .invalidRequestLine),
    HostileRequest("a tab as separator", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", .invalidRequestLine),
    HostileRequest("a space behind the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", .invalidRequestLine),
    HostileRequest("a space before the method", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", .invalidRequestLine),
    HostileRequest("no version", "GET /\r\n\r\n", .invalidRequestLine),
    HostileRequest("lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n", .invalidRequestLine),
    HostileRequest("NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", .invalidRequestLine),
    HostileRequest("a lone CR in the request line", "GET /\rx HTTP/1.1\r\nHost: a\r\n\r\n", .invalidRequestLine),
    HostileRequest("a method that is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", .invalidMethod),
    HostileRequest("HTTP/2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", .unsupportedVersion),
    HostileRequest("the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .unsupportedVersion),
    HostileRequest("HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", .unsupportedVersion),
    HostileRequest("HTTP/0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", .unsupportedVersion),
    HostileRequest("an absolute target", get("http://a/"), .invalidTarget),
    HostileRequest("an authority as target", get("a:80"), .invalidTarget),
    HostileRequest("a fragment", get("/a#b"), .invalidTarget),
    HostileRequest("a backslash", get("/a\\b"), .invalidTarget),
    HostileRequest("a quote in the query", get("/?a=\""), .invalidTarget),
    HostileRequest("half a percent escape", get("/a%2"), .invalidTarget),
    HostileRequest("a percent escape of no digits", get("/%zz"), .invalidTarget),
    HostileRequest("UTF-8 in the target", get("/é"), .invalidRequestLine),
    HostileRequest("bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", .bareLineFeed),
  ]

  static let headerLines = [
    HostileRequest("bare LF after a header", "GET / HTTP/1.1\r\nHost: a\n\r\n", .bareLineFeed),
    HostileRequest("bare LF as the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\n", .bareLineFeed),
    HostileRequest("no Host", "GET / HTTP/1.1\r\n\r\n", .missingHost),
    HostileRequest("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", .duplicateHost),
    HostileRequest("two names in Host", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", .invalidHost),
    HostileRequest("a path in Host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", .invalidHost),
    HostileRequest("a space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", .spaceBeforeColon),
    HostileRequest("a tab before the colon", "GET / HTTP/1.1\r\nHost\t: a\r\n\r\n", .spaceBeforeColon),
    HostileRequest("a folded header", "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", .foldedHeader),
    HostileRequest("a folded first header", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", .foldedHeader),
    HostileRequest("no colon", "GET / HTTP/1.1\r\nHost a\r\n\r\n", .spaceBeforeColon),
    HostileRequest("no name", "GET / HTTP/1.1\r\n: a\r\n\r\n", .invalidHeader),
    HostileRequest("a name that is no token", "GET / HTTP/1.1\r\nHo(st: a\r\n\r\n", .invalidHeader),
    HostileRequest("a name without end", "GET / HTTP/1.1\r\nHost\r\n\r\n", .invalidHeader),
    HostileRequest("NUL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", .invalidHeader),
    HostileRequest("DEL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{7F}b\r\n\r\n", .invalidHeader),
    HostileRequest("escape in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: 12345678\u{1B}[2J\r\n\r\n", .invalidHeader),
    HostileRequest("a lone CR in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", .invalidHeader),
    HostileRequest("CR CR LF", "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", .invalidHeader),
  ]

  static let framing = [
    HostileRequest("two Content-Lengths", post("Content-Length: 1\r\nContent-Length: 2\r\n", "ab"), .duplicateContentLength),
    HostileRequest("one Content-Length twice", post("Content-Length: 1\r\nContent-Length: 1\r\n", "a"), .duplicateContentLength),
    HostileRequest("a list of lengths", post("Content-Length: 1, 1\r\n", "a"), .invalidContentLength),
    HostileRequest("a negative length", post("Content-Length: -1\r\n"), .invalidContentLength),
    HostileRequest("a signed length", post("Content-Length: +1\r\n", "a"), .invalidContentLength),
    HostileRequest("a hexadecimal length", post("Content-Length: 0x1\r\n", "a"), .invalidContentLength),
    HostileRequest("a length of letters", post("Content-Length: one\r\n", "a"), .invalidContentLength),
    HostileRequest("an empty length", post("Content-Length:\r\n"), .invalidContentLength),
    HostileRequest("a space in the length", post("Content-Length: 1 1\r\n", "a"), .invalidContentLength),
    HostileRequest(
      "Content-Length and Transfer-Encoding", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
      .contentLengthWithTransferEncoding),
    HostileRequest(
      "Transfer-Encoding and Content-Length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
      .contentLengthWithTransferEncoding),
    HostileRequest(
      "an unknown coding and Content-Length", post("Transfer-Encoding: x\r\nContent-Length: 1\r\n", "a"),
      .contentLengthWithTransferEncoding),
    HostileRequest(
      "two Transfer-Encodings", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
      .duplicateTransferEncoding),
    HostileRequest("gzip", post("Transfer-Encoding: gzip, chunked\r\n"), .unsupportedTransferEncoding),
    HostileRequest("identity", post("Transfer-Encoding: identity\r\n"), .unsupportedTransferEncoding),
    HostileRequest(
      "chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", .transferEncodingInHTTP10),
    HostileRequest("a chunk size without digits", chunked("\r\n\r\n"), .invalidChunk),
    HostileRequest("a chunk size of letters", chunked("xyz\r\n"), .invalidChunk),
    HostileRequest("a chunk size with a prefix", chunked("0x5\r\nhello\r\n0\r\n\r\n"), .invalidChunk),
    HostileRequest("a negative chunk size", chunked("-5\r\n"), .invalidChunk),
    HostileRequest("a space behind the chunk size", chunked("5 \r\nhello\r\n0\r\n\r\n"), .invalidChunk),
    HostileRequest("bare LF after the chunk size", chunked("5\nhello\r\n0\r\n\r\n"), .invalidChunk),
    HostileRequest("a chunk longer than its size", chunked("5\r\nhello!\r\n0\r\n\r\n"), .invalidChunk),
    HostileRequest("bare LF after a chunk", chunked("5\r\nhello\n0\r\n\r\n"), .invalidChunk),
    HostileRequest("a trailer", chunked("0\r\nX: y\r\n\r\n"), .invalidChunk),
    HostileRequest("a control character in an extension", chunked("5;a=\u{1}\r\nhello\r\n"), .invalidChunk),
    HostileRequest("an endless extension", chunked("5;" + String(repeating: "a", count: 300)), .invalidChunk),
    HostileRequest(
      "endless zeros as a size", chunked(String(repeating: "0", count: 17) + "5\r\nhello\r\n0\r\n\r\n"), .invalidChunk),
    HostileRequest("an unknown expectation", post("Expect: tea\r\nContent-Length: 1\r\n"), .unknownExpectation),
  ]

  static let limitsExceeded = [
    HostileRequest("a target just too long", get("/" + String(repeating: "a", count: 200)), .targetTooLong),
    HostileRequest("a target without end", "GET /" + String(repeating: "a", count: 500), .targetTooLong),
    HostileRequest("a head too large", openGet + "X: " + String(repeating: "a", count: 1000), .headTooLarge),
    HostileRequest(
      "a head too large by many lines",
      openGet + String(repeating: "X: \(String(repeating: "y", count: 96))\r\n", count: 11),
      .headTooLarge),
    HostileRequest("too many headers", openGet + String(repeating: "X: y\r\n", count: 20) + "\r\n", .tooManyHeaders),
    HostileRequest("a body announced too large", post("Content-Length: 1001\r\n"), .bodyTooLarge),
    HostileRequest("a body of the size of the world", post("Content-Length: 99999999999999999999999\r\n"), .bodyTooLarge),
    HostileRequest("a chunk too large", chunked("3e9\r\n"), .bodyTooLarge),
    HostileRequest(
      "chunks too large together", chunked("3e8\r\n" + String(repeating: "a", count: 1000) + "\r\n1\r\n"), .bodyTooLarge),
    HostileRequest("a chunk of the size of the world", chunked("ffffffffffffffff\r\n"), .bodyTooLarge),
  ]

  static func chunked(_ body: String) -> String { post("Transfer-Encoding: chunked\r\n", body) }
}

struct HostileRequestTests {
  @Test(arguments: HostileRequest.all)
  func `it is answered with its failure, the connection ends, and nothing behind it is taken`(_ hostile: HostileRequest) throws {
    let running = try RunningServer(HostileRequest.limits)
    let client = try running.connect()
    client.send(hostile.text + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
    let reply = try #require(client.readReply())
    #expect(reply.status == Int(hostile.failure.status))
    #expect(reply.body == "\(hostile.failure)")
    #expect(reply.headers["connection"] == "close")
    client.finishSending()
    #expect(client.readToEnd() == "")
    #expect(running.server.statistics.failures == [hostile.failure: 1])
    #expect(running.server.statistics.requests == 0)
    #expect(try running.exchange("GET /alive HTTP/1.0\r\n\r\n").hasPrefix("HTTP/1.1 200"))
  }

  @Test func `every failure of parsing is in the table`() {
    let notParsed: Set<HTTPFailure> = [
      .headTimeout, .bodyTimeout, .truncatedRequest, .tooManyConnections, .tooManyBodies, .unanswered,
    ]
    #expect(Set(HostileRequest.all.map(\.failure)) == Set(HTTPFailure.allCases).subtracting(notParsed))
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\nHo", "GET", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
  ])
  func `a request that breaks off is answered 400`(text: String) throws {
    let running = try RunningServer()
    let client = try running.connect()
    client.send(text)
    client.finishSending()
    let reply = try #require(client.readReply())
    #expect(reply.status == 400)
    #expect(reply.body == "truncatedRequest")
    #expect(running.server.statistics.failures[.truncatedRequest] == 1)
  }

  @Test func `random bytes never stop the server`() throws {
    let running = try RunningServer()
    var random = SystemRandomNumberGenerator()
    let seeds = HostileRequest.all.map { [UInt8]($0.text.utf8) }
    for round in 0..<400 {
      var bytes = round % 4 == 0 ? (0..<64).map { _ in UInt8.random(in: 0...255, using: &random) } : seeds[round % seeds.count]
      for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random) }
      let client = try running.connect()
      client.send(bytes)
      client.finishSending()
      _ = client.readToEnd()
    }
    #expect(try running.exchange("GET /alive HTTP/1.0\r\n\r\n").hasPrefix("HTTP/1.1 200"))
  }
}
