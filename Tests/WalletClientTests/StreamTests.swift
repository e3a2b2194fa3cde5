import Foundation
import Synchronization
import Testing
import WalletAPI

@testable import WalletClient

@Suite struct `Server-sent events` {
  private func frames(_ pieces: [String]) throws -> (events: [String], token: String?) {
    var parser = FrameParser(token: nil)
    var found: [StreamedEvent] = []
    for piece in pieces { found += try parser.feed(Array(piece.utf8)) }
    return (found.map { "\($0.type) \(String(decoding: $0.data, as: UTF8.self)) \($0.token ?? "–")" }, parser.token)
  }

  @Test(arguments: [
    ("id: 1\nevent: a\ndata: x\n\n", ["a x 1"]), ("data: x\ndata:  y\n\n", ["message x\n y –"]), (": comment\n\n", []),
    ("id: 7\n\ndata: x\n\n", ["message x 7"]), ("event: a\n\ndata: x\n\n", ["message x –"]), ("data\n\n", ["message  –"]),
    ("data: x\r\n\r\ndata: y\r\r", ["message x –", "message y –"]), ("unknown: z\ndata: x\n\n", ["message x –"]),
    ("data: x", []), ("data: x\n", []), ("id: 1\ndata: x\n\nid\ndata: y\n\n", ["message x 1", "message y –"]),
  ])
  func `are read as the standard says, wherever they are cut`(text: String, events: [String]) throws {
    #expect(try frames([text]).events == events)
    #expect(try frames(text.utf8.map { String(UnicodeScalar($0)) }).events == events, "byte by byte")
    for cut in text.utf8.indices.dropFirst() {
      #expect(try frames([String(text[..<cut]), String(text[cut...])]).events == events)
    }
  }

  @Test func `take an id without an event as a place`() throws {
    let (events, token) = try frames(["id: 1\ndata: x\n\n", ": heartbeat\nid: 2\n\n", "id: 3\n"])
    #expect(events.count == 1 && token == "2", "the third is not complete")
  }

  @Test func `end a line somewhere`() {
    var parser = FrameParser(token: nil)
    #expect(throws: ClientFailure.self) { try parser.feed([UInt8](repeating: 97, count: 9 << 20)) }
  }

  @Test func `come in chunks that are cut anywhere`() throws {
    let text = "5\r\nhello\r\n1;x=y\r\n!\r\nA\r\n0123456789\r\n0\r\n\r\n"
    for step in 1...text.utf8.count {
      var decoder = ChunkDecoder()
      var body: [UInt8] = []
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        try decoder.feed(rest.prefix(step), into: &body)
        rest = rest.dropFirst(step)
      }
      #expect(String(decoding: body, as: UTF8.self) == "hello!0123456789" && decoder.hasEnded)
    }
    for wrong in ["x\r\n", "-1\r\n", "FFFFFFFFFFFFFFFFF\r\n"] {
      var decoder = ChunkDecoder()
      var body: [UInt8] = []
      #expect(throws: ClientFailure.self) { try decoder.feed(Array(wrong.utf8)[...], into: &body) }
    }
  }
}

@Suite struct `A client's stream` {
  private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

  private func chunk(_ text: String) -> String { "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n" }

  private var ready: String { chunk("id: t0\nevent: ready\ndata: {}\n\n") }

  private func stream(_ daemon: FakeDaemon, after: String? = nil) -> EventStream {
    EventStream(socketPath: daemon.path, EventSubscription(type: "hold.*", channel: "order:17"), after: after, timeoutSeconds: 5)
  }

  @Test func `asks for what is wanted, and gives one event after the other`() throws {
    let daemon = try FakeDaemon([
      [
        .read, .write(Self.head + ready + chunk("id: t1\nevent: a\ndata: 1\n\nid: t2\nevent: b\ndata: 2\n\n")), .waitForEnd,
      ]
    ])
    var stream: EventStream? = stream(daemon, after: "t9")
    try stream?.connect()
    #expect(try stream?.next(within: 3_000)?.type == "a")
    #expect(stream?.token == "t2", "as far as was read")
    #expect(try stream?.next(within: 3_000) == StreamedEvent(token: "t2", type: "b", data: [50]))
    #expect(try stream?.next(within: 20) == nil)
    stream = nil
    let request = try #require(daemon.requests().first)
    #expect(request.hasPrefix("GET /v1/events/stream?type=hold.%2A&channel=order%3A17 HTTP/1.1\r\n"))
    #expect(request.contains("Last-Event-ID: t9\r\n"))
  }

