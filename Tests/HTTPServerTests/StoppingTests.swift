import Foundation
import HTTPServer
import Testing

struct StoppingTests {
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
    let running = try RunningServer(
      handler: ClosureHandler { request, responder in
        if request.path == "/block" {
          entered.signal()
          release.wait()
        }
        let path = request.path.array
        responder.send { HTTPResponse(status: 200, body: path) }
      })
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
