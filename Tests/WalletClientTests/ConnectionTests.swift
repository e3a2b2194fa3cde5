import Glibc
import JSON
import Testing
import WalletAPI
import WalletClient

struct ConnectionTests {
  private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"a\":\"b c\"}"

  @Test func `a request is written as HTTP, with its key and its length`() throws {
    let daemon = try FakeDaemon([[.read, .write(Self.ok)]])
    let connection = WalletConnection(socketPath: daemon.path, headers: [(name: "Walletd-Tenant", value: "toko")])
    let reply = try connection.send(.post("/v1/transfers", ["amount": 5], key: "k 1"))
    #expect(reply.status == 200)
    #expect(reply.json?["a"] == "b c")
    #expect(
      daemon.requests() == [
        "POST /v1/transfers HTTP/1.1\r\nHost: walletd\r\nWalletd-Tenant: toko\r\nIdempotency-Key: k 1\r\n"
          + "Content-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"amount\":5}"
      ])
  }

  @Test func `a connection is used again`() throws {
    let daemon = try FakeDaemon([[.read, .write(Self.ok), .read, .write(Self.ok)]])
    let connection = WalletConnection(socketPath: daemon.path)
    #expect(try connection.send(.get("/a")).status == 200)
    #expect(try connection.send(.get("/b")).status == 200)
    #expect(daemon.requests().map { $0.prefix(6) } == ["GET /a", "GET /b"])
  }

  @Test func `a connection the daemon closed while it was idle is opened anew`() throws {
    let daemon = try FakeDaemon([[.read, .write(Self.ok)], [.read, .write(Self.ok)]])
    let connection = WalletConnection(socketPath: daemon.path)
    _ = try connection.send(.get("/a"))
    #expect(try connection.send(.post("/b", [:], key: "k")).status == 200)
    #expect(daemon.requests().count == 2)
  }

  @Test func `a mutation without a key is not sent twice by itself`() throws {
    let daemon = try FakeDaemon([[.read, .write(Self.ok), .read]])
    let connection = WalletConnection(socketPath: daemon.path)
    _ = try connection.send(.get("/a"))
    let error = #expect(throws: ClientFailure.self) { try connection.send(.post("/b", [:], key: nil)) }
    guard case .outcomeUnknown(key: nil, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: ["HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"a\":", "HTTP/1.1 200 OK\r\n", ""])
  func `a mutation whose answer breaks off has an unknown outcome, and names its key`(answer: String) throws {
    let daemon = try FakeDaemon([[.read, .write(answer)]])
    let connection = WalletConnection(socketPath: daemon.path)
    let error = #expect(throws: ClientFailure.self) { try connection.send(.post("/v1/transfers", [:], key: "order-17")) }
    guard case .outcomeUnknown(key: "order-17", _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("--key 'order-17'"))
  }

  @Test func `a daemon that dies while a used connection is asked leaves the outcome open`() throws {
    let daemon = try FakeDaemon([[.read, .write(Self.ok), .read]])
    let connection = WalletConnection(socketPath: daemon.path)
    _ = try connection.send(.get("/a"))
    let error = #expect(throws: ClientFailure.self) { try connection.send(.post("/b", [:], key: "k")) }
    guard case .outcomeUnknown(key: "k", _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a question that is not answered is no mystery`() throws {
    let daemon = try FakeDaemon([[.read]])
    let error = #expect(throws: ClientFailure.self) { try WalletConnection(socketPath: daemon.path).send(.get("/a")) }
    guard case .noAnswer = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a daemon that does not answer in time has an unknown outcome`() throws {
    let daemon = try FakeDaemon([[.read, .waitForEnd]])
    let connection = WalletConnection(socketPath: daemon.path, timeoutSeconds: 1)
    let error = #expect(throws: ClientFailure.self) { try connection.send(.post("/b", [:], key: "k")) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("within 1 seconds"))
  }

  @Test func `who waits is told again and again, and no longer than the time-out`() throws {
    let daemon = try FakeDaemon([[.read, .waitForEnd], [.read, .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")]])
    let connection = WalletConnection(socketPath: daemon.path, timeoutSeconds: 1)
    var turns = 0
    connection.onWait = { turns += 1 }
    let begin = ContinuousClock.now
    let error = #expect(throws: ClientFailure.self) { try connection.send(.get("/a")) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("within 1 seconds"))
    #expect(turns == 4 && ContinuousClock.now - begin < .seconds(5))
    #expect(try connection.send(.get("/b")).status == 200)
  }

  @Test(arguments: [
    "SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nbroken\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nx",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nx",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n7fffffffffffffff\r\nx",
  ])
  func `what is no answer of a daemon is said to be none`(answer: String) throws {
    let daemon = try FakeDaemon([[.read, .write(answer), .waitForEnd]])
    let error = #expect(throws: ClientFailure.self) { try WalletConnection(socketPath: daemon.path).send(.get("/a")) }
    guard case .brokenAnswer = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "abcde"),
    ("HTTP/1.1 200 OK\r\n\r\nuntil the end", "until the end"), ("HTTP/1.1 204 No Content\r\n\r\n", ""),
    ("HTTP/1.1 200 OK\r\ncontent-length:   2\r\nConnection: close\r\n\r\nok", "ok"),
  ])
  func `every framing of a body is read`(answer: String, body: String) throws {
    let daemon = try FakeDaemon([[.read, .write(answer)]])
    let reply = try WalletConnection(socketPath: daemon.path).send(.get("/a"))
    #expect(String(decoding: reply.body, as: UTF8.self) == body)
  }

  @Test func `a socket that is not there is unreachable, with what to do`() throws {
    let error = #expect(throws: ClientFailure.unreachable(path: "/nowhere.sock", code: ENOENT)) {
      try WalletConnection(socketPath: "/nowhere.sock").send(.get("/a"))
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("Is the daemon running?"))
  }

  @Test func `a path too long for a socket is said to be too long`() throws {
    #expect(throws: ClientFailure.unreachable(path: String(repeating: "x", count: 200), code: ENAMETOOLONG)) {
      try WalletConnection(socketPath: String(repeating: "x", count: 200)).send(.get("/a"))
    }
  }

  @Test(arguments: ["k\r\nX-Evil: 1", "k\0"])
  func `a key cannot smuggle a header in`(key: String) throws {
    let error = #expect(throws: ClientFailure.self) {
      try WalletConnection(socketPath: "/nowhere.sock").send(.post("/a", [:], key: key))
    }
    guard case .unsendable = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a path with a space is not sent`() throws {
    let error = #expect(throws: ClientFailure.self) { try WalletConnection(socketPath: "/nowhere.sock").send(.get("/a b")) }
    guard case .unsendable = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: [
    ("wallet:alice", "wallet%3Aalice"), ("a/b?c#d", "a%2Fb%3Fc%23d"), ("é ", "%C3%A9%20"), ("~-._", "~-._"), ("%", "%25"),
  ])
  func `parts of a path are percent-encoded`(part: String, encoded: String) {
    #expect(PercentCoding.encode(part) == encoded)
    #expect(PercentCoding.path("/v1/accounts", part, "/freeze") == "/v1/accounts/\(encoded)/freeze")
  }

  @Test func `a query leaves out what is not there`() {
    let request = ClientRequest.get("/v1/x", query: [(name: "a", value: "1&2"), (name: "b", value: nil), (name: "c", value: "")])
    #expect(request.target == "/v1/x?a=1%262&c=")
  }

  @Test func `a problem is read with its code`() {
    let body = Array(#"{"code":"insufficient_funds","detail":"no","param":"debit","status":402}"#.utf8)
    let problem = ClientReply(status: 402, headers: [], body: body).problem
    #expect(problem?.code == .insufficientFunds)
    #expect(problem?.param == "debit")
    #expect(ClientReply(status: 418, headers: [], body: []).problem?.code == nil)
  }
}
