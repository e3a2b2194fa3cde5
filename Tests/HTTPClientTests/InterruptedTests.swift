import HTTPClient
import Testing

/// What may have been done by who was called, whatever it looks like from here.
@Suite struct `A call that is interrupted` {
  static func result(
    of call: (String) -> HTTPCall = { HTTPCall(.post, $0 + "/pay", body: [UInt8]("pay once".utf8)) },
    from serve: @escaping @Sendable (RawConnection, Int) -> Void
  ) throws -> (HTTPResult, requests: [String]) {
    let server = try RawServer(serve)
    let client = HTTPClient()
    let result = try client.call(call(server.url))
    client.close()
    return (result, server.requests())
  }

  @Test func `met a server that closed before it read`() throws {
    let (result, requests) = try `A call that is interrupted`.result { connection, _ in
      _ = connection.peek(1)
      connection.reset()
    }
    #expect(result == .interrupted("the connection broke before the answer was whole: Connection reset by peer"))
    #expect(requests.isEmpty)
  }

  @Test func `met a server that read it and closed`() throws {
    let (result, requests) = try `A call that is interrupted`.result { connection, _ in connection.readRequest() }
    #expect(result == .interrupted("the connection was closed before an answer came"))
    #expect(requests.count == 1)
  }

  @Test func `was sent in part`() throws {
    let (result, requests) = try `A call that is interrupted`.result(
      of: { HTTPCall(.post, $0, body: [UInt8](repeating: 0x78, count: 32 << 20)) },
      from: { connection, _ in
        _ = connection.peek(100)
        connection.reset()
      })
    #expect(result.interrupted?.hasPrefix("the connection broke ") == true, "\(result)")
    #expect(requests.isEmpty)
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
  ]) func `was answered in half`(_ answer: String) throws {
    let (result, requests) = try `A call that is interrupted`.result { connection, _ in
      connection.readRequest()
      connection.send(answer)
    }
    #expect(result == .interrupted("the connection was closed in the middle of the answer"))
    #expect(requests.count == 1)
  }

  @Test(arguments: [
    "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 two hundred\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
    "HTTP/7.0 200 OK\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnothing of sixteen\r\n",
  ]) func `was answered with nonsense`(_ answer: String) throws {
    let (result, requests) = try `A call that is interrupted`.result { connection, _ in
      connection.readRequest()
      connection.send(answer)
    }
    #expect(result.interrupted != nil, "\(result)")
    #expect(requests.count == 1)
  }

  @Test func `was not answered in time`() throws {
    let (result, requests) = try `A call that is interrupted`.result(
      of: { HTTPCall(.post, $0, body: [1], timeout: 300_000) },
      from: { connection, _ in
        connection.readRequest()
        connection.waitForEnd()
      })
    #expect(result == .interrupted("no whole answer within 300 ms"))
    #expect(requests.count == 1)
  }

  @Test(arguments: ["Content-Length: 1000\r\n\r\n", "\r\n"]) func `was answered with too much`(_ rest: String) throws {
    let (result, _) = try `A call that is interrupted`.result(
      of: { HTTPCall(.get, $0, mostAnswerBytes: 999) },
      from: { connection, _ in
        connection.readRequest()
        connection.send("HTTP/1.1 200 OK\r\n" + rest + String(repeating: "x", count: 1_000))
      })
    #expect(result == .interrupted("the answer is larger than 999 bytes"))
  }

  @Test func `was answered with an endless head`() throws {
    let (result, _) = try `A call that is interrupted`.result { connection, _ in
      connection.readRequest()
      connection.send("HTTP/1.1 200 OK\r\n")
      for _ in 0..<70 { connection.send("X-Filler: " + String(repeating: "x", count: 1_000) + "\r\n") }
      connection.waitForEnd()
    }
    #expect(result == .interrupted("the head of the answer is larger than 65536 bytes"))
  }

  @Test(arguments: [false, true]) func `says nothing of what was sent`(_ repeatsIt: Bool) throws {
    let (result, _) = try `A call that is interrupted`.result(
      of: { HTTPCall(.post, $0 + "/?key=secret", headers: [.init("X-Key", "secret")], body: [UInt8]("secret".utf8)) },
      from: { connection, _ in
        let request = connection.readRequest() ?? ""
        if repeatsIt { connection.send("HTTP/1.1 200 OK\r\nContent-Length: secret\r\n" + request) }
      })
    let reason = try #require(result.interrupted)
    #expect(!reason.contains("secret") && !reason.contains("127.0.0.1"), "\(reason)")
  }
}
