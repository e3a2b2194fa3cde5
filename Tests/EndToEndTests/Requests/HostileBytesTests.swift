import JSON
import Testing

/// Bytes that are no request.
@Suite struct `Hostile bytes` {
  struct Bytes: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let status: Int
    let code: String

    var testDescription: String { name }

    init(_ name: String, _ text: String, _ status: Int, _ code: String) {
      self.name = name
      self.text = text
      self.status = status
      self.code = code
    }
  }

  private static func head(_ lines: String..., method: String = "POST", version: String = "1.1") -> String {
    let fixed = "\(method) /v1/transfers HTTP/\(version)\r\nHost: walletd\r\nWalletd-Tenant: toko\r\nIdempotency-Key: k\r\n"
    return fixed + lines.map { $0 + "\r\n" }.joined() + "\r\n"
  }

  static let samples = [
    Bytes("garbage", "\u{1}\u{2}\u{3} what is this\r\n\r\n", 400, "invalid_request_line"),
    Bytes("a greeting of TLS", "\u{16}\u{3}\u{1}\u{0}\u{5}hello\r\n\r\n", 400, "invalid_request_line"),
    Bytes("two Content-Lengths", head("Content-Length: 2", "Content-Length: 2") + "{}", 400, "duplicate_content_length"),
    Bytes("two in one", head("Content-Length: 2, 2") + "{}", 400, "invalid_content_length"),
    Bytes(
      "Content-Length with Transfer-Encoding", head("Content-Length: 2", "Transfer-Encoding: chunked") + "0\r\n\r\n", 400,
      "content_length_with_transfer_encoding"),
    Bytes("a length below zero", head("Content-Length: -1"), 400, "invalid_content_length"),
    Bytes("a length beyond all", head("Content-Length: 99999999999999999999"), 413, "body_too_large"),
    Bytes("a body too large", head("Content-Length: 8388609"), 413, "body_too_large"),
    Bytes("white space before a colon", head("Content-Length : 2") + "{}", 400, "space_before_colon"),
    Bytes("a bare line feed", "GET /livez HTTP/1.1\nHost: a\n\n", 400, "bare_line_feed"),
    Bytes("no host", "GET /livez HTTP/1.1\r\n\r\n", 400, "missing_host"),
    Bytes("a head too large", head("X: " + String(repeating: "x", count: 100_000)), 431, "head_too_large"),
    Bytes("another HTTP", "GET /livez HTTP/3.0\r\nHost: a\r\n\r\n", 505, "unsupported_version"),
    Bytes("an unknown coding", head("Transfer-Encoding: gzip"), 501, "unsupported_transfer_encoding"),
    Bytes("chunks that are none", head("Transfer-Encoding: chunked") + "zz\r\n", 400, "invalid_chunk"),
    Bytes("the end in the middle", head("Content-Length: 100") + "{\"debit\":", 400, "truncated_request"),
    Bytes("the end of a head", "POST /v1/transfers HTTP/1.1\r\nHost: wal", 400, "truncated_request"),
  ]

  @Test func `are named, end their connection, harm no other, and write nothing`() throws {
    let shop = try Shop()
    let head = try shop.head()
    for sample in `Hostile bytes`.samples {
      let connection = try shop.daemon.connect()
      connection.send(Array(sample.text.utf8))
      connection.finishSending()
      let reply = try #require(connection.receive(), "\(sample.name): no answer")
      #expect(reply.status == sample.status && reply.code == sample.code, "\(sample.name): \(reply.text)")
      #expect(connection.isClosed(), "\(sample.name)")
    }
    #expect(shop.daemon.isAlive)
    #expect(try shop.head() == head, "on a connection that was there before")
    let good = #"{"debit":"alice","credit":"bob","amount":5,"currency":"IDR"}"#
    #expect(try shop.post("/v1/transfers", "k", good).status == 201, "and their key was never used")
  }

  @Test func `at random never get more than a refusal`() throws {
    let shop = try Shop()
    let head = try shop.head()
    var dice = Dice(seed: 42)
    let request =
      Array(`Hostile bytes`.head("Content-Length: 62").utf8)
      + Array(#"{"debit":"nobody","credit":"bob","amount":5,"currency":"IDR"}  "#.utf8)
    for round in 1...500 {
      // A request that is nearly right, with some bytes changed in its head or its body cut.
      var bytes = request
      for _ in 0..<dice.roll(1...4) { bytes[dice.roll(0...bytes.count - 1)] = UInt8(dice.roll(0...255)) }
      if dice.happens(oneIn: 3) { bytes.removeLast(dice.roll(1...bytes.count - 1)) }
      let connection = try shop.daemon.connect()
      connection.send(bytes)
      connection.finishSending()
      if let reply = connection.receive() { #expect((400...599).contains(reply.status), "round \(round): \(reply.text)") }
    }
    #expect(shop.daemon.isAlive)
    // A change may leave a request that the ledger refuses, and it then keeps the refusal; it never moves anything.
    #expect(try shop.head() >= head)
    #expect(try shop.connection.counters(tenant: Shop.tenant)["bob"]?.creditsPosted == 0)
  }
}
