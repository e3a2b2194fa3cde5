import Foundation
import Glibc
import HTTPServer
import Testing

struct ServingTests {
  static let get = "GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test func `a request is answered with everything a client needs`() throws {
    let client = try RunningServer().connect()
    client.send(Self.get)
    let reply = try #require(client.readReply())
    #expect(reply.status == 200)
    #expect(reply.body == "GET\n/a\nb=c\n")
    #expect(reply.headers["content-type"] == "text/plain")
    #expect(reply.headers["content-length"] == "\(reply.body.utf8.count)")
    #expect(reply.headers["connection"] == nil)
    #expect(reply.headers["date"]?.hasSuffix(" GMT") == true)
  }

  @Test func `a connection serves request after request`() throws {
    let running = try RunningServer()
    let client = try running.connect()
    for number in 0..<100 {
      let body = String(repeating: "x", count: number)
      client.send("POST /\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: \(number)\r\n\r\n\(body)")
      #expect(client.readReply()?.body == "POST\n/\(number)\n-\n\(body)")
    }
    let statistics = running.server.statistics
    #expect(statistics.connectionsAccepted == 1)
    #expect(statistics.requests == 100)
    #expect(statistics.responses == 100)
    #expect(statistics.connectionsOpen == 1)
  }

  @Test func `a request may arrive byte by byte`() throws {
    let client = try RunningServer().connect()
    for byte in "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc".utf8 { client.send([byte]) }
    #expect(client.readReply()?.body == "POST\n/a\n-\nabc")
  }

  @Test func `a body of megabytes arrives whole, and so does a reply`() throws {
    let client = try RunningServer().connect()
    let body = String(repeating: "0123456789abcdef", count: 200_000)
    let sender = Thread { client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)") }
    sender.start()
    let reply = try #require(client.readReply())
    #expect(reply.body == "POST\n/a\n-\n\(body)")
    client.send(Self.get)
    #expect(client.readReply()?.status == 200)
  }

  @Test func `a chunked body is decoded`() throws {
    let client = try RunningServer().connect()
    client.send(
      "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7;x=y\r\n, world\r\n0\r\n\r\n" + Self.get)
    #expect(client.readReply()?.body == "POST\n/a\n-\nhello, world")
    #expect(client.readReply()?.body == "GET\n/a\nb=c\n")
  }

  @Test func `HEAD has the headers of GET and no body`() throws {
    let client = try RunningServer().connect()
    client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get)
    #expect(client.readReply(isHead: true)?.headers["content-length"] == "10")
    let next = try #require(client.readReply())
    #expect(next.status == 200)
    #expect(next.body == "GET\n/a\nb=c\n")
  }

  @Test(arguments: [UInt16(204), 304])
  func `some statuses have no body`(status: UInt16) throws {
    let running = try RunningServer(
      handler: ClosureHandler { _, responder in responder.send { HTTPResponse(status: status, body: [1, 2, 3]) } })
    let client = try running.connect()
    client.send(Self.get + Self.get)
    for _ in 0..<2 {
      let reply = try #require(client.readReply())
      #expect(reply.status == Int(status))
      #expect(reply.headers["content-length"] == nil)
    }
  }

  @Test(arguments: [
    "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
  ])
  func `who wants the connection closed gets it closed`(text: String) throws {
    let running = try RunningServer()
    let reply = try running.exchange(text + Self.get)
    #expect(running.server.statistics.requests == 1)
    #expect(reply.contains("\r\nConnection: close\r\n"))
    #expect(reply.hasSuffix("GET\n/\n-\n"))
  }

  @Test func `a reply may close the connection`() throws {
    let running = try RunningServer(
      handler: ClosureHandler { _, responder in
        responder.send {
          var response = HTTPResponse(status: 200)
          response.closesConnection = true
          return response
        }
      })
    #expect(try running.exchange(Self.get + Self.get).components(separatedBy: "HTTP/1.1 200").count == 2)
  }

  @Test func `a client that closes its side early still gets its answers`() throws {
    let client = try RunningServer().connect()
    client.send(Self.get + Self.get)
    client.finishSending()
    #expect(client.readToEnd().components(separatedBy: "HTTP/1.1 200").count == 3)
  }

  @Test func `headers of replies cannot break the line`() throws {
    let running = try RunningServer(
      handler: ClosureHandler { _, responder in
        responder.send { HTTPResponse(status: 200, headers: [HTTPHeader("X-Request-Id", "a\r\nSet-Cookie: b\0")]) }
      })
    let client = try running.connect()
    client.send(Self.get)
    let reply = try #require(client.readReply())
    #expect(reply.headers["x-request-id"] == "a  Set-Cookie: b")
    #expect(reply.headers["set-cookie"] == nil)
  }

  @Test func `the peer is who the kernel says`() throws {
    let running = try RunningServer(
      handler: ClosureHandler { request, responder in
        let text = request.peer.map { "\($0.pid) \($0.uid) \($0.gid)" } ?? "nobody"
        responder.send { HTTPResponse(status: 200, body: [UInt8](text.utf8)) }
      })
    let client = try running.connect()
    client.send(Self.get)
    #expect(client.readReply()?.body == "\(getpid()) \(getuid()) \(getgid())")
  }

  @Test func `it serves TCP as well`() throws {
    let (descriptor, port) = try SocketListener.loopback()
    let server = try HTTPServer(listener: descriptor, handler: ClosureHandler.echo)
    Thread.detachNewThread { do { try server.run() } catch { fatalError("\(error)") } }
    defer { server.stop(grace: .zero) }
    let curl = Process()
    curl.executableURL = URL(filePath: "/usr/bin/curl")
    curl.arguments = ["-sS", "-d", "hello", "http://127.0.0.1:\(port)/x"]
    let pipe = Pipe()
    curl.standardOutput = pipe
    try curl.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    #expect(String(decoding: output, as: UTF8.self) == "POST\n/x\n-\nhello")
  }

  @Test func `100 Continue is sent when the body is still to come, once, and in its turn`() throws {
    let parking = Parking()
    let running = try RunningServer(handler: parking.handler)
    let client = try running.connect()
    client.send(
      "GET /first HTTP/1.1\r\nHost: a\r\n\r\nPOST /second HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n"
    )
    parking.waitForRequest()
    parking.answer("/first")
    #expect(client.readReply()?.body == "/first")
    #expect(client.readReply()?.status == 100)
    client.send("he")
    client.send("llo")
    parking.waitForRequest()
    parking.answer("/second")
    #expect(client.readReply()?.body == "/second")
  }

  @Test func `100 Continue is not sent when the body is here, refused, or the client speaks HTTP 1.0`() throws {
    let running = try RunningServer(HostileRequest.limits)
    let expectation = "Expect: 100-continue\r\nConnection: close\r\n"
    let here = try running.exchange("POST / HTTP/1.1\r\nHost: a\r\n\(expectation)Content-Length: 2\r\n\r\nhi")
    #expect(here.hasPrefix("HTTP/1.1 200"))
    let large = try running.exchange("POST / HTTP/1.1\r\nHost: a\r\n\(expectation)Content-Length: 2000\r\n\r\n")
    #expect(large.hasPrefix("HTTP/1.1 413"))
    let old = try running.connect()
    old.send("POST / HTTP/1.0\r\n\(expectation)Content-Length: 2\r\n\r\n")
    old.send("hi")
    #expect(old.readReply()?.status == 200)
  }
}
