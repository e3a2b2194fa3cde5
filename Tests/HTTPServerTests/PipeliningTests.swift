import Foundation
import HTTPServer
import Synchronization
import Testing

struct PipeliningTests {
  static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }

  @Test func `answers come in the order of the requests, whatever the order they are known in`() throws {
    let parking = Parking()
    let running = try RunningServer(handler: parking.handler)
    let client = try running.connect()
    let paths = (0..<8).map { "/\($0)" }
    client.send(paths.map(Self.get).joined())
    for _ in paths { parking.waitForRequest() }
    for path in paths.reversed() { parking.answer(path) }
    for path in paths { #expect(client.readReply()?.body == path) }
  }

  @Test func `reading stops while too many requests wait for their answers, and goes on after`() throws {
    var limits = HTTPLimits()
    limits.pipelinedRequests = 3
    let parking = Parking()
    let running = try RunningServer(limits, handler: parking.handler)
    let client = try running.connect()
    let paths = (0..<20).map { "/\($0)" }
    client.send(paths.map(Self.get).joined())
    for _ in 0..<3 { parking.waitForRequest() }
    // Another connection's request comes after whatever would have been taken too much.
    let other = try running.connect()
    other.send(Self.get("/other"))
    parking.waitForRequest()
    #expect(parking.count == 4)
    parking.answer("/other")
    #expect(other.readReply()?.body == "/other")
    for (index, path) in paths.enumerated() {
      parking.answer(path)
      #expect(client.readReply()?.body == path)
      if index + 3 < paths.count { parking.waitForRequest() }
    }
  }

  @Test func `ten thousand pipelined requests are all answered in order`() throws {
    let running = try RunningServer()
    let client = try running.connect()
    let count = 10_000
    let sender = Thread { client.send((0..<count).map { Self.get("/\($0)") }.joined()) }
    sender.start()
    let text = client
    for number in 0..<count {
      let reply = text.readReply()
      guard reply?.body == "GET\n/\(number)\n-\n" else {
        Issue.record("reply \(number) is \(String(describing: reply))")
        return
      }
    }
  }

  @Test func `a failure is answered behind the requests before it`() throws {
    let parking = Parking()
    let running = try RunningServer(handler: parking.handler)
    let client = try running.connect()
    client.send(Self.get("/good") + "BAD\r\n\r\n" + Self.get("/never"))
    parking.waitForRequest()
    parking.answer("/good")
    #expect(client.readReply()?.body == "/good")
    #expect(client.readReply()?.body == "invalidRequestLine")
    #expect(client.readToEnd() == "")
    #expect(parking.count == 0)
  }

  @Test func `only the first answer counts`() throws {
    let running = try RunningServer(
      handler: ClosureHandler { _, responder in
        responder.send { HTTPResponse(status: 200, body: [UInt8]("first".utf8)) }
        responder.send { HTTPResponse(status: 200, body: [UInt8]("second".utf8)) }
        responder.stream { HTTPResponse(status: 200) }.finish()
      })
    let client = try running.connect()
    client.send(Self.get("/") + Self.get("/"))
    #expect(client.readReply()?.body == "first")
    #expect(client.readReply()?.body == "first")
    #expect(running.server.statistics.secondAnswers == 4)
  }

  @Test func `a responder that is let go answers 500 and closes`() throws {
    let running = try RunningServer(handler: ClosureHandler { _, _ in })
    let reply = try running.exchange(Self.get("/"))
    #expect(reply.hasPrefix("HTTP/1.1 500"))
    #expect(reply.hasSuffix("unanswered"))
    #expect(running.server.statistics.failures == [.unanswered: 1])
  }

  @Test func `an answer for a client that has gone goes nowhere`() throws {
    let parking = Parking()
    let running = try RunningServer(handler: parking.handler)
    do {
      let client = try running.connect()
      client.send(Self.get("/gone"))
      parking.waitForRequest()
    }
    let responder = try #require(parking.take("/gone"))
    responder.send { HTTPResponse(status: 200) }
    let client = try running.connect()
    client.send(Self.get("/next"))
    parking.waitForRequest()
    parking.answer("/next")
    #expect(client.readReply()?.body == "/next")
  }

  /// Collects the requests of a turn and answers them together.
  final class Gathering: HTTPHandler {
    let state = Mutex((waiting: [HTTPResponder](), turns: 0))

    func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
      state.withLock { $0.waiting.append(responder) }
    }

    func turnEnded() {
      let waiting = state.withLock { state in
        state.turns += 1
        defer { state.waiting = [] }
        return state.waiting
      }
      let count = waiting.count
      HTTPResponder.sendAll(
        waiting.map { ($0, { HTTPResponse(status: 200, body: [UInt8]("together with \(count)".utf8)) }) })
      // Beside the first answer they count for nothing.
      HTTPResponder.sendAll(waiting.map { ($0, { HTTPResponse(status: 500) }) })
    }

    func answer(to failure: HTTPFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }
  }

  @Test func `the handler learns when all that arrived has been handed over`() throws {
    let gathering = Gathering()
    var limits = HTTPLimits()
    limits.weightPerVisit = 10
    let running = try RunningServer(limits, handler: gathering)
    let client = try running.connect()
    client.send((0..<10).map { Self.get("/\($0)") }.joined())
    for _ in 0..<10 { #expect(client.readReply()?.body == "together with 10") }
    #expect(gathering.state.withLock { $0.turns } == 1)
    #expect(running.server.statistics.secondAnswers == 10)
  }
}
