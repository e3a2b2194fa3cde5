import Foundation
import HTTPClient
import HTTPServer
import Synchronization
import Testing

@Suite struct `A client that is closed` {
  @Test func `answers each call as it stands: sent, not connected, waiting`() throws {
    let arrived = Flag()
    let sent = try GoodServer { _, responder in
      Parked.shared.keep(responder)
      arrived.raise()
    }
    let knocked = Flag()
    let silent = try RawServer { connection, _ in
      _ = connection.peek(1)
      knocked.raise()
      connection.waitForEnd()
    }
    var options = HTTPClientOptions()
    options.connectionsPerHost = 1
    let client = HTTPClient(options)
    let (one, two, three) = (Results(), Results(), Results())
    client.send(HTTPCall(.post, sent.url, body: [1]), answer: one.take)
    arrived.wait()
    client.send(HTTPCall(.post, sent.url, body: [1]), answer: two.take)
    client.send(HTTPCall(.post, "https://127.0.0.1:\(silent.port)/", body: [1]), answer: three.take)
    knocked.wait()
    client.close()
    #expect(one.all == [.interrupted("the client was closed")])
    #expect(two.all == [.notSent("the client was closed")])
    #expect(three.all == [.notSent("the client was closed")])
    #expect(client.statistics.callsInFlight == 0)
  }

  @Test func `takes nothing more, and may be closed again`() {
    let client = HTTPClient()
    client.close()
    client.close()
    let results = Results()
    client.send(HTTPCall(.get, "http://127.0.0.1:1/"), answer: results.take)
    #expect(results.all == [.notSent("the client is closed")])
    #expect(client.statistics == HTTPClientStatistics())
  }

  @Test func `answers a call from an answer too`() throws {
    let server = try GoodServer { _, responder in Parked.shared.keep(responder) }
    let client = HTTPClient()
    let results = Results()
    client.send(HTTPCall(.get, server.url)) { _ in client.send(HTTPCall(.get, server.url), answer: results.take) }
    client.close()
    #expect(results.all == [.notSent("the client is closed")])
  }

  @Test func `answers every call once, whoever sends while it closes`() throws {
    let server = try GoodServer()
    for _ in 0..<20 {
      let client = HTTPClient()
      let answers = Mutex(0)
      DispatchQueue.concurrentPerform(iterations: 4) { thread in
        if thread == 3 { return client.close() }
        for _ in 0..<50 { client.send(HTTPCall(.get, server.url)) { _ in answers.withLock { $0 += 1 } } }
      }
      client.close()
      #expect(answers.withLock { $0 } == 150)
    }
  }

  @Test func `may be let go of in its last answer`() throws {
    let server = try GoodServer()
    let results = Results()
    do {
      let client = HTTPClient()
      client.send(HTTPCall(.get, server.url)) { result in
        withExtendedLifetime(client) {}
        results.take(result)
      }
    }
    #expect(results.wait().first?.status == 200)
  }

  @Test func `cannot be closed by an answer`() async {
    await #expect(processExitsWith: .failure) {
      let client = HTTPClient()
      let results = Results()
      client.send(HTTPCall(.get, "")) { result in
        client.close()
        results.take(result)
      }
      _ = results.wait()
    }
  }
}
