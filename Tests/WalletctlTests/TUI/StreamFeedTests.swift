import Foundation
import Synchronization
import Testing
import WalletAPI

@testable import walletctl

/// What the terminal hears while it follows a tenant's events, of a socket that answers by a script.
struct StreamFeedTests {
  private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

  private static func chunk(_ text: String) -> String { "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n" }

  private static func stream(_ frames: String, after token: String = "t0") -> String {
    head + chunk("id: \(token)\nevent: ready\ndata: {}\n\n" + frames)
  }

  private static func event(_ number: Int, account: String) -> String {
    "id: t\(number)\nevent: transfer.posted\ndata: {\"object\":\"txn_\(number)\",\"accounts\":[\"\(account)\"]}\n\n"
  }

  /// A feed and what it has told, and a socket whose answers to `/v1/events/stream` are taken one after the other; when they are used up it
  /// is silent.
  private final class Stand: Sendable {
    let daemon: RecordingDaemon
    let feed: StreamFeed
    private let heard: Heard

    final class Heard: Sendable {
      private let all = Mutex<[FeedMessage]>([])
      private let news = DispatchSemaphore(value: 0)

      var messages: [FeedMessage] { all.withLock { $0 } }

      func put(_ message: FeedMessage) {
        all.withLock { $0.append(message) }
        news.signal()
      }

      /// Until there is another one; false after ten seconds.
      func wait() -> Bool { news.wait(timeout: .now() + 10) == .success }
    }

    init(_ answers: [(status: Int, body: String)], head: @escaping @Sendable () -> String = { "{}" }) throws {
      let left = Mutex(answers)
      daemon = try RecordingDaemon { request in
        guard request.path == "/v1/events/stream" else { return (200, head()) }
        return left.withLock { $0.isEmpty ? (0, StreamFeedTests.stream("")) : $0.removeFirst() }
      }
      let heard = Heard()
      self.heard = heard
      feed = StreamFeed(Connector(socketPath: daemon.path, timeoutSeconds: 5, bearer: nil)) { message in
        heard.put(message)
      }
    }

    deinit { feed.close() }

    var changes: [FeedChange] {
      heard.messages.compactMap { if case .changed(let change) = $0 { change } else { nil } }
    }
    var troubles: [Trouble] {
      heard.messages.compactMap { if case .broken(let trouble) = $0 { trouble } else { nil } }
    }
    var isAlive: Bool { heard.messages.contains { if case .alive = $0 { true } else { false } } }

    /// Looks again whenever something was told: a feed that follows tells so once a second.
    func waits(until isThere: (Stand) -> Bool) -> Bool {
      while !isThere(self) { guard heard.wait() else { return isThere(self) } }
      return true
    }
  }

  @Test func `tells a few changes one by one`() throws {
    let stand = try Stand([
      (0, Self.stream(Self.event(1, account: "acc_a") + Self.event(2, account: "acc_b")))
    ])
    stand.feed.follow("toko")
    #expect(stand.waits { $0.changes.count == 2 })
    #expect(
      stand.changes == [
        FeedChange(type: "transfer.posted", object: "txn_1", accounts: ["acc_a"]),
        FeedChange(type: "transfer.posted", object: "txn_2", accounts: ["acc_b"]),
      ])
    #expect(stand.isAlive && stand.troubles.isEmpty)
    #expect(stand.daemon.requests.map { $0.headers["walletd-tenant"] } == ["toko"])
  }

  @Test func `tells of very many that something has changed`() throws {
    let stand = try Stand([(0, Self.stream((1...40).map { Self.event($0, account: "acc_a") }.joined()))])
    stand.feed.follow("toko")
    #expect(stand.waits { !$0.changes.isEmpty })
    #expect(stand.changes.first == FeedChange())
  }

  @Test func `says when the line breaks, and goes on behind the last event`() throws {
    let stand = try Stand([
      (0, Self.stream(Self.event(1, account: "acc_a")) + RecordingDaemon.hangUp),
      (0, Self.stream(Self.event(2, account: "acc_a"), after: "t1")),
    ])
    stand.feed.follow("toko")
    #expect(stand.waits { $0.changes.contains { $0.object == "txn_2" } })
    #expect(stand.troubles.count == 1 && stand.changes.contains { $0.object == "txn_1" })
    #expect(stand.daemon.requests.map { $0.headers["last-event-id"] } == [nil, "t1"])
  }

  @Test func `begins anew, and has all read again, when its place is no longer known`() throws {
    let stand = try Stand([
      (0, Self.stream(Self.event(1, account: "acc_a")) + RecordingDaemon.hangUp),
      (404, #"{"code":"event_not_found","detail":"it is not there","status":404}"#),
    ])
    stand.feed.follow("toko")
    #expect(stand.waits { $0.daemon.requests.count == 3 })
    #expect(stand.daemon.requests.map { $0.headers["last-event-id"] } == [nil, "t1", nil])
    #expect(stand.changes.last == FeedChange() && stand.troubles.contains { $0.code == .eventNotFound })
  }

  @Test func `follows another tenant at once, from its own beginning`() throws {
    let stand = try Stand([(0, Self.stream(Self.event(1, account: "acc_a")))])
    stand.feed.follow("toko")
    #expect(stand.waits { $0.changes.count == 1 })
    stand.feed.follow("warung")
    #expect(stand.waits { $0.daemon.requests.count == 2 })
    #expect(stand.daemon.requests.last?.headers["walletd-tenant"] == "warung")
    #expect(stand.daemon.requests.last?.headers["last-event-id"] == nil)
    #expect(stand.troubles.isEmpty, "nothing broke: it was let go")
  }

  @Test func `looks at the head instead where events may not be read`() throws {
    let sequence = Mutex(7)
    let stand = try Stand(
      [(403, #"{"code":"permission_denied","detail":"events:read is missing","status":403}"#)],
      head: { #"{"sequence":\#(sequence.withLock { $0 })}"# })
    stand.feed.follow("toko")
    #expect(stand.waits { $0.isAlive })
    #expect(stand.changes.isEmpty && stand.troubles.isEmpty, "that is no trouble to tell")
    sequence.withLock { $0 = 8 }
    #expect(stand.waits { !$0.changes.isEmpty })
    #expect(stand.daemon.requests.dropFirst().allSatisfy { $0.path == "/v1/head" && $0.headers["walletd-tenant"] == "toko" })
  }
}
