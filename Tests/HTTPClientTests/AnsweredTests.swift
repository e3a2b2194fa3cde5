import Foundation
import HTTPClient
import HTTPServer
import Synchronization
import Testing

@Suite struct `A call that is answered` {
  @Test func `carries what it was given, and nothing that was not asked for`() throws {
    let (server, client) = (try GoodServer(), HTTPClient())
    defer { client.close() }
    let result = try client.call(
      HTTPCall(
        .post, server.url + "/a/../b%20c?x=1&y=%2F",
        headers: [.init("Authorization", "Basic c2VjcmV0"), .init("X-Empty", ""), .init("Content-Type", "application/json")],
        body: [UInt8]("{\"amount\":1}".utf8)))
    #expect(
      result.text == """
        POST /a/../b%20c?x=1&y=%2F
        accept: */*
        authorization: Basic c2VjcmV0
        content-length: 12
        content-type: application/json
        host: 127.0.0.1:\(server.port)
        user-agent: walletd
        x-empty:\u{20}

        {"amount":1}
        """)
  }

  @Test(arguments: HTTPCall.Method.allCases) func `has its method, with and without a body`(_ method: HTTPCall.Method) throws {
    let (server, client) = (try GoodServer(), HTTPClient())
    defer { client.close() }
    for body in method == .get ? [""] : ["", "x"] {
      let text = try #require(try client.call(HTTPCall(method, server.url + "/m", body: [UInt8](body.utf8))).text)
      #expect(text.hasPrefix("\(method.rawValue) /m\n"))
      #expect(text.hasSuffix("\n\n" + body))
      #expect(!text.contains("content-type") && !text.contains("expect"))
      let saysLength = text.contains("content-length: \(body.utf8.count)\n")
      #expect(saysLength == (method != .get && (method != .delete || !body.isEmpty)))
    }
  }

  @Test func `sends a large body without asking for leave`() throws {
    let server = try RawServer { connection, _ in
      let length = connection.readRequest()?.utf8.count ?? 0
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: \("\(length)".utf8.count)\r\n\r\n\(length)")
    }
    let client = HTTPClient()
    defer { client.close() }
    let result = try client.call(HTTPCall(.post, server.url, body: [UInt8](repeating: 0x78, count: 2 << 20)))
    #expect(try #require(Int(result.text ?? "")) > 2 << 20)
    #expect(server.requests().allSatisfy { !$0.prefix(500).lowercased().contains("expect") })
  }

  @Test func `gives status, headers and body back; a redirection is an answer`() throws {
    let server = try GoodServer { _, responder in
      responder.send {
        HTTPResponse(
          status: 302, contentType: "text/plain",
          headers: [HTTPHeader("Location", "http://127.0.0.1:1/"), HTTPHeader("X-Two", " a: b ")],
          body: [UInt8]("moved".utf8))
      }
    }
    let client = HTTPClient()
    defer { client.close() }
    guard case .answered(let status, let headers, let body) = try client.call(HTTPCall(.get, server.url)) else {
      Issue.record("it was not answered")
      return
    }
    #expect(status == 302)
    #expect(
      headers.filter { $0.name != "date" }.map { "\($0.name)=\($0.value)" } == [
        "content-type=text/plain", "content-length=5", "location=http://127.0.0.1:1/", "x-two=a: b",
      ])
    #expect(String(decoding: body, as: UTF8.self) == "moved")
  }

  @Test func `keeps neither interim heads nor trailers, and puts chunks together`() throws {
    let server = try RawServer { connection, _ in
      connection.readRequest()
      connection.send("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")
      connection.send(
        "HTTP/1.1 201 Created\r\nX-Late: 1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n")
    }
    let client = HTTPClient()
    defer { client.close() }
    let result = try client.call(HTTPCall(.get, server.url))
    #expect(
      result
        == .answered(
          status: 201, headers: [.init("x-late", "1"), .init("transfer-encoding", "chunked")], body: [UInt8]("abcde".utf8)))
    #expect(server.requests().count == 1)
  }

  @Test func `may be exactly as large as it is allowed to be`() throws {
    let server = try GoodServer { _, responder in
      responder.send { HTTPResponse(status: 200, body: [UInt8](repeating: 0x61, count: 100_000)) }
    }
    let client = HTTPClient()
    defer { client.close() }
    #expect(try client.call(HTTPCall(.get, server.url, mostAnswerBytes: 100_000)).text?.count == 100_000)
  }

  @Test func `ten thousand times goes over eight connections, each answered once with its own answer`() throws {
    let (server, client) = (try GoodServer(), HTTPClient())
    defer { client.close() }
    let wrong = Mutex(0)
    let answered = DispatchSemaphore(value: 0)
    let counts = Mutex([Int](repeating: 0, count: 10_000))
    for number in 0..<10_000 {
      client.send(HTTPCall(.post, server.url + "/n", body: [UInt8]("number \(number).".utf8))) { result in
        if result.text?.hasSuffix("\n\nnumber \(number).") != true { wrong.withLock { $0 += 1 } }
        counts.withLock { $0[number] += 1 }
        answered.signal()
      }
    }
    for _ in 0..<10_000 { try #require(answered.wait(timeout: .now() + 20) == .success, "an answer is missing") }
    #expect(wrong.withLock { $0 } == 0)
    #expect(counts.withLock { $0.allSatisfy { $0 == 1 } })
    #expect(server.server.statistics.connectionsAccepted == 8)
    #expect(server.server.statistics.requests == 10_000)
    var statistics = HTTPClientStatistics()
    (statistics.calls, statistics.connectionsMade, statistics.connectionsReused) = (10_000, 8, 9_992)
    #expect(client.statistics == statistics)
  }

  @Test func `may call again from its answer, and a slow host holds up no other`() throws {
    let arrived = Flag()
    let slow = try GoodServer { _, responder in
      Parked.shared.keep(responder)
      arrived.raise()
    }
    let quick = try GoodServer()
    var options = HTTPClientOptions()
    options.connectionsPerHost = 1
    let client = HTTPClient(options)
    let (never, results) = (Results(), Results())
    for _ in 0..<3 { client.send(HTTPCall(.get, slow.url), answer: never.take) }
    arrived.wait()
    client.send(HTTPCall(.get, quick.url + "/1")) { _ in
      client.send(HTTPCall(.get, quick.url + "/2"), answer: results.take)
    }
    #expect(results.wait().first?.text?.hasPrefix("GET /2\n") == true)
    #expect(client.statistics.callsInFlight == 3)
    client.close()
    #expect(never.all.count == 3)
    #expect(slow.server.statistics.connectionsAccepted == 1)
  }
}

/// Requests that are not answered while their test runs.
final class Parked: Sendable {
  static let shared = Parked()
  private let responders = Mutex<[HTTPResponder]>([])

  func keep(_ responder: HTTPResponder) { responders.withLock { $0.append(responder) } }
}
