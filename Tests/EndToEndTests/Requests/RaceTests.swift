import Foundation
import JSON
import Testing

/// Sixteen connections want one hold at the same moment.
@Suite(.serialized) struct `Races` {
  /// All kinds of contest about one hold; one in a hundred is cut by a kill, of very many one in so many that there are a thousand.
  @Test func `for one hold have one winner, across kills too`() throws {
    let races = setting("WALLETD_RACES", otherwise: 1_000)
    let seed = UInt64(setting("WALLETD_SEED", otherwise: Int(UInt32.random(in: 1...(.max)))))
    print("seed: \(seed) (WALLETD_SEED repeats the requests; how they meet stays as it comes)")
    var track = try RaceTrack(seed: seed)
    let kills = races / max(100, races / 1_000)
    var wins: [String: Int] = [:]
    for race in 1...races {
      let contest = try track.run(race, isKilled: race % (races / kills) == 0)
      try #require(contest.findings.isEmpty, "race \(race): \(contest.findings.joined(separator: "\n"))")
      wins[contest.winner, default: 0] += 1
      if race % 1_000 == 0 || race == races { try track.compareBalances() }
    }
    for winner in ["captured", "captured in parts", "released"] {
      #expect(wins[winner] ?? 0 > 0, "\(winner) never won: \(wins)")
    }
    #expect(track.unanswered > 0 && track.answeredBeforeKill > 0, "each kind of end must occur")
    try track.stopAndVerify()
    print(
      "races: \(races), kills: \(track.kills), answered before: \(track.answeredBeforeKill), unanswered: \(track.unanswered), won by: \(wins)"
    )
  }

  /// Holds that expire while they are captured: each is either captured in time or free again, and both sides agree on which.
  @Test func `between a capture and the expiry have one winner`() throws {
    let shop = try Shop()
    let holds = max(200, setting("WALLETD_RACES", otherwise: 1_000) / 1_000)
    var placed: [(id: String, at: ContinuousClock.Instant)] = []
    for number in 1...holds {
      // So far from each other that the contests do not have to wait for one another.
      let begin = ContinuousClock.now
      let reply = try shop.post(
        "/v1/holds", "hold-\(number)", #"{"debit":"alice","credit":"bob","amount":3,"currency":"IDR","expires_in":1}"#)
      placed.append((HoldID.of(reply.lasting), begin))
      while ContinuousClock.now < begin + .milliseconds(2) {}
    }
    let connections = try (1...4).map { _ in try shop.daemon.connect() }
    var wins: [String: Int64] = [:]
    for (number, hold) in placed.enumerated() {
      // From a while before the moment to a while after it.
      let moment = hold.at + .milliseconds(1_000) + .microseconds(50 * (number % 200 - 100))
      // On a busy machine: rather one contest less than all of the rest too late.
      if ContinuousClock.now > moment + .milliseconds(3) { continue }
      while ContinuousClock.now < moment {}
      let requests = (0..<4).map { client in
        Request.post("/v1/holds/\(hold.id)/capture", tenant: Shop.tenant, key: "capture-\(number)-\(client)", "{}")
      }
      for (connection, request) in zip(connections, requests) { connection.send(request.bytes) }
      let replies = connections.compactMap { $0.receive() }
      try #require(replies.count == 4)
      let winners = replies.filter { $0.status == 200 }.count
      let code = winners == 1 ? "hold_captured" : "hold_expired"
      #expect(winners <= 1 && replies.allSatisfy { $0.status == 200 || $0.code == code }, "\(replies.map(\.text))")
      let now = try shop.connection.ask(.get("/v1/holds/\(hold.id)", tenant: Shop.tenant)).json()["status"]?.stringValue
      #expect("hold_\(now ?? "")" == code, "\(replies.map(\.text))")
      wins[code, default: 0] += 1
    }
    #expect(wins["hold_captured"] ?? 0 > 0 && wins["hold_expired"] ?? 0 > 0, "\(wins)")
    // What is due expires before the next request is decided.
    _ = try shop.post("/v1/transfers", "last", #"{"debit":"bank","credit":"alice","amount":1,"currency":"IDR"}"#)
    let bob = try #require(try shop.connection.counters(tenant: Shop.tenant)["bob"])
    #expect(bob.creditsPosted == 3 * (wins["hold_captured"] ?? 0) && bob.creditsPending == 0)
    print("races against the expiry: \(wins)")
  }

  // MARK: Negative controls

  @Test(
    arguments: [
      // Two final captures.
      ([(200, 5, true, 0), (200, 5, true, 0)], "behind"),
      // Parts that are more than there was.
      ([(200, 6, false, 4), (200, 6, false, 0)], "reserved 10"),
      // A part after the final one.
      ([(200, 6, true, 0), (200, 2, false, 0)], "behind"),
      // All refused, and nobody won.
      ([(409, 5, true, 0), (409, 5, false, 0)], "nobody"),
      // What is left is not what was taken from it.
      ([(200, 6, false, 5), (200, 4, true, 0)], "leaves"),
    ] as [([(Int, Int64, Bool, Int64)], String)])
  func `are judged by what finds a second winner`(_ replies: [(Int, Int64, Bool, Int64)], _ finding: String) {
    let claims = replies.enumerated().map { index, reply in
      Contest.Claim(
        verb: .capture(amount: reply.1, isFinal: reply.2), status: reply.0, code: reply.0 == 200 ? nil : "hold_captured",
        remaining: reply.3, sequence: Int64(index + 1))
    }
    let contest = Contest(amount: 10, claims: claims)
    #expect(contest.findings.contains { $0.contains(finding) }, "\(contest.findings)")
  }

  @Test func `are judged by what finds money that nobody captured`() throws {
    var track = try RaceTrack(seed: 1)
    for race in 1...3 { _ = try track.run(race, isKilled: false) }
    try track.compareBalances()
    _ = try track.shop.post("/v1/transfers", "ghost", #"{"debit":"bank","credit":"bob","amount":1,"currency":"IDR"}"#)
    #expect(throws: RigFailure.self) { try track.compareBalances() }
  }
}
