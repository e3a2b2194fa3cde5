import Foundation
import HTTPServer
import Synchronization
import Testing

struct StoppingTests {
  /// Answers at the end of each turn; blocks the whole server (as no handler may) while it is handed "/block".
  final class Blocking: HTTPHandler {
    private let waiting = Mutex<[(path: [UInt8], responder: HTTPResponder)]>([])
    private let entered: DispatchSemaphore
    private let release: DispatchSemaphore

    init(entered: DispatchSemaphore, release: DispatchSemaphore) {
      self.entered = entered
      self.release = release
    }

    func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
      waiting.withLock { $0.append((request.path.array, responder)) }
      guard request.path == "/block" else { return }
      entered.signal()
      release.wait()
    }

    func turnEnded() {
      let handed = waiting.withLock { waiting in
        defer { waiting = [] }
        return waiting
      }
      for (path, responder) in handed { responder.send { HTTPResponse(status: 200, body: path) } }
    }

    func answer(to failure: HTTPFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }
  }

  @Test func `what has been taken is answered, idle connections are closed, nobody new gets in`() throws {
    let parking = Parking()
    let running = try RunningServer(handler: parking.handler)
    let (idle, half, busy) = (try running.connect(), try running.connect(), try running.connect())
    half.send("GET /half HTTP/1.1\r\n")
    busy.send("GET /busy HTTP/1.1\r\nHost: a\r\n\r\n")
    parking.waitForRequest()
    running.server.stop(grace: .seconds(60))
    #expect(idle.readToEnd() == "")
    #expect(half.readToEnd() == "")
    #expect(throws: ConnectError.self) { try running.connect() }
    parking.answer("/busy")
    let reply = try #require(busy.readReply())
    #expect(reply.body == "/busy")
    #expect(reply.headers["connection"] == "close")
    busy.finishSending()
    #expect(busy.readToEnd() == "")
    #expect(running.waitForEnd())
    #expect(running.server.statistics.connectionsOpen == 0)
  }

  @Test func `a request that has arrived before the stop is still taken`() throws {
    let (entered, release) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let running = try RunningServer(handler: Blocking(entered: entered, release: release))
    let (first, second) = (try running.connect(), try running.connect())
    second.send("GET /before HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(second.readReply()?.body == "/before")
    first.send("GET /block HTTP/1.1\r\nHost: a\r\n\r\n")
    entered.wait()
    second.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n")
    running.server.stop(grace: .seconds(60))
    release.signal()
    #expect(first.readReply()?.body == "/block")
    #expect(second.readReply()?.body == "/late")
  }

  @Test func `whoever is not done after the grace is cut off`() throws {
    let parking = Parking()
    let running = try RunningServer(handler: parking.handler)
    let client = try running.connect()
    client.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
    parking.waitForRequest()
    running.server.stop(grace: .milliseconds(50))
    #expect(client.readToEnd() == "")
    #expect(running.waitForEnd())
    parking.answer("/never")
  }

  @Test func `a server that is stopped before it runs returns at once`() throws {
    let server = try HTTPServer(listener: try SocketListener.loopback().descriptor, handler: ClosureHandler.echo)
    server.stop(grace: .seconds(60))
    try server.run()
  }
}
