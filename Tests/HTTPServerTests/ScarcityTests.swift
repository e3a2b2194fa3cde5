import Foundation
import Glibc
import HTTPServer
import Testing

/// Each of these has a process of its own, because it changes what the process may have.
struct ScarcityTests {
  @Test func `without descriptors accepting pauses instead of spinning, and goes on when there are some`() async {
    await #expect(processExitsWith: .success) {
      let running = try RunningServer()
      let inside = try running.connect()
      inside.send(ServingTests.get)
      #expect(inside.readReply()?.status == 200)
      let clients = try (0..<8).map { _ in try Client() }
      setDescriptorLimit(usedDescriptors())
      for client in clients { try client.connect(running.path) }
      clients[0].setPatience(milliseconds: 350)
      clients[0].send(ServingTests.get)
      #expect(clients[0].readSome().isEmpty)
      // One every 100 ms.
      #expect((1...6).contains(running.server.statistics.acceptPauses))
      #expect(running.server.statistics.connectionsAccepted == 1)
      inside.send(ServingTests.get)
      #expect(inside.readReply()?.status == 200)
      setDescriptorLimit(256)
      clients[0].setPatience(milliseconds: 10_000)
      for client in clients {
        if client !== clients[0] { client.send(ServingTests.get) }
        #expect(client.readReply()?.status == 200)
      }
    }
  }

  @Test func `five thousand half-open requests cost little memory and hold nobody up`() async {
    await #expect(processExitsWith: .success) {
      setDescriptorLimit(12_000)
      let running = try RunningServer()
      // What the first few cost is not theirs alone.
      let first = try (0..<100).map { _ in try running.connect() }
      for client in first { client.send("GET / HTTP/1.1\r\nHo") }
      let before = residentBytes()
      let crowd = try (0..<5000).map { _ in try running.connect() }
      for client in crowd { client.send("GET / HTTP/1.1\r\nHo") }
      #expect(try running.exchange("GET /alive HTTP/1.0\r\n\r\n").hasPrefix("HTTP/1.1 200"))
      #expect(running.server.statistics.connectionsOpen > 5000)
      #expect(residentBytes() - before < 5000 * 4096)
      for client in crowd { client.send("st: a\r\n\r\n") }
      for client in crowd { #expect(client.readReply()?.status == 200) }
    }
  }

  @Test func `one connection too many is answered 503, and a place that comes free is given away`() throws {
    var limits = HTTPLimits()
    limits.connections = 2
    let running = try RunningServer(limits)
    let (one, two) = (try running.connect(), try running.connect())
    for client in [one, two] {
      client.send(ServingTests.get)
      #expect(client.readReply()?.status == 200)
    }
    let third = try running.connect()
    #expect(third.readReply()?.body == "tooManyConnections")
    #expect(third.readToEnd() == "")
    #expect(running.server.statistics.connectionsRefused == 1)
    one.send("GET / HTTP/1.0\r\n\r\n")
    #expect(one.readReply()?.status == 200)
    one.finishSending()
    #expect(one.readToEnd() == "")
    #expect(try running.exchange("GET / HTTP/1.0\r\n\r\n").hasPrefix("HTTP/1.1 200"))
  }

  @Test func `a body that does not fit beside the others is answered 503, and fits when they are done`() throws {
    var limits = HTTPLimits()
    limits.bodyBytes = 80_000
    limits.bodyBytesInFlight = 100_000
    let running = try RunningServer(limits)
    let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 80000\r\n\r\n"
    let whole = String(repeating: "x", count: 80_000)
    let first = try running.connect()
    first.send(head)
    // What came first is read first: this one's answer means that the first is counted.
    #expect(try running.exchange("GET /alive HTTP/1.0\r\n\r\n").hasPrefix("HTTP/1.1 200"))

    let announced = try running.connect()
    announced.send(head)
    let refusal = try #require(announced.readReply())
    #expect(refusal.status == 503 && refusal.body == "tooManyBodies")
    let chunked = try running.connect()
    chunked.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7530\r\n" + String(whole.prefix(30_000)))
    #expect(chunked.readReply()?.body == "tooManyBodies")
    #expect(running.server.statistics.failures == [.tooManyBodies: 2])

    first.send(whole)
    #expect(first.readReply()?.status == 200)
    // Neither one that is done, nor those that were refused or broke off, keep their room.
    for _ in 0..<2 {
      let broken = try running.connect()
      broken.send(head + "x")
      broken.finishSending()
      #expect(broken.readReply()?.body == "truncatedRequest")
    }
    first.send(head + whole)
    #expect(first.readReply()?.status == 200)
  }
}

private func setDescriptorLimit(_ count: UInt) {
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  limit.rlim_cur = rlim_t(count)
  precondition(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
}

/// The number that the next descriptor would have.
private func usedDescriptors() -> UInt {
  let descriptor = open("/dev/null", O_RDONLY)
  close(descriptor)
  return UInt(descriptor)
}

private func residentBytes() -> Int {
  let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
  return (Int(fields[1]) ?? 0) * 4096
}
