import Foundation
import HTTPServer
import Synchronization
import Testing
import Threads

@testable import ProviderWorld
@testable import pspsim

@Suite struct `Webhooks` {
  @Test(
    arguments: [
      ("http://127.0.0.1:8080/a/b", .port(8080), "/a/b"), ("http://localhost:1", .port(1), "/"),
      ("http://127.0.0.1/x", .port(80), "/x"), ("unix:/run/a.sock:/hooks/x?y=1", .socket("/run/a.sock"), "/hooks/x?y=1"),
      ("https://127.0.0.1/x", nil, ""), ("http://example.com/x", nil, ""), ("unix:a.sock:/x", nil, ""), ("unix:/a.sock", nil, ""),
      ("http://127.0.0.1:99999/x", nil, ""), ("http://127.0.0.1:1/a b", nil, ""), ("http://127.0.0.1:1/a\r\nX: y", nil, ""),
    ] as [(String, WebhookTarget.Door?, String)])
  func `go to this machine and nowhere else`(text: String, door: WebhookTarget.Door?, path: String) {
    let target = WebhookTarget(text)
    #expect(target?.door == door)
    #expect((target?.path ?? "") == path)
  }

  @Test(
    arguments: [
      (.midtrans, .status(200), []), (.midtrans, .status(204), []), (.midtrans, .status(500), [10]),
      (.midtrans, .status(503), [10, 50, 150, 450]), (.midtrans, .status(400), [10, 50]), (.midtrans, .status(404), [10, 50]),
      (.midtrans, .status(302), []), (.midtrans, .status(401), [10, 50, 150, 450, 1_050]),
      (.midtrans, .failed("x"), [10, 50, 150, 450, 1_050]), (.xendit, .status(500), [10, 50, 150, 450, 1_050]),
      (.xendit, .status(299), []),
    ] as [(Provider, RetrySchedule.Outcome, [Int64])])
  func `are tried again as their provider does`(provider: Provider, outcome: RetrySchedule.Outcome, waits: [Int64]) {
    var found: [Int64] = []
    while let wait = RetrySchedule.wait(provider, after: outcome, attempts: found.count + 1, base: 10) { found.append(wait) }
    #expect(found == waits)
  }

  @Test func `leave by their time, and of one charge one after the other`() {
    var queue = DeliveryQueue()
    for (number, lane, due) in [(1, "a", 5), (2, "a", 5), (3, "b", 5), (4, "c", 3)] as [(Int, String, Int64)] {
      queue.add(Self.delivery(number, lane), due: due)
    }
    func take(_ now: Int64) -> Int? { queue.take(now: now).delivery?.number }
    #expect(queue.take(now: 1).wait == 2)
    #expect([take(5), take(5), take(5), take(5)] == [4, 1, 3, nil])
    queue.done("a")
    #expect(take(5) == 2)
    for lane in ["a", "b", "c"] { queue.done(lane) }
    #expect(queue.isIdle)
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\n", 200), ("HTTP/1.0 503 ", 503), ("HTTP/2 200 OK...", nil), ("HTTP/1.1 abc", nil), ("x", nil),
  ])
  func `are answered by the first line of a reply`(reply: String, status: Int?) {
    #expect(WebhookClient.status(of: Array(reply.utf8)) == status)
  }

  /// The real courier and a real server, over a Unix socket.
  @Test func `reach a socket, and come again after a 500`() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "pspsim-\(getpid()).sock").path
    let receiver = Receiver()
    let server = try HTTPServer(listener: try SocketListener.unix(path: path), handler: receiver)
    let thread = Threads.Thread.start("receiver") {
      do { try server.run() } catch { Issue.record(error) }
    }
    defer {
      server.stop(grace: .zero)
      thread.join()
      unlink(path)
    }
    let outcomes = Monitor<[RetrySchedule.Outcome]>([])
    let courier = Courier(clock: .system, retry: 1) { _, outcome, _ in
      outcomes.withLock { $0.append(outcome) }
      outcomes.broadcast()
    }
    courier.start()
    let target = try #require(WebhookTarget("unix:\(path):/hooks/x"))
    courier.send([
      Delivery(
        number: 1, provider: .midtrans, lane: "a", title: "a", target: target,
        headers: [WebhookHeader(name: "X-Callback-Token", value: "t")], body: Array("{}".utf8))
    ])
    let end = SimulatorClock.system.milliseconds() + 10_000
    let found = outcomes.wait { outcomes in
      outcomes.count == 2 || SimulatorClock.system.milliseconds() >= end ? .done(outcomes) : .wait(1_000_000)
    }
    #expect(found == [.status(500), .status(200)])
    #expect(receiver.seen.withLock { $0 } == ["POST /hooks/x t {}", "POST /hooks/x t {}"])
  }

  @Test func `that nobody takes are said to fail`() throws {
    let target = try #require(WebhookTarget("unix:/nowhere/at/all.sock:/x"))
    var delivery = Self.delivery(1, "a", target)
    delivery.attempts = 1
    guard case .failed(let reason) = WebhookClient.post(delivery) else {
      Issue.record("nobody is there")
      return
    }
    #expect(reason.hasPrefix("nobody there: "))
  }

  private static func delivery(
    _ number: Int, _ lane: String, _ target: WebhookTarget? = WebhookTarget("http://127.0.0.1:1/")
  ) -> Delivery {
    guard let target else { preconditionFailure("a target") }
    return Delivery(number: number, provider: .midtrans, lane: lane, title: "", target: target, headers: [], body: [])
  }
}

/// Answers 500 to the first request and 200 to the others.
private final class Receiver: HTTPHandler {
  let seen = Mutex<[String]>([])

  func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
    let token = request.header("x-callback-token")?.string ?? "-"
    let line = "\(request.method.name) \(request.path.string) \(token) \(String(decoding: request.body, as: UTF8.self))"
    let count = seen.withLock { seen in
      seen.append(line)
      return seen.count
    }
    responder.send { HTTPResponse(status: count == 1 ? 500 : 200) }
  }

  func answer(to failure: HTTPFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }
}
