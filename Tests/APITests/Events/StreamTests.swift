import Foundation
import Glibc
import JSON
import Storage
import Synchronization
import Testing
import WalletClient

@testable import API

/// What happens, as it happens.
@Suite struct `The stream of events` {
  @Test func `begins with a word that it is there, then sends what is committed`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let stream = caller.stream()
    try stream.connect()
    let moved = try caller.transfer("wallet:alice", "wallet:bob", 70)
    #expect(try caller.transfer("wallet:alice", "wallet:bob", 1_000_000).status == 402)
    let hold = try caller.hold(5)
    let first = try #require(try stream.next(within: 5_000))
    #expect(first.type == "transfer.posted" && first.json?["object"]?.stringValue == moved.text("id"))
    #expect(first.json?["data"] == moved.json)
    let second = try #require(try stream.next(within: 5_000))
    #expect(second.type == "hold.placed" && second.json?["data"]?["id"]?.stringValue == hold.text("id"))
    #expect(try stream.next(within: 50) == nil, "what was refused is no event, and what was before is past")
    let listed = try caller.get("/v1/events?limit=2").events
    #expect(listed == [second.json, first.json].compactMap(\.self))
    #expect(first.token?.hasPrefix(first.json?.text(at: "id") ?? "–") == true)
  }

  @Test func `brings what happens to keys and payment methods too, in one line of places`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    _ = try caller.post("/v1/payment_methods", OperationIDCard.body)
    let stream = caller.stream()
    try stream.connect()
    let other = caller.stream(type: "key.*,token.*")
    try other.connect()
    _ = try caller.post("/v1/keys", #"{"name":"k"}"#)
    _ = try caller.transfer("cash", "wallet:bob", 1)
    let token = try caller.get("/v1/payment_methods").events[0].text(at: "id")
    _ = try caller.post("/v1/payment_methods/\(token)/delete")
    let all = try (0..<3).map { _ in try #require(try stream.next(within: 5_000)) }
    #expect(Set(all.map(\.type)) == ["key.created", "transfer.posted", "token.deleted"])
    #expect(Set(all.compactMap(\.token)).count == 3 && all.allSatisfy { ($0.token ?? "").split(separator: ".").count == 3 })
    let some = try (0..<2).map { _ in try #require(try other.next(within: 5_000)).type }
    #expect(Set(some) == ["key.created", "token.deleted"])
    // From each place on, exactly the rest.
    for (index, event) in all.enumerated() {
      let rest = caller.stream(after: event.token)
      let seen = try (index + 1..<3).map { _ in try #require(try rest.next(within: 5_000)).json?.text(at: "id") }
      #expect(seen == all[(index + 1)...].map { $0.json?.text(at: "id") })
      #expect(try rest.next(within: 50) == nil)
    }
  }

  @Test func `filters by type, account, object and channel`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let order = #","metadata":{"channel":"order:17"}"#
    let hold = try caller.hold(10, more: order).text("id")
    let streams = [
      "channel": caller.stream(channel: "order:17"), "account": caller.stream(account: "wallet:bob"),
      "type": caller.stream(type: "transfer.posted"),
      "object": caller.stream(object: hold), "all": caller.stream(), "none": caller.stream(type: "account.closed", channel: "x"),
    ]
    for stream in streams.values { try stream.connect() }
    _ = try caller.transfer("cash", "wallet:alice", 1)
    _ = try caller.transfer("cash", "wallet:alice", 2, more: order)
    _ = try caller.transfer("cash", "wallet:bob", 3)
    _ = try caller.post("/v1/holds/\(hold)/capture", #"{"amount":4,"final":false}"#)
    _ = try caller.post("/v1/holds/\(hold)/release")
    func seen(_ name: String) throws -> [String] {
      let stream = try #require(streams[name])
      var found: [String] = []
      while let event = try stream.next(within: found.isEmpty ? 3_000 : 200) { found.append(event.type) }
      return found
    }
    #expect(try seen("all") == ["transfer.posted", "transfer.posted", "transfer.posted", "hold.captured", "hold.released"])
    #expect(try seen("channel") == ["transfer.posted", "hold.captured", "hold.released"])
    #expect(try seen("account") == ["transfer.posted", "hold.captured", "hold.released"])
    #expect(try seen("type") == ["transfer.posted", "transfer.posted", "transfer.posted"])
    #expect(try seen("object") == ["hold.captured", "hold.released"])
    #expect(try streams["none"]?.next(within: 50) == nil)
  }

  @Test func `goes on exactly where it was broken off, however often`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let isDone = Atomic(false)
    let writer = Thread { [caller] in
      for number in 0..<150 {
        _ = try? caller.transfer("cash", number.isMultiple(of: 3) ? "wallet:alice" : "wallet:bob", Int64(number + 1))
        if number.isMultiple(of: 10) { _ = try? caller.post("/v1/keys", #"{"name":"k"}"#) }
      }
      isDone.store(true, ordering: .releasing)
    }
    var stream = caller.stream()
    try stream.connect()
    writer.start()
    var seen: [String] = []
    var token = stream.token
    var dice = SystemRandomNumberGenerator()
    while true {
      let wasDone = isDone.load(ordering: .acquiring)
      let event = try stream.next(within: 300)
      if let event {
        seen.append(try #require(event.json?.text(at: "id")))
        token = event.token
      } else if wasDone {
        break
      }
      guard Int.random(in: 0..<4, using: &dice) == 0 else { continue }
      stream = caller.stream(after: token)
    }
    let all = try caller.everyEvent("type=transfer.*,key.*").map { $0.text(at: "id") }
    #expect(seen.count == 150 + 15 && Set(seen).count == seen.count, "nothing twice")
    #expect(Set(seen) == Set(all.dropFirst()), "nothing missing but what was before")
  }

  @Test func `brings a crowd that comes back at once up to date, each from its own place`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let first = caller.stream()
    try first.connect()
    for number in 0..<40 { _ = try caller.transfer("cash", number.isMultiple(of: 4) ? "wallet:alice" : "wallet:bob", 1) }
    _ = try caller.post("/v1/keys", #"{"name":"k"}"#)
    let before = try (0..<41).map { _ in try #require(try first.next(within: 5_000)) }
    // Every other one follows everything, the others an account; each stopped somewhere else.
    let crowd = (0..<40).map { number in
      (
        place: number,
        stream: caller.stream(account: number.isMultiple(of: 2) ? nil : "wallet:alice", after: before[number].token)
      )
    }
    for (_, stream) in crowd { try stream.connect() }
    for _ in 0..<10 { _ = try caller.transfer("cash", "wallet:alice", 1) }
    let after = try (0..<10).map { _ in try #require(try first.next(within: 5_000)) }
    let alice = try caller.get("/v1/accounts/wallet:alice").text("id")
    for (place, stream) in crowd {
      let all = (before[(place + 1)...] + after).filter { event in
        place.isMultiple(of: 2) || (event.json?["accounts"]?.arrayValue ?? []).contains(.string(alice))
      }
      let seen = try all.map { _ in try #require(try stream.next(within: 5_000)).json?.text(at: "id") }
      #expect(seen == all.map { $0.json?.text(at: "id") }, "from \(place)")
      #expect(try stream.next(within: 10) == nil)
    }
  }

  @Test func `takes the id of an event from the list as its place there`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    _ = try caller.post("/v1/keys", #"{"name":"k"}"#)
    _ = try caller.transfer("cash", "wallet:bob", 1)
    _ = try caller.post("/v1/keys", #"{"name":"l"}"#)
    let listed = try caller.get("/v1/events").events.map { $0.text(at: "id") }
    for (index, id) in listed.enumerated() {
      let stream = caller.stream(after: id)
      var seen: [String] = []
      while seen.count < index, let event = try stream.next(within: 3_000) { seen.append(event.json?.text(at: "id") ?? "–") }
      #expect(seen == listed[..<index].reversed(), "after \(index)")
      #expect(try stream.next(within: 30) == nil)
    }
  }

  @Test func `says what is wrong with a place it does not know`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    _ = try caller.post("/v1/tenants", #"{"code":"warung","name":"W"}"#)
    let theirs = Caller(caller.daemon, tenant: "warung")
    _ = try theirs.post("/v1/accounts", #"{"code":"a","currency":"IDR","class":"asset"}"#)
    let foreign = try theirs.get("/v1/events?type=account.opened").events[0].text(at: "id")
    func refusal(_ value: String) throws -> Reply {
      try caller.get("/v1/events/stream", headers: ["Last-Event-ID: \(value)"])
    }
    let unknown = try refusal("evt_01KE0000000000000000000000")
    #expect(unknown.status == 404 && unknown.code == "event_not_found" && unknown.param == "Last-Event-ID")
    #expect(unknown.text("detail").contains("GET /v1/events?from="))
    #expect(try refusal(foreign).stored == unknown.stored)
    let own = try caller.get("/v1/events?type=transfer.*").events[0].text(at: "id")
    #expect(try refusal(own + ".100.0").code == "event_not_found", "behind the end of the catalogue")
    #expect(try refusal("41").code == "invalid_id")
    #expect(try refusal(own + ".1").code == "invalid_id")
    let after = try caller.get("/v1/events/stream?after=evt_01KE0000000000000000000000")
    #expect(after.code == "event_not_found" && after.param == "after")
    #expect(try caller.get("/v1/events/stream?type=nonsense.*").code == "invalid_value")
    #expect(try caller.get("/v1/events/stream?account=nobody").code == "account_not_found")
  }

  @Test func `answers HEAD like any other`() throws {
    let caller = Caller(try Daemon())
    let reply = try #require(
      Reply(try caller.send("HEAD /v1/events/stream HTTP/1.1\r\nHost: h\r\nConnection: close\r\nWalletd-Tenant: toko\r\n\r\n")))
    #expect(reply.status == 200 && reply.headers["content-type"] == "text/event-stream" && reply.body.isEmpty)
    #expect(caller.daemon.service.streams.openStreams == 0)
  }

  @Test func `moves the place of a quiet reader on with its heartbeats`() throws {
    var limits = StreamLimits()
    limits.heartbeat = 50_000
    let caller = Caller(try Daemon(streams: limits))
    try caller.openBooks()
    let stream = caller.stream(type: "account.closed")
    try stream.connect()
    let before = stream.token
    for _ in 0..<5 { _ = try caller.transfer("cash", "wallet:bob", 1) }
    _ = try stream.next(within: 400)
    let token = try #require(stream.token)
    #expect(token != before)
    let rest = caller.stream(after: token)
    try rest.connect()
    #expect(try rest.next(within: 50) == nil, "the five are behind it")
  }

  @Test func `ends when the key is revoked, the tenant suspended, closed or deleted, and says so`() throws {
    let caller = Caller(try Daemon())
    let key = try caller.makeKey()
    let other = try caller.makeKey()
    @discardableResult
    func expect(_ stream: EventStream, ends reason: String, _ location: SourceLocation = #_sourceLocation) throws -> [String] {
      var seen: [String] = []
      do throws(StreamFailure) {
        while let event = try stream.next(within: 5_000) { seen.append(event.type) }
        Issue.record("it goes on", sourceLocation: location)
      } catch {
        guard case .ended(reason, detail: _) = error else {
          Issue.record("it ended otherwise: \(error)", sourceLocation: location)
          return seen
        }
      }
      return seen
    }
    let (first, second, person) = (caller.stream(key: key), caller.stream(key: other), caller.stream())
    for stream in [first, second, person] { try stream.connect() }
    _ = try caller.post("/v1/keys/\(key.id)/revoke")
    try expect(first, ends: "key_revoked")
    _ = try caller.post("/v1/tenants/toko/suspend")
    try expect(second, ends: "tenant_suspended")
    _ = try caller.post("/v1/tenants/toko/close")
    #expect(
      try expect(person, ends: "tenant_closed") == ["key.revoked", "tenant.suspended", "tenant.closed"], "the last word first")
    #expect(try caller.get("/v1/events/stream").code == "tenant_closed")
    #expect(try caller.get("/v1/events?limit=1").events[0].text(at: "type") == "tenant.closed")
    #expect(caller.daemon.service.streams.openStreams == 0)
  }

  @Test func `ends with a word when the daemon stops`() throws {
    let daemon = try Daemon()
    let caller = Caller(daemon)
    let stream = caller.stream()
    try stream.connect()
    daemon.service.endStreams()
    do throws(StreamFailure) {
      _ = try stream.next(within: 5_000)
      Issue.record("it goes on")
    } catch {
      guard case .ended("stopping", detail: let detail) = error else { throw error }
      #expect(detail.contains("Last-Event-ID") && error.mayRetry)
    }
    #expect(try caller.get("/v1/events/stream").code == "not_ready")
  }

  @Test func `is open so many times at once, and no more`() throws {
    var limits = StreamLimits()
    limits.streamsOfTenant = 3
    limits.streams = 4
    let caller = Caller(try Daemon(streams: limits))
    _ = try caller.post("/v1/tenants", #"{"code":"warung","name":"W"}"#)
    let theirs = Caller(caller.daemon, tenant: "warung")
    var open = (0..<3).map { _ in caller.stream() }
    for stream in open { try stream.connect() }
    let refused = try caller.get("/v1/events/stream")
    #expect(refused.status == 429 && refused.code == "streams_limited")
    let fourth = theirs.stream()
    try fourth.connect()
    #expect(try theirs.get("/v1/events/stream").code == "streams_limited", "four of all")
    // Whoever goes makes room at once.
    open.removeLast()
    let patient = theirs.stream()
    var isIn = false
    for _ in 0..<5_000 where !isIn { isIn = (try? patient.connect()) != nil }
    #expect(isIn)
  }

  @Test func `cuts a reader off that takes nothing, says why, and keeps nobody else waiting`() throws {
    var limits = StreamLimits()
    limits.stall = 3_000_000
    let caller = Caller(try Daemon(streams: limits))
    try caller.openBooks()
    let stalled = caller.stream()
    let reader = caller.stream()
    for stream in [stalled, reader] { try stream.connect() }
    // More than the sockets and the server keep for anybody.
    let note = String(repeating: "n", count: 512)
    let items = (0..<1_000).map {
      #"{"type":"transfer","key":"b\#($0)","debit":"cash","credit":"wallet:bob","amount":1,"metadata":{"note":"\#(note)"}}"#
    }
    let reading = Counting(reader, to: 1_000)
    #expect(try caller.post("/v1/batches", #"{"items":[\#(items.joined(separator: ","))]}"#).status == 200)
    #expect(reading.value == 1_000)
    for _ in 0..<20_000 where caller.daemon.service.streams.openStreams > 1 { _ = try caller.get("/livez") }
    #expect(caller.daemon.service.streams.openStreams == 1)
    // What was on its way arrives, then why, and where to go on.
    var taken = 0
    do throws(StreamFailure) {
      while try stalled.next(within: 5_000) != nil { taken += 1 }
      Issue.record("it goes on")
    } catch {
      guard case .ended("stalled", detail: _) = error else { throw error }
    }
    #expect(taken > 0 && taken < 1_000)
    let rest = caller.stream(after: stalled.token)
    while taken < 1_000, try rest.next(within: 5_000) != nil { taken += 1 }
    #expect(taken == 1_000)
    #expect(try rest.next(within: 50) == nil)
  }

  @Test func `keeps no ledger open`() throws {
    let caller = Caller(try Daemon(adjust: { $0.openLedgers = 1 }))
    try caller.openBooks()
    let stream = caller.stream()
    try stream.connect()
    _ = try caller.post("/v1/tenants", #"{"code":"warung","name":"W"}"#)
    let theirs = Caller(caller.daemon, tenant: "warung")
    for number in 0..<3 {
      #expect(try theirs.post("/v1/accounts", #"{"code":"a\#(number)","currency":"IDR","class":"asset"}"#).status == 201)
      let moved = try caller.transfer("cash", "wallet:bob", 1)
      #expect(moved.status == 201)
      #expect(try stream.next(within: 8_000)?.json?["object"]?.stringValue == moved.text("id"))
    }
  }
}

/// Reads a stream on a thread of its own.
private final class Counting: Sendable {
  private let count = Atomic(0)
  private let hasEnded = DispatchSemaphore(value: 0)

  init(_ stream: EventStream, to most: Int) {
    Thread.detachNewThread { [self] in
      while count.load(ordering: .relaxed) < most, (try? stream.next(within: 10_000)) != nil { count.add(1, ordering: .relaxed) }
      hasEnded.signal()
    }
  }

  /// How many events it has brought in the end.
  var value: Int {
    hasEnded.wait()
    return count.load(ordering: .relaxed)
  }
}

extension Caller {
  /// A stream that is not connected yet.
  func stream(
    type: String? = nil, account: String? = nil, object: String? = nil, channel: String? = nil, after: String? = nil,
    key: MadeKey? = nil
  ) -> EventStream {
    EventStream(
      socketPath: daemon.socketPath, EventSubscription(type: type, account: account, object: object, channel: channel),
      after: after,
      headers: tenant.map { [(name: "Walletd-Tenant", value: $0)] } ?? [], bearer: key.map { Array($0.secret.utf8) })
  }

  /// All events there are, oldest first.
  func everyEvent(_ query: String) throws -> [JSONValue] {
    var all: [JSONValue] = []
    var cursor = ""
    repeat {
      let page = try get("/v1/events?limit=100&\(query)" + (cursor.isEmpty ? "" : "&cursor=\(cursor)"))
      all += page.events
      cursor = page["cursor"]?.stringValue ?? ""
    } while !cursor.isEmpty
    return all.reversed()
  }
}
