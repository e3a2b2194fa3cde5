import Testing

@testable import LedgerCore
@testable import Payments
@testable import Storage
@testable import Tenancy

/// What a customer's tier lets their wallets have and move, all of them together.
@Suite struct WalletLimitTests {
  private let scene: Scene

  init() throws {
    scene = try Scene()
    try scene.set {
      var basic = KYCTier(name: "basic", currency: Scene.idr)
      (basic.balance, basic.transaction, basic.monthlyOutflow, basic.monthlyInflow) = (200_000, 100_000, 150_000, 300_000)
      $0.tiers = [basic]
    }
    try scene.settled(scene.begin(CreateCustomer(Customer(reference: "c1", title: nil, tier: "basic", metadata: nil))))
    try scene.wallet("mine", customer: "c1")
    try scene.wallet("also", customer: "c1")
    // Nobody is registered behind it, and nothing limits it.
    try scene.wallet("free", customer: "somebody")
    try scene.topUp(10_000_000, "free")
  }

  private func refused(_ from: Text, _ to: Text, _ amount: Int64) throws -> Rejection {
    try scene.refusal(of: scene.send(from, to, amount))
  }

  @Test func `a transfer is limited on both sides, by the amount at once`() throws {
    let much = try refused("free", "mine", 100_001)
    #expect(
      much.code == .transactionLimitExceeded && much.path.field == .to && much.needed == 100_000 && much.available == 100_000)
    try scene.sent("free", "mine", 100_000)
    #expect(try refused("mine", "free", 100_001).code == .insufficientFunds, "funds before limits")
    try scene.sent("free", "mine", 10_000)
    #expect(try refused("mine", "free", 100_001).code == .transactionLimitExceeded)
  }

  @Test func `a balance is that of all wallets together, and says what is left`() throws {
    try scene.sent("free", "mine", 100_000)
    try scene.sent("free", "also", 70_000)
    let much = try refused("free", "also", 30_001)
    #expect(much.code == .balanceLimitExceeded && much.available == 30_000 && much.needed == 200_000)
    try scene.sent("free", "also", 30_000)
    // What goes from one to the other makes nobody richer.
    try scene.sent("mine", "also", 50_000)
    // A bonus is the platform's money.
    _ = try scene.grant(1_000_000, "mine")
    try scene.sent("also", "free", 100)
    try scene.sent("free", "also", 100)
  }

  @Test func `a month's outflow counts fees, payments and what is authorized, exactly, and begins anew in Jakarta`() throws {
    try scene.set { $0.transferFee = FeePolicy(share: 0, fixed: 100, currency: Scene.idr) }
    for _ in 0..<2 { try scene.sent("free", "mine", 100_000) }
    try scene.sent("mine", "free", 49_900)
    let payment = try scene.paid(60_000, from: "mine", capture: .manual)
    _ = try scene.paid(10_000, from: "mine")
    // 50,000 and 60,000 and 10,000 of 150,000.
    let much = try refused("mine", "free", 29_901)
    #expect(much.code == .outflowLimitExceeded && much.available == 30_000 && much.needed == 150_000)
    let intent = try scene.intent(30_001, by: .wallet("mine"))
    #expect(try scene.rejection(scene.confirm(intent, by: nil)) == .outflowLimitExceeded)
    // What is captured counts once, and what is freed no more.
    _ = try scene.capture(payment, 20_000)
    #expect(try refused("mine", "free", 69_901).available == 70_000)
    try scene.sent("mine", "free", 69_900)
    #expect(try refused("mine", "free", 1).available == 0)
    // The last second of November in Jakarta, and the first of December.
    let december = try #require(Timestamp(rfc3339: "2026-11-30T17:00:00Z"))
    scene.clock.advance(seconds: (december.microseconds - scene.clock.now().microseconds) / 1_000_000 - 1)
    #expect(try refused("mine", "free", 1).available == 0)
    scene.clock.advance(seconds: 1)
    try scene.sent("mine", "free", 1_000)
    #expect(try refused("also", "free", 1).code == .insufficientFunds)
  }

  @Test func `a month's inflow counts what comes into any of them, and is known after a restart`() throws {
    for _ in 0..<2 { try scene.sent("free", "mine", 100_000) }
    try scene.sent("mine", "free", 100_000)
    try scene.sent("mine", "free", 50_000)
    try scene.sent("free", "also", 60_000)
    let much = try refused("free", "also", 40_001)
    #expect(much.code == .inflowLimitExceeded && much.available == 40_000 && much.needed == 300_000)
    // Another month, in which something has moved before the restart.
    scene.clock.advance(seconds: 15 * 86_400)
    try scene.sent("mine", "free", 40_000)
    try scene.sent("free", "mine", 30_000)
    try scene.restarted { ledger in
      var keys = 0
      func send(_ from: Text, _ to: Text, _ amount: Int64) throws -> Answer {
        keys += 1
        return try Scene.send(from, to, amount, Text("restarted-\(keys)"), ledger)
      }
      for _ in 0..<2 {
        guard case .posted = try send("free", "also", 50_000).result else { throw Unsettled(description: "refused") }
      }
      guard case .posted = try send("also", "free", 100_000).result else { throw Unsettled(description: "refused") }
      // 40,000 left before, 100,000 since.
      let much = try scene.refusal(of: send("also", "free", 10_001))
      #expect(much.code == .outflowLimitExceeded && much.available == 10_000 && much.needed == 150_000)
    }
  }

  @Test func `a top-up is refused before anybody pays, and booked once somebody has`() throws {
    func refused(_ amount: Int64) throws -> RejectionCode {
      try scene.rejection(scene.begin(CreateIntent(payee: .wallet("mine"), amount: Money(amount, Scene.idr))))
    }
    #expect(try refused(100_001) == .transactionLimitExceeded)
    try scene.sent("free", "mine", 100_000)
    let first = try scene.intent(100_000, .card(providerToken: "t"), to: .wallet("mine"))
    let second = try scene.intent(100_000, .qris, to: .wallet("mine"))
    scene.first.will(.qr)
    _ = try scene.settled(scene.confirm(second))
    scene.first.will(.paid(100_000))
    _ = try scene.settled(scene.confirm(first))
    #expect(try refused(100) == .balanceLimitExceeded)
    let third = try scene.intent(100_000, .card(providerToken: "t"), to: .wallet("free"))
    #expect(try scene.find(third, Intent.self).value.state == .requiresConfirmation)
    // Its customer has paid: that is so, whatever the tier says.
    scene.clock.advance(seconds: 400)
    scene.first.will(.paid(100_000))
    try scene.workOff()
    #expect(scene.posted("liabilities:wallet:mine:available") == 300_000)
  }

  @Test func `another tier counts at once, a wallet becomes somebody's, and nobody's tier lets everything through by being gone`()
    throws
  {
    try scene.sent("free", "mine", 100_000)
    try scene.set {
      var basic = KYCTier(name: "basic", currency: Scene.idr)
      basic.transaction = 10
      $0.tiers = [basic, KYCTier(name: "full", currency: Scene.idr)]
    }
    #expect(try refused("free", "mine", 11).code == .transactionLimitExceeded)
    var change = ChangeCustomer("c1", by: "me")
    change.tier = "full"
    try scene.settled(scene.begin(change))
    try scene.sent("free", "mine", 5_000_000)
    change.tier = "none"
    #expect(try scene.rejection(scene.begin(change)) == .tierNotFound)
    change.tier = "basic"
    try scene.settled(scene.begin(change))
    #expect(try refused("free", "mine", 11).code == .transactionLimitExceeded)
    try scene.change("free", .describe(customer: "c1", metadata: nil))
    #expect(try refused("free", "mine", 11).path.field == .wallet)
    try scene.set { $0.tiers = [] }
    #expect(try refused("free", "mine", 1).code == .tierNotFound)
    change.tier = nil
    change.state = .suspended
    try scene.settled(scene.begin(change))
    #expect(try refused("free", "mine", 1).code == .partySuspended)
  }

  @Test func `months are calendar months of the tenant's clock`() throws {
    func month(_ text: String, _ offset: String = "+07:00") throws -> String {
      let month = try #require(UTCOffset(offset)).month(of: try #require(Timestamp(rfc3339: text)))
      return "\(month.lowerBound.rfc3339.prefix(16)) \(month.upperBound.rfc3339.prefix(16))"
    }
    #expect(try month("2026-11-30T16:59:59Z") == "2026-10-31T17:00 2026-11-30T17:00")
    #expect(try month("2026-11-30T17:00:00Z") == "2026-11-30T17:00 2026-12-31T17:00")
    #expect(try month("2028-02-29T23:00:00Z", "+00:00") == "2028-02-01T00:00 2028-03-01T00:00")
    #expect(try month("2026-12-31T23:00:00Z", "-05:30") == "2026-12-01T05:30 2027-01-01T05:30")
    for wrong in ["", "7", "+7:00", "+07", "07:00", "+15:00", "+07:60", "+07:00:00", "*07:00"] {
      #expect(UTCOffset(wrong) == nil, "\(wrong)")
    }
    #expect(UTCOffset("-09:30")?.text == "-09:30" && UTCOffset.jakarta.text == "+07:00")
  }
}
