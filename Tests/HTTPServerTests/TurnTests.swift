import Foundation
import Testing

@testable import HTTPServer

@Suite struct `Turns` {
  private static func connection(_ number: UInt64, _ flow: HTTPFlow) -> HTTPConnection {
    HTTPConnection(id: HTTPConnectionID(number: number), peer: nil, flow: flow, limits: HTTPLimits())
  }

  @Test func `go round the flows, however many connections each has`() {
    let (noisy, quiet, other) = (HTTPFlow(), HTTPFlow(), HTTPFlow())
    var turns = HTTPTurns()
    for number in 0..<4 as Range<UInt64> { turns.add(Self.connection(number, noisy)) }
    turns.add(Self.connection(10, quiet))
    turns.add(Self.connection(20, other))
    turns.add(Self.connection(21, other))
    var order: [UInt64] = []
    while let connection = turns.next() { order.append(connection.id.number) }
    #expect(order == [0, 10, 20, 1, 21, 2, 3])
    let isEmpty = turns.isEmpty
    #expect(isEmpty)
  }

  @Test func `are one for each connection, however often it is added, and wherever it belongs by then`() {
    let (before, after) = (HTTPFlow(), HTTPFlow())
    let connection = Self.connection(1, before)
    var turns = HTTPTurns()
    turns.add(connection)
    connection.session.flow = after
    turns.add(connection)
    var count = 0
    while turns.next() != nil { count += 1 }
    #expect(count == 1)
    turns.add(connection)
    let again = turns.next()?.id
    #expect(again == connection.id)
  }

  @Test func `keep nothing of those that were served`() {
    let flow = HTTPFlow()
    var turns = HTTPTurns()
    for number in 0..<5_000 as Range<UInt64> {
      turns.add(Self.connection(number, flow))
      turns.add(Self.connection(number + 10_000, HTTPFlow()))
      if number > 0 {
        _ = turns.next()
        _ = turns.next()
      }
    }
    var left = 0
    while turns.next() != nil { left += 1 }
    #expect(left == 2)
  }
}

/// Connections from which nothing is taken for a while.
@Suite struct `Rests` {
  /// Lets a connection rest whenever it asks for `/no`.
  private static let handler = ClosureHandler { request, responder in
    if request.path == "/no" { request.session.rests = true }
    let path = request.path.string
    responder.send { HTTPResponse(status: 200, contentType: "text/plain", body: [UInt8](path.utf8)) }
  }

  private static func server(resting: Duration) throws -> RunningServer {
    var limits = HTTPLimits()
    limits.restTime = resting
    return try RunningServer(limits, handler: handler)
  }

  private static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }

  @Test(arguments: [true, false]) func `hold back what comes behind, and nobody else`(isPipelined: Bool) throws {
    let running = try Self.server(resting: .milliseconds(200))
    let (client, other) = (try running.connect(), try running.connect())
    let begin = ContinuousClock.now
    client.send(Self.get("/no") + (isPipelined ? Self.get("/behind") : ""))
    #expect(client.readReply()?.body == "/no")
    if !isPipelined { client.send(Self.get("/behind")) }
    for _ in 0..<10 {
      other.send(Self.get("/other"))
      #expect(other.readReply()?.body == "/other")
    }
    let beside = ContinuousClock.now - begin
    #expect(client.readReply()?.body == "/behind")
    let behind = ContinuousClock.now - begin
    #expect(behind >= .milliseconds(200), "it was to rest")
    #expect(beside < behind)
    // It is over: the next is answered without waiting for another.
    client.send(Self.get("/next"))
    #expect(client.readReply()?.body == "/next")
    #expect(ContinuousClock.now - begin < behind + .milliseconds(200))
  }

  @Test func `end with the server: what has arrived is answered`() throws {
    let running = try Self.server(resting: .seconds(3_600))
    let client = try running.connect()
    client.send(Self.get("/no") + Self.get("/behind"))
    #expect(client.readReply()?.body == "/no")
    running.server.stop(grace: .seconds(10))
    #expect(client.readReply()?.body == "/behind")
    #expect(running.waitForEnd())
  }

  @Test func `do not keep a connection whose client has gone`() throws {
    let running = try Self.server(resting: .milliseconds(50))
    var client: Client? = try running.connect()
    client?.send(Self.get("/no"))
    #expect(client?.readReply()?.body == "/no")
    client = nil
    let deadline = ContinuousClock.now + .seconds(10)
    while running.server.statistics.connectionsOpen > 0, ContinuousClock.now < deadline { sched_yield() }
    #expect(running.server.statistics.connectionsOpen == 0)
  }
}
