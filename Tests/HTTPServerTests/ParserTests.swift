import Testing

@testable import HTTPServer

/// What a parser has said about a whole input, however it was cut.
struct Verdict: Equatable, CustomStringConvertible {
  var events: [String] = []

  var description: String { events.joined(separator: " | ") }

  /// Shows the input to a parser in pieces that end at `cuts`.
  init(_ input: [UInt8], cuts: [Int], limits: HTTPLimits = HostileRequest.limits) {
    var parser = HTTPParser(limits: limits)
    var start = 0
    for end in cuts + [input.count] {
      while true {
        var consumed = 0
        let outcome = input[start..<end].withUnsafeBufferPointer { parser.parse($0, consumed: &consumed) }
        start += consumed
        switch outcome {
        case .incomplete: break
        case .failure(let failure):
          events.append("\(failure)")
          return
        case .request(let message):
          let head = message.head
          let headers = head.headers.map { "\($0.name.string)=\($0.value.string)" }.joined(separator: ",")
          events.append(
            "\(head.method.name) \(head.path.string) ?\(head.query?.string ?? "-") [\(headers)] \(message.body) \(head.keepsAlive)"
          )
          continue
        }
        break
      }
    }
    events.append("\(parser.phase)")
  }
}

struct ParserTests {
  static let accepted: [(text: String, verdict: String)] = [
    ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / ?- [Host=a] [] true | idle"),
    ("GET / HTTP/1.1\r\nhOsT:a\r\n\r\n", "GET / ?- [hOsT=a] [] true | idle"),
    ("GET /a/b%20c?x=1&y=?%41 HTTP/1.1\r\nHost: a:80\r\n\r\n", "GET /a/b%20c ?x=1&y=?%41 [Host=a:80] [] true | idle"),
    ("GET /? HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "GET / ? [Host=[::1]:80] [] true | idle"),
    ("GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET / ?- [Host=] [] true | idle"),
    ("GET / HTTP/1.1\r\nHost: \t a \t \r\nX: a\tb  c\r\n\r\n", "GET / ?- [Host=a,X=a\tb  c] [] true | idle"),
    ("GET / HTTP/1.1\r\nHost: a\r\nX: é\r\n\r\n", "GET / ?- [Host=a,X=é] [] true | idle"),
    ("GET / HTTP/1.0\r\n\r\n", "GET / ?- [] [] false | idle"),
    ("GET / HTTP/1.1\r\nHost: a\r\nConnection: foo , CLOSE\r\n\r\n", "GET / ?- [Host=a,Connection=foo , CLOSE] [] false | idle"),
    ("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", "BREW / ?- [Host=a] [] true | idle"),
    ("get / HTTP/1.1\r\nHost: a\r\n\r\n", "get / ?- [Host=a] [] true | idle"),
    (
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 03\r\n\r\nabcGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET",
      "POST / ?- [Host=a,Content-Length=03] [97, 98, 99] true | GET /2 ?- [Host=a] [] true | head"
    ),
    (
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n2;x=y\r\nab\r\n0001\r\nc\r\n0\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
      "POST / ?- [Host=a,Transfer-Encoding=Chunked] [97, 98, 99] true | GET /2 ?- [Host=a] [] true | idle"
    ),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc", "body"),
    ("", "idle"),
  ]

  @Test(arguments: accepted)
  func `a request is understood`(text: String, verdict: String) {
    #expect(Verdict([UInt8](text.utf8), cuts: []).description == verdict)
  }

  @Test(arguments: accepted.map(\.text) + HostileRequest.all.map(\.text))
  func `the verdict does not depend on how the bytes are cut`(text: String) {
    let bytes = [UInt8]((text + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n").utf8)
    let whole = Verdict(bytes, cuts: [])
    #expect(Verdict(bytes, cuts: Array(1..<max(1, bytes.count))) == whole, "byte by byte")
    for cut in 1..<bytes.count {
      #expect(Verdict(bytes, cuts: [cut]) == whole, "cut at \(cut)")
    }
  }

  @Test func `a head beyond its limit is refused though it ends in plain text`() {
    let frame = "GET / HTTP/1.1\r\nHost: a\r\nX: "
    for extra in 0...9 {
      let text = frame + String(repeating: "x", count: HostileRequest.limits.headBytes - frame.utf8.count + extra)
      let bytes = [UInt8](text.utf8)
      let whole = Verdict(bytes, cuts: [])
      #expect(whole.description == (extra == 0 ? "head" : "headTooLarge"), "\(extra) bytes beyond")
      #expect(Verdict(bytes, cuts: Array(1..<bytes.count)) == whole, "byte by byte, \(extra) bytes beyond")
    }
  }

  @Test func `limits are exact`() {
    let limits = HostileRequest.limits
    func verdict(_ text: String) -> String { Verdict([UInt8](text.utf8), cuts: []).events[0] }
    let target = "/" + String(repeating: "a", count: limits.targetBytes - 1)
    #expect(verdict("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n").hasPrefix("GET"))
    let frame = "GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n"
    let filler = String(repeating: "x", count: limits.headBytes - frame.utf8.count)
    #expect(verdict("GET / HTTP/1.1\r\nHost: a\r\nX: \(filler)\r\n\r\n").hasPrefix("GET"))
    #expect(verdict("GET / HTTP/1.1\r\nHost: a\r\nX: \(filler)x\r\n\r\n") == "headTooLarge")
    let headers = String(repeating: "X: y\r\n", count: limits.headers - 1)
    #expect(verdict("GET / HTTP/1.1\r\nHost: a\r\n\(headers)\r\n").hasPrefix("GET"))
    let body = String(repeating: "b", count: limits.bodyBytes)
    #expect(verdict("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(limits.bodyBytes)\r\n\r\n\(body)").hasPrefix("POST"))
    let size = String(limits.bodyBytes, radix: 16)
    #expect(
      verdict("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(size)\r\n\(body)\r\n0\r\n\r\n").hasPrefix("POST")
    )
  }

  @Test func `headers are found without regard to case, and counted`() throws {
    var parser = HTTPParser(limits: HTTPLimits())
    let text = "GET / HTTP/1.1\r\nHost: a\r\nIdempotency-Key: k1\r\nIDEMPOTENCY-KEY: k2\r\n\r\n"
    var consumed = 0
    let outcome = [UInt8](text.utf8).withUnsafeBufferPointer { parser.parse($0, consumed: &consumed) }
    guard case .request(let message) = outcome else { throw UnexpectedOutcome() }
    #expect(message.head.header("idempotency-key")?.string == "k1")
    #expect(message.head.headerCount("idempotency-key") == 2)
    #expect(message.head.header("idempotency") == nil)
    #expect(message.head.header("host").map { $0 == "a" } == true)
    #expect(consumed == text.utf8.count)
  }

  struct UnexpectedOutcome: Error {}
}
