import Foundation
import Glibc
import HTTPServer
import Testing

struct TimeoutTests {
  /// All of them long, except one.
  static func limits(_ change: (inout HTTPLimits) -> Void) -> HTTPLimits {
    var limits = HTTPLimits()
    change(&limits)
    return limits
  }

  @Test(arguments: ["G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\n"])
  func `a head that does not end is answered 408`(text: String) throws {
    let running = try RunningServer(Self.limits { $0.headTimeout = .milliseconds(50) })
    let reply = try running.exchange(text)
    #expect(reply.hasPrefix("HTTP/1.1 408"))
    #expect(reply.hasSuffix("headTimeout"))
  }

  @Test func `a head has its time from its first byte, however often more comes`() throws {
    let running = try RunningServer(Self.limits { $0.headTimeout = .milliseconds(100) })
    let client = try running.connect()
    let drip = Thread {
      for _ in 0..<10_000 where !Thread.current.isCancelled {
        client.send("X")
        _ = poll(nil, 0, 5)  // The pace of the drip; nothing is waited for.
      }
    }
    client.send("GET /")
    drip.start()
    #expect(client.readReply()?.status == 408)
    drip.cancel()
  }

  @Test(arguments: [
    "Content-Length: 5\r\n\r\nabc", "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n5\r\n",
  ])
  func `a body that does not end is answered 408`(text: String) throws {
    let running = try RunningServer(Self.limits { $0.bodyTimeout = .milliseconds(50) })
    let reply = try running.exchange("POST / HTTP/1.1\r\nHost: a\r\n\(text)")
    #expect(reply.contains("HTTP/1.1 408"))
    #expect(reply.hasSuffix("bodyTimeout"))
  }

  @Test func `a connection that says nothing is closed without a word`() throws {
    let running = try RunningServer(Self.limits { $0.headTimeout = .milliseconds(50) })
    #expect(try running.exchange("") == "")
    #expect(running.server.statistics.idleTimeouts == 1)
  }

  @Test func `an idle connection is closed without a word`() throws {
    let running = try RunningServer(Self.limits { $0.idleTimeout = .milliseconds(50) })
    let client = try running.connect()
    client.send(ServingTests.get)
    #expect(client.readReply()?.status == 200)
    #expect(client.readToEnd() == "")
    #expect(running.server.statistics.idleTimeouts == 1)
  }

  @Test func `a request that takes its time is not idle`() throws {
    let parking = Parking()
    let running = try RunningServer(
      Self.limits {
        $0.idleTimeout = .milliseconds(150)
        $0.headTimeout = .milliseconds(150)
        $0.bodyTimeout = .milliseconds(150)
      }, handler: parking.handler)
    let client = try running.connect()
    client.send("POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")
    parking.waitForRequest()
    // Another connection goes through its whole idle time meanwhile.
    #expect(try running.exchange("") == "")
    parking.answer("/slow")
    #expect(client.readReply()?.body == "/slow")
  }

  @Test func `who does not take the reply is cut off`() throws {
    let running = try RunningServer(
      Self.limits { $0.writeTimeout = .milliseconds(50) },
      handler: ClosureHandler { request, responder in
        let size = request.path == "/large" ? 8 << 20 : 1
        responder.send { HTTPResponse(status: 200, body: [UInt8](repeating: 120, count: size)) }
      })
    let client = try running.connect()
    client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n" + ServingTests.get)
    // Nobody else is held up meanwhile.
    let other = try running.connect()
    other.send(ServingTests.get)
    #expect(other.readReply()?.body == "x")
    var status = pollfd(descriptor: client.descriptor)
    while status.revents & Int16(POLLHUP) == 0 { #expect(poll(&status, 1, 10_000) == 1) }
    #expect(running.server.statistics.writeTimeouts == 1)
  }

  @Test func `after an error reply the client may finish sending, and then is cut off`() throws {
    let running = try RunningServer(
      Self.limits {
        $0.bodyBytes = 10
        $0.lingerTimeout = .milliseconds(50)
      })
    let client = try running.connect()
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
    #expect(client.send([UInt8](repeating: 120, count: 1_000_000)))
    #expect(client.readReply()?.status == 413)
    #expect(client.readToEnd() == "")
    var status = pollfd(descriptor: client.descriptor)
    while status.revents & Int16(POLLHUP) == 0 { #expect(poll(&status, 1, 10_000) == 1) }
  }
}

extension pollfd {
  /// Waits for nothing but the end.
  fileprivate init(descriptor: Int32) {
    self.init(fd: descriptor, events: 0, revents: 0)
  }
}
