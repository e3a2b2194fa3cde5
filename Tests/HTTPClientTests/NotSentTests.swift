import Foundation
import Glibc
import HTTPClient
import HTTPServer
import Testing

@Suite struct `A call that is not sent` {
  @Test func `found nobody at the port`() throws {
    let (client, port) = (HTTPClient(), DeafPort())
    defer { client.close() }
    #expect(
      try client.call(HTTPCall(.post, "http://127.0.0.1:\(port.number)/", body: [1]))
        == .notSent("no connection: Connection refused"))
  }

  @Test func `found no host of that name`() throws {
    let client = HTTPClient()
    defer { client.close() }
    // No name server is asked for a part of more than 63 letters.
    let name = String(repeating: "a", count: 64) + ".invalid"
    #expect(try client.call(HTTPCall(.get, "http://\(name)/")) == .notSent("the name of the host is not known"))
  }

  @Test func `was not connected in time`() throws {
    // A queue that is full: the system drops what comes.
    let (descriptor, port) = try SocketListener.loopback(backlog: 0)
    defer { close(descriptor) }
    let crowd = (0..<4).map { _ in RawConnection.open(port, waits: false) }
    let client = HTTPClient()
    defer { client.close() }
    let result = try client.call(HTTPCall(.post, "http://127.0.0.1:\(port)/", body: [1], connectTimeout: 200_000))
    #expect(result == .notSent("no connection within 200 ms"))
    #expect(crowd.count == 4)
  }

  @Test func `was not taken into TLS: the other side is silent, or speaks something else`() throws {
    let silent = try RawServer { connection, _ in connection.waitForEnd() }
    let plain = try RawServer { connection, _ in
      connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
      connection.waitForEnd()
    }
    let gone = try RawServer { connection, _ in
      _ = connection.peek(1)
      connection.reset()
    }
    let client = HTTPClient()
    func call(_ server: RawServer) throws -> HTTPResult {
      try client.call(HTTPCall(.post, "https://127.0.0.1:\(server.port)/", body: [1], connectTimeout: 300_000))
    }
    #expect(try call(silent) == .notSent("no connection within 300 ms"))
    #expect(try call(plain).notSent?.hasPrefix("no TLS with the server: ") == true)
    #expect(try call(gone).notSent?.hasPrefix("no TLS with the server: ") == true)
    client.close()
    for server in [silent, plain, gone] { #expect(server.requests().isEmpty) }
  }

  @Test func `waited for a connection until it was due`() throws {
    let server = try GoodServer { _, responder in Parked.shared.keep(responder) }
    var options = HTTPClientOptions()
    options.connectionsPerHost = 1
    let client = HTTPClient(options)
    let first = Results()
    client.send(HTTPCall(.get, server.url), answer: first.take)
    #expect(
      try client.call(HTTPCall(.post, server.url, body: [1], timeout: 200_000))
        == .notSent("no connection was free within 200 ms"))
    client.close()
    #expect(first.all == [.interrupted("the client was closed")])
  }

  @Test func `is one too many`() throws {
    let server = try GoodServer { _, responder in Parked.shared.keep(responder) }
    var options = HTTPClientOptions()
    options.callsInFlight = 2
    let client = HTTPClient(options)
    let two = Results()
    for _ in 0..<2 { client.send(HTTPCall(.get, server.url), answer: two.take) }
    #expect(try client.call(HTTPCall(.get, server.url)) == .notSent("2 calls are under way already"))
    client.close()
    #expect(two.all.count == 2)
  }

  static let wrong: [(HTTPCall, String)] = [
    (
      HTTPCall(.get, "http://127.0.0.1/", headers: [.init("X-A", "1\r\nX-B: 2")]),
      "the value of the header X-A holds a line end or another control character"
    ),
    (
      HTTPCall(.get, "http://127.0.0.1/", headers: [.init("X-A", "1\n2")]),
      "the value of the header X-A holds a line end or another control character"
    ),
    (
      HTTPCall(.get, "http://127.0.0.1/", headers: [.init("X-A", "1\u{0}2")]),
      "the value of the header X-A holds a line end or another control character"
    ),
    (
      HTTPCall(.get, "http://127.0.0.1/", headers: [.init("X-A", "1"), .init("X B: c", "1")]),
      "the name of header 2 is empty, or holds a character that no name may have"
    ),
    (
      HTTPCall(.get, "http://127.0.0.1/", headers: [.init("", "secret")]),
      "the name of header 1 is empty, or holds a character that no name may have"
    ),
    (
      HTTPCall(.get, "http://127.0.0.1/", headers: [.init("Transfer-Encoding", "chunked")]),
      "the header Transfer-Encoding is the client's own"
    ),
    (
      HTTPCall(.get, "http://127.0.0.1/", headers: [.init("content-length", "1")]),
      "the header content-length is the client's own"
    ),
    (HTTPCall(.get, "http://127.0.0.1/", headers: [.init("Host", "a")]), "the header Host is the client's own"),
    (HTTPCall(.get, "http://127.0.0.1/", headers: [.init("Expect", "100-continue")]), "the header Expect is the client's own"),
    (
      HTTPCall(.get, "http://127.0.0.1/", headers: (0..<65).map { .init("X-\($0)", "") }),
      "there are more than 64 headers"
    ),
    (HTTPCall(.get, "http://127.0.0.1/", body: [1]), "a GET has no body"),
    (HTTPCall(.get, "ftp://127.0.0.1/"), "the address is not http://host/… or https://host/…"),
    (HTTPCall(.get, "file:///etc/passwd"), "the address is not http://host/… or https://host/…"),
    (HTTPCall(.get, "127.0.0.1"), "the address is not http://host/… or https://host/…"),
    (HTTPCall(.get, ""), "the address is not http://host/… or https://host/…"),
    (HTTPCall(.get, "http://127.0.0.1/a b"), "the address holds a space or a control character"),
    (HTTPCall(.get, "http://127.0.0.1/\u{0}a"), "the address holds a space or a control character"),
    (HTTPCall(.get, "http://127.0.0.1/\r\nX: 1"), "the address holds a space or a control character"),
    (
      HTTPCall(.get, "http://user:secret@127.0.0.1/"),
      "the address holds a name or a password; send an Authorization header instead"
    ),
    (HTTPCall(.get, "http://127.0.0.1/" + String(repeating: "a", count: 8_192)), "the address is longer than 8192 bytes"),
  ]

  @Test(arguments: wrong.indices) func `would have said something else than was meant`(_ index: Int) throws {
    let client = HTTPClient()
    defer { client.close() }
    #expect(try client.call(`A call that is not sent`.wrong[index].0) == .notSent(`A call that is not sent`.wrong[index].1))
    #expect(client.statistics.connectionsMade == 0)
  }

  @Test func `never describes what it holds`() {
    let call = HTTPCall(
      .post, "https://a.test/?key=secret", headers: [.init("Authorization", "secret")], body: [UInt8]("secret".utf8))
    var dumped = ""
    dump(call, to: &dumped)
    dump(call.headers, to: &dumped)
    for text in ["\(call)", String(reflecting: call), dumped, "\([call])", "\(Optional(call) as Any)", "\(call.headers)"] {
      #expect(!text.contains("secret") && !text.contains("115, 101"), "\(text)")
    }
  }
}
