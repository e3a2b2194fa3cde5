import Foundation
import HTTPServer
import Synchronization
import Testing

struct StreamTests {
  static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  /// Hands the stream of every request to a test.
  final class Streams: Sendable {
    private let streams = Mutex<[HTTPStream]>([])
    private let arrivals = DispatchSemaphore(value: 0)

    var handler: ClosureHandler {
      ClosureHandler { _, responder in
        let stream = responder.stream { HTTPResponse(status: 200, contentType: "text/event-stream", body: [UInt8]("head;".utf8)) }
        self.streams.withLock { $0.append(stream) }
        self.arrivals.signal()
      }
    }

    func next() -> HTTPStream {
      _ = arrivals.wait(timeout: .now() + 10)
      return streams.withLock { $0.removeFirst() }
    }
  }

  @Test func `pieces leave as chunks as they come, and the connection goes on after them`() throws {
    let streams = Streams()
    let running = try RunningServer(handler: streams.handler)
    let client = try running.connect()
    client.send(Self.get + Self.get)
    let (first, second) = (streams.next(), streams.next())
    second.write([UInt8]("second".utf8))
    second.finish()
    var text = ""
    for piece in ["one", "two"] {
      first.write([UInt8](piece.utf8))
      while !text.hasSuffix("3\r\n\(piece)\r\n") { text += String(decoding: client.readSome(), as: UTF8.self) }
    }
    first.finish()
    first.write([UInt8]("late".utf8))
    client.finishSending()
    text += client.readToEnd()
    let bodies = text.components(separatedBy: "\r\n\r\n")
    #expect(bodies[0].contains("Transfer-Encoding: chunked"))
    #expect(bodies[1] == "5\r\nhead;\r\n3\r\none\r\n3\r\ntwo\r\n0")
    #expect(bodies[3] == "5\r\nhead;\r\n6\r\nsecond\r\n0")
  }

  @Test func `to HTTP 1.0 a stream goes plain until close`() throws {
    let streams = Streams()
    let running = try RunningServer(handler: streams.handler)
    let client = try running.connect()
    client.send("GET / HTTP/1.0\r\n\r\n")
    let stream = streams.next()
    stream.write([UInt8]("body".utf8))
    stream.finish()
    let text = client.readToEnd()
    #expect(text.hasSuffix("\r\n\r\nhead;body"))
    #expect(!text.contains("chunked"))
  }

  @Test func `a producer learns that it should pause, and when to go on`() throws {
    var limits = HTTPLimits()
    limits.streamBytes = 1 << 20
    let streams = Streams()
    let running = try RunningServer(limits, handler: streams.handler)
    let client = try running.connect()
    client.send(Self.get)
    let stream = streams.next()
    let size = 4 << 20
    stream.write([UInt8](repeating: 120, count: size))
    #expect(stream.wantsPause)
    let drained = DispatchSemaphore(value: 0)
    stream.whenDrained { drained.signal() }
    var received = 0
    while received < size { received += client.readSome().count }
    #expect(drained.wait(timeout: .now() + 10) == .success)
    #expect(!stream.wantsPause)
    #expect(stream.isOpen)
  }

  @Test func `a producer learns that the client has gone`() throws {
    let streams = Streams()
    let running = try RunningServer(handler: streams.handler)
    var client: Client? = try running.connect()
    client?.send(Self.get)
    let stream = streams.next()
    let gone = DispatchSemaphore(value: 0)
    stream.write([UInt8](repeating: 120, count: 16 << 20))
    stream.whenDrained { gone.signal() }
    client = nil
    #expect(gone.wait(timeout: .now() + 10) == .success)
    #expect(!stream.isOpen)
  }

  @Test func `a producer that has nothing to write learns it too, once`() throws {
    let streams = Streams()
    let running = try RunningServer(handler: streams.handler)
    var client: Client? = try running.connect()
    client?.send(Self.get)
    let stream = streams.next()
    let gone = DispatchSemaphore(value: 0)
    stream.whenClosed { gone.signal() }
    #expect(gone.wait(timeout: .now() + 0.05) == .timedOut)
    client = nil
    #expect(gone.wait(timeout: .now() + 10) == .success)
    #expect(!stream.isOpen)
    stream.whenClosed { gone.signal() }
    #expect(gone.wait(timeout: .now() + 10) == .success, "also who asks afterwards")
    #expect(gone.wait(timeout: .now() + 0.05) == .timedOut)
  }

  @Test func `many are written to at once, and those that are over are left out`() throws {
    let streams = Streams()
    let running = try RunningServer(handler: streams.handler)
    let clients = try (0..<3).map { _ in try running.connect() }
    let open = clients.map { client in
      client.send(Self.get)
      return streams.next()
    }
    open[1].finish()
    HTTPStream.writeAll(open.enumerated().map { ($0.element, [UInt8]("piece \($0.offset)".utf8)) })
    HTTPStream.writeAll([])
    for stream in open { stream.finish() }
    let texts = clients.map { client in
      client.finishSending()
      return client.readToEnd()
    }
    #expect(texts[0].contains("piece 0") && !texts[1].contains("piece") && texts[2].contains("piece 2"))
  }

  @Test func `a stream that is let go ends`() throws {
    let running = try RunningServer(
      handler: ClosureHandler { _, responder in
        responder.stream { HTTPResponse(status: 200) }.write([UInt8]("all".utf8))
      })
    let client = try running.connect()
    client.send(Self.get)
    client.finishSending()
    #expect(client.readToEnd().hasSuffix("3\r\nall\r\n0\r\n\r\n"))
  }
}
