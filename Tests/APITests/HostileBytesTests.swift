import Testing

/// Bytes that are no request this server takes, and what is answered before anybody looks at the path.
@Suite struct `Bytes that are not HTTP as we take it` {
  private static let transfer = #"{"debit":"wallet:alice","credit":"wallet:bob","amount":1,"idempotency_key":"k"}"#
  private static let head = "POST /v1/transfers HTTP/1.1\r\nHost: localhost\r\nWalletd-Tenant: toko\r\n"

  @Test(arguments: [
    ("garbage", "\u{16}\u{3}\u{1}\u{2}\r\n\r\n", 400, "invalid_request_line"),
    (
      "two Content-Lengths", head + "Content-Length: 84\r\nContent-Length: 84\r\n\r\n" + transfer, 400, "duplicate_content_length"
    ),
    (
      "Content-Length with Transfer-Encoding", head + "Content-Length: 84\r\nTransfer-Encoding: chunked\r\n\r\n" + transfer, 400,
      "content_length_with_transfer_encoding"
    ),
    ("a length that is no number", head + "Content-Length: 8x\r\n\r\n", 400, "invalid_content_length"),
    ("a body that is larger than allowed", head + "Content-Length: 99999999\r\n\r\n", 413, "body_too_large"),
    ("a body that ends early", head + "Content-Length: 84\r\n\r\n" + #"{"debit":"#, 400, "truncated_request"),
    ("lines that end with LF", "POST /v1/transfers HTTP/1.1\nHost: localhost\n\n", 400, "bare_line_feed"),
    ("no Host", "POST /v1/transfers HTTP/1.1\r\n\r\n", 400, "missing_host"),
    (
      "a long path", "GET /" + String(repeating: "x", count: 5_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 414,
      "target_too_long"
    ),
    (
      "a long header", "GET /livez HTTP/1.1\r\nHost: localhost\r\nX-A: " + String(repeating: "x", count: 20_000) + "\r\n\r\n",
      431,
      "head_too_large"
    ),
    ("another version", "GET /livez HTTP/2.0\r\nHost: localhost\r\n\r\n", 505, "unsupported_version"),
    ("a broken escape", "GET /v1/accounts/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "invalid_target"),
  ])
  func `are answered with a problem, write nothing and hurt nobody`(what: String, bytes: String, status: Int, code: String) throws
  {
    let daemon = try Daemon()
    let caller = Caller(daemon)
    try caller.openBooks()
    let before = daemon.sequence()
    let reply = try #require(Reply(try caller.send(bytes, thenClose: true)), "\(what): no reply")
    #expect(reply.status == status, "\(what): \(reply.body)")
    #expect(reply.code == code, "\(what): \(reply.body)")
    #expect(reply.headers["content-type"] == "application/problem+json")
    #expect(SchemaCheck(DocumentedReplies.document).violations(of: reply.json, against: .problem) == [])
    #expect(daemon.sequence() == before)
    #expect(try caller.get("/livez").status == 200)
  }
}
