import Testing

/// Sixteen connections want the whole of one hold.
@Suite struct `Races` {
  @Test func `for one hold have one winner`() throws {
    let shop = try Shop()
    let connections = try (1...16).map { _ in try shop.daemon.connect() }
    let races = setting("WALLETD_RACES", otherwise: 1_000)
    var (captured, released) = (Int64(0), Int64(0))
    for race in 1...races {
      let placed = try shop.post(
        "/v1/holds", "hold-\(race)", #"{"debit":"alice","credit":"bob","amount":3,"currency":"IDR"}"#)
      let hold = HoldID.of(placed.lasting)
      for (number, connection) in connections.enumerated() {
        let verb = number % 4 == 3 ? "release" : "capture"
        connection.send(Request.post("/v1/holds/\(hold)/\(verb)", tenant: Shop.tenant, key: "race-\(race)-\(number)", "{}").bytes)
      }
      let replies = connections.compactMap { $0.receive() }
      try #require(replies.count == 16)
      let winners = replies.indices.filter { replies[$0].status == 200 }
      try #require(winners.count == 1, "race \(race): \(winners)")
      let code = winners[0] % 4 == 3 ? "hold_released" : "hold_captured"
      for (number, reply) in replies.enumerated() where number != winners[0] {
        #expect(reply.status == 409 && reply.code == code, "\(reply.text)")
      }
      if winners[0] % 4 == 3 { released += 3 } else { captured += 3 }
    }
    let bob = try #require(try shop.connection.counters(tenant: Shop.tenant)["bob"])
    #expect(bob.creditsPosted == captured)
    #expect(bob.creditsPending == 0)
    #expect(captured + released == Int64(3 * races))
  }
}
