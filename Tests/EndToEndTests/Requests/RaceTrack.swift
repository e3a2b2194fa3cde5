import Foundation
import JSON

/// Runs contests about one hold after the other against a daemon that may be killed in the middle of one.
struct RaceTrack {
  private(set) var shop: Shop
  private var connections: [Connection]
  private var dice: Dice
  private var captured: Int64 = 0
  private(set) var kills = 0
  private(set) var unanswered = 0
  private(set) var answeredBeforeKill = 0
  static let clients = 16

  init(seed: UInt64) throws {
    let shop = try Shop()
    self.shop = shop
    connections = try (0..<RaceTrack.clients).map { _ in try shop.daemon.connect() }
    dice = Dice(seed: seed)
    guard try shop.post("/v1/accounts/alice/limit?currency=IDR", "limit", #"{"limit":"none"}"#).status == 200 else {
      throw RigFailure("no limit")
    }
  }

  /// One hold, sixteen claims at once. The last claim is always for all that is left, so that somebody must win.
  mutating func run(_ race: Int, isKilled: Bool) throws -> Contest {
    let amount = Int64(dice.roll(1...40))
    let placed = try shop.post(
      "/v1/holds", "hold-\(race)", #"{"debit":"alice","credit":"bob","amount":\#(amount),"currency":"IDR"}"#)
    guard placed.status == 201 else { throw RigFailure("no hold: \(placed.text)") }
    let hold = HoldID.of(placed.lasting)
    let kind = dice.roll(1...3)
    let claims: [(verb: Contest.Verb, request: Request)] = (0..<RaceTrack.clients).map { client in
      let verb = client == RaceTrack.clients - 1 ? .capture(amount: nil, isFinal: true) : verb(kind, amount)
      return (verb, verb.request(hold: hold, key: "race-\(race)-\(client)"))
    }
    for (connection, claim) in zip(connections, claims) { connection.send(claim.request.bytes) }
    var replies: [Reply?]
    if isKilled {
      replies = try claimsAcrossKill(claims.map(\.request))
    } else {
      replies = connections.map { $0.receive() }
    }
    let told = try zip(claims, replies).map { claim, reply in
      guard let reply else {
        throw RigFailure("race \(race): no answer to \(claim.request.path)\n\(shop.daemon.log.suffix(500))")
      }
      let body = try reply.json()
      return Contest.Claim(
        verb: claim.verb, status: reply.status, code: reply.code, remaining: body["remaining"]?.integerValue ?? 0,
        sequence: body["transaction"]?["sequence"]?.integerValue ?? 0)
    }
    let contest = Contest(amount: amount, claims: told)
    captured += contest.captured
    return contest
  }

  /// The daemon dies some microseconds after the claims were sent; those that were answered must be answered the same again, those
  /// that were not are asked again.
  private mutating func claimsAcrossKill(_ requests: [Request]) throws -> [Reply?] {
    // After so many answers, and some microseconds.
    let early = dice.roll(0...RaceTrack.clients)
    var before = connections.prefix(early).map { $0.receive() }
    let death = ContinuousClock.now + .microseconds(dice.roll(0...400))
    while ContinuousClock.now < death {}
    guard shop.daemon.end(by: SIGKILL) == .signalled(SIGKILL) else { throw RigFailure("walletd ended by itself") }
    kills += 1
    before += connections.dropFirst(early).map { $0.receive() }
    try shop.startAgain()
    let daemon = shop.daemon
    connections = try connections.map { _ in try daemon.connect() }
    for (connection, request) in zip(connections, requests) { connection.send(request.bytes) }
    let after = connections.map { $0.receive() }
    for (before, after) in zip(before, after) {
      guard let before else {
        unanswered += 1
        continue
      }
      answeredBeforeKill += 1
      guard let after, after.lasting == before.lasting, after.isReplay else {
        throw RigFailure("answered \(before.text)\nand after a kill \(after?.text ?? "not at all")")
      }
    }
    return after
  }

  private mutating func verb(_ kind: Int, _ amount: Int64) -> Contest.Verb {
    switch kind {
    case 1: return .capture(amount: nil, isFinal: true)
    case 2: return dice.happens(oneIn: 3) ? .release : .capture(amount: nil, isFinal: true)
    default:
      if dice.happens(oneIn: 8) { return .release }
      return .capture(amount: Int64(dice.roll(1...Int(max(1, amount / 3)))), isFinal: dice.happens(oneIn: 8))
    }
  }

  /// Bob has what the answers say was captured, and nothing is reserved.
  func compareBalances() throws {
    guard let bob = try shop.connection.counters(tenant: Shop.tenant)["bob"] else { throw RigFailure("bob is gone") }
    guard bob.creditsPosted == captured, bob.creditsPending == 0 else {
      throw RigFailure("the answers say that \(captured) were captured, the ledger says \(bob)")
    }
  }

  mutating func stopAndVerify() throws {
    guard shop.daemon.end(by: SIGTERM) == .exited(0) else { throw RigFailure("walletd did not stop") }
    _ = try Offline.verify(Daemon.ledger(in: shop.folder, tenant: shop.tenantID))
  }
}
