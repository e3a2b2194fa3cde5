import Foundation
import JSON
import Testing

/// Very many requests, each sent again: as it was, altered, by several at once, and after kills.
@Suite(.serialized) struct `Many retries` {
  @Test func `give the same bytes, and altered ones name the field`() throws {
    let requests = setting("WALLETD_RETRIES", otherwise: 10_000)
    let seed = UInt64(setting("WALLETD_SEED", otherwise: Int(UInt32.random(in: 1...(.max)))))
    print("seed: \(seed) (WALLETD_SEED repeats the requests)")
    var shop = try Shop()
    var dice = Dice(seed: seed)
    var storm = RetryStorm(seed: seed)
    let rounds = max(4, requests / 2_500)
    for round in 1...rounds {
      try storm.run(requests / rounds, at: shop.daemon.socketPath)
      // In the middle of requests that nobody waits for, and politely every fourth time.
      let last = try storm.leaveUnanswered(at: shop.daemon.socketPath)
      let signal = round % 4 == 0 ? SIGTERM : SIGKILL
      let death = ContinuousClock.now + .microseconds(dice.roll(0...800))
      while ContinuousClock.now < death {}
      _ = try shop.restart(by: signal)
      try storm.settle(last, shop.connection)
      try storm.askSomeAgain(200, shop.connection)
      guard storm.findings.isEmpty else { break }
    }
    #expect(storm.findings == [])
    #expect(try shop.connection.counters(tenant: Shop.tenant)["bob"]?.creditsPosted == storm.credited)
    #expect(storm.counts.values.allSatisfy { $0 > 0 }, "\(storm.counts)")
    print("retries: \(requests) requests, \(storm.counts.sorted { $0.key < $1.key }), rounds with a restart: \(rounds)")
  }

  @Test func `are judged by what finds a second effect and another answer`() throws {
    let shop = try Shop()
    var storm = RetryStorm(seed: 3)
    try storm.run(20, at: shop.daemon.socketPath)
    #expect(storm.findings == [])
    _ = try shop.post("/v1/transfers", "ghost", #"{"debit":"bank","credit":"bob","amount":1,"currency":"IDR"}"#)
    #expect(try shop.connection.counters(tenant: Shop.tenant)["bob"]?.creditsPosted != storm.credited)
    storm.falsify()
    try storm.askSomeAgain(200, shop.connection)
    #expect(!storm.findings.isEmpty)
  }
}

/// Requests with what they were told, from eight clients.
struct RetryStorm {
  private var dice: Dice
  private var number = 0
  private var kept: [(request: Request, answer: Answer)] = []
  private(set) var findings: [String] = []
  private(set) var credited: Int64 = 0
  private(set) var counts = ["first": 0, "replayed": 0, "altered": 0, "twins": 0, "refused": 0, "applied unanswered": 0]

  init(seed: UInt64) { dice = Dice(seed: seed) }

  private mutating func next() -> Request {
    number += 1
    // One of eight is refused: the bounds of the account are small.
    let (debit, amount) = dice.happens(oneIn: 8) ? ("bob", 900_000_000) : ("bank", dice.roll(1...9))
    let body = #"{"debit":"\#(debit)","credit":"\#(debit == "bob" ? "alice" : "bob")","amount":\#(amount),"currency":"IDR"}"#
    return .post("/v1/transfers", tenant: Shop.tenant, key: "storm-\(number)", body)
  }

  mutating func run(_ count: Int, at path: String) throws {
    let connections = try (0..<8).map { _ in try Connection(path: path) }
    var done = 0
    while done < count {
      let request = next()
      // One, or several at the same instant.
      let twins = dice.happens(oneIn: 4) ? dice.roll(2...8) : 1
      for connection in connections.prefix(twins) { connection.send(request.bytes) }
      let replies = connections.prefix(twins).compactMap { $0.receive() }
      guard replies.count == twins, let first = replies.first(where: { !$0.isReplay }) else {
        findings.append("\(twins) twins got \(replies.map(\.text))")
        return
      }
      if replies.count(where: { !$0.isReplay }) != 1 { findings.append("applied more than once: \(replies.map(\.text))") }
      if replies.contains(where: { $0.lasting != first.lasting }) { findings.append("told apart: \(replies.map(\.text))") }
      if twins > 1 { counts["twins", default: 0] += twins }
      note(request, first)
      done += twins
      if dice.happens(oneIn: 3) { done += try askAgain(request, first.lasting, connections[dice.roll(0...7)]) }
    }
  }

  private mutating func note(_ request: Request, _ reply: Reply) {
    counts[reply.status == 201 ? "first" : "refused", default: 0] += 1
    if reply.status == 201, let amount = RetryStorm.amount(request) { credited += amount }
    if dice.happens(oneIn: 10) || kept.count < 100 { kept.append((request, reply.lasting)) }
  }

  static func amount(_ request: Request) -> Int64? {
    do { return try JSONValue.parse(request.body)["amount"]?.integerValue } catch { return nil }
  }

  /// As it was, and altered in one field, which the answer must name.
  private mutating func askAgain(_ request: Request, _ answer: Answer, _ connection: Connection) throws -> Int {
    let reply = try connection.ask(request)
    counts["replayed", default: 0] += 1
    if reply.lasting != answer || !reply.isReplay { findings.append("\(answer.text) is now\n\(reply.text)") }
    let body = String(decoding: request.body, as: UTF8.self)
    let (field, altered) = [
      ("amount", body.replacingOccurrences(of: #""amount":"#, with: #""amount":1"#)),
      ("debit", body.replacingOccurrences(of: #""debit":""#, with: #""debit":"x"#)),
      ("credit", body.replacingOccurrences(of: #""credit":""#, with: #""credit":"x"#)),
      ("reference", body.replacingOccurrences(of: #""currency""#, with: #""reference":"r","currency""#)),
    ][dice.roll(0...3)]
    let other = try connection.ask(
      Request(method: "POST", path: request.path, headers: request.headers, body: Array(altered.utf8)))
    counts["altered", default: 0] += 1
    if try other.status != 422 || other.code != "idempotency_mismatch" || other.isReplay
      || other.json()["param"]?.stringValue != field
    {
      findings.append("altered in \(field): \(other.text)")
    }
    return 2
  }

  mutating func askSomeAgain(_ count: Int, _ connection: Connection) throws {
    for _ in 0..<count {
      let (request, answer) = kept[dice.roll(0...kept.count - 1)]
      _ = try askAgain(request, answer, connection)
    }
  }

  /// Requests whose answers nobody reads: the daemon is about to end.
  mutating func leaveUnanswered(at path: String) throws -> [Request] {
    let connection = try Connection(path: path)
    let requests = (0..<12).map { _ in next() }
    for request in requests { connection.send(request.bytes) }
    return requests
  }

  /// Each happened or did not; asked again, it has happened once.
  mutating func settle(_ requests: [Request], _ connection: Connection) throws {
    for request in requests {
      let reply = try connection.ask(request)
      if reply.isReplay { counts["applied unanswered", default: 0] += 1 }
      note(request, reply)
      _ = try askAgain(request, reply.lasting, connection)
    }
  }

  /// Pretends to have been told otherwise, for a negative control.
  mutating func falsify() {
    for index in kept.indices { kept[index].answer = Answer(status: 201, body: kept[index].answer.body + [0x20]) }
  }
}
