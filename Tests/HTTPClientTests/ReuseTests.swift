import HTTPClient
import Testing

/// A connection that is used again may be closed by the server at the very moment at which something is sent on it.
@Suite struct `A connection that is used again` {
  static let fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

  enum Ending: CaseIterable { case readsAndCloses, readsAndResets, resetsUnread }

  @Test(arguments: Ending.allCases, [HTTPCall.Method.post, .get])
  func `and dies under the request does not make it be sent twice`(
    _ ending: Ending, _ method: HTTPCall.Method
  ) throws {
    let server = try RawServer { connection, number in
      connection.readRequest()
      connection.send(`A connection that is used again`.fine)
      // A second connection behaves: whoever sends there again would be told that all is well.
      guard number == 0 else { return connection.waitForEnd() }
      switch ending {
      case .readsAndCloses: connection.readRequest()
      case .readsAndResets:
        connection.readRequest()
        connection.reset()
      case .resetsUnread:
        _ = connection.peek(1)
        connection.reset()
      }
    }
    let client = HTTPClient()
    #expect(try client.call(HTTPCall(.get, server.url + "/first")).text == "ok")
    let second = try client.call(HTTPCall(method, server.url + "/second", body: method == .get ? [] : [UInt8]("pay once".utf8)))
    client.close()
    #expect(second == .interrupted("the connection was closed before an answer came"))
    // libcurl did want to repeat it: else this would show nothing.
    #expect(client.statistics.connectionsMade == 2)
    let requests = server.requests()
    #expect(requests.count { $0.contains("/first") } == 1)
    #expect(requests.count { $0.contains("/second") } == (ending == .resetsUnread ? 0 : 1))
  }

  @Test func `and is seen to be dead is replaced before anything is sent`() throws {
    let isClosed = Flag()
    let server = try RawServer { connection, number in
      connection.readRequest()
      connection.send(`A connection that is used again`.fine)
      if number == 0 {
        connection.end()
        isClosed.raise()
      }
    }
    let client = HTTPClient()
    #expect(try client.call(HTTPCall(.get, server.url)).text == "ok")
    isClosed.wait()
    #expect(try client.call(HTTPCall(.post, server.url + "/second", body: [1])).text == "ok")
    client.close()
    #expect(client.statistics.connectionsMade == 2 && client.statistics.connectionsReused == 0)
    #expect(server.requests().count { $0.contains("/second") } == 1)
  }

  @Test func `and cannot be replaced leaves the request interrupted, not unsent`() throws {
    // The server goes away altogether with its last connection: the second attempt of libcurl is refused.
    let listener = Listener()
    let client = HTTPClient()
    let port = try listener.serveOne { connection, closeListener in
      connection.readRequest()
      connection.send(`A connection that is used again`.fine)
      connection.readRequest()
      closeListener()
    }
    #expect(try client.call(HTTPCall(.get, "http://127.0.0.1:\(port)/")).text == "ok")
    let result = try client.call(HTTPCall(.post, "http://127.0.0.1:\(port)/", body: [1]))
    client.close()
    #expect(result == .interrupted("the connection was closed before an answer came"))
  }
}