  @Test func `tells a refusal, an end and a break apart`() throws {
    let problem = #"{"code":"event_not_found","detail":"not here","status":404}"#
    let daemon = try FakeDaemon([
      [.read, .write("HTTP/1.1 404 Not Found\r\nContent-Length: \(problem.utf8.count)\r\n\r\n\(problem)")],
      [
        .read,
        .write(Self.head + ready + chunk("event: end\ndata: {\"reason\":\"stalled\",\"detail\":\"too slow\"}\n\n") + "0\r\n\r\n"),
      ],
      [.read, .write(Self.head + ready)],
      [.read, .write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok")],
    ])
    func failure() -> StreamFailure? {
      do throws(StreamFailure) { while try stream(daemon).next(within: 3_000) != nil {} } catch { return error }
      return nil
    }
    guard case .refused(let refused)? = failure() else { throw CocoaError(.featureUnsupported) }
    #expect(refused.code == .eventNotFound && refused.detail == "not here")
    guard case .ended("stalled", detail: "too slow")? = failure() else { throw CocoaError(.featureUnsupported) }
    guard case .client(.noAnswer)? = failure() else { throw CocoaError(.featureUnsupported) }
    guard case .client(.brokenAnswer)? = failure() else { throw CocoaError(.featureUnsupported) }
  }

  @Test func `is interrupted from another thread`() throws {
    let daemon = try FakeDaemon([[.read, .write(Self.head + ready), .waitForEnd]])
    let stream = stream(daemon)
    try stream.connect()
    Thread.detachNewThread { stream.interrupt() }
    do throws(StreamFailure) {
      _ = try stream.next()
      Issue.record("it goes on")
    } catch {
      guard case .client(.interrupted) = error else { throw error }
    }
  }

  @Test func `is made again by a tail, behind the last event`() throws {
    let daemon = try FakeDaemon([
      [.read, .write(Self.head + ready + chunk("id: t1\nevent: a\ndata: 1\n\n") + "5\r\nid: t")],
      [.read, .write("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\n{}")],
      [.read, .write(Self.head + ready.replacing("t0", with: "t1") + chunk("id: t2\nevent: b\ndata: 2\n\n")), .waitForEnd],
    ])
    let tail = EventTail(socketPath: daemon.path, EventSubscription(), timeoutSeconds: 5)
    var seen: [String] = []
    while !seen.contains("b") {
      switch try tail.next(within: 5_000) {
      case .event(let event): seen.append(event.type)
      case .connected: seen.append("connected")
      case .broken(_, retryIn: let pause): seen.append("broken \(pause)")
      case .nothing: seen.append("nothing")
      }
    }
    #expect(seen == ["connected", "a", "broken 100", "broken 300", "connected", "b"])
    tail.interrupt()
    #expect(throws: StreamFailure.self) { try tail.next(within: 3_000) }
    let asked = daemon.requests().map { $0.contains("Last-Event-ID: t1\r\n") }
    #expect(asked == [false, true, true])
  }

  @Test func `is not tried again by a tail where that cannot help`() throws {
    let problem = #"{"code":"api_key_revoked","detail":"no","status":401}"#
    let daemon = try FakeDaemon([
      [.read, .write(Self.head + ready)],
      [.read, .write("HTTP/1.1 401 Unauthorized\r\nContent-Length: \(problem.utf8.count)\r\n\r\n\(problem)")],
    ])
    let tail = EventTail(socketPath: daemon.path, EventSubscription(), timeoutSeconds: 5)
    guard case .connected = try tail.next(within: 5_000), case .broken = try tail.next(within: 5_000) else {
      throw CocoaError(.featureUnsupported)
    }
    do throws(StreamFailure) {
      _ = try tail.next(within: 5_000)
      Issue.record("it goes on")
    } catch {
      guard case .refused = error else { throw error }
    }
    let absent = EventTail(socketPath: "/nowhere/control.sock", EventSubscription())
    #expect(throws: StreamFailure.self, "never connected: the caller has to know") { try absent.next(within: 100) }
  }
}
