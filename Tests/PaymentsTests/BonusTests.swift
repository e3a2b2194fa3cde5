import Testing

@testable import LedgerCore
@testable import Payments

/// Promotional money: spent first, the bonus that expires first before the others, and gone when its time is up.
@Suite struct BonusTests {
  private let scene: Scene

  init() throws {
    scene = try Scene()
    try scene.topUp(1_000_000)
  }

  private let own = "liabilities:wallet:w1:available"
  private let promo = "liabilities:wallet:w1:promo"
  private let costs = "expenses:promo"

  private func bonus(_ id: BonusID) throws -> Bonus { try scene.find(id, Bonus.self).value }

  @Test func `is the platform's cost, and is spent by the earliest expiry`() throws {
    let never = try scene.grant(10_000)
    let late = try scene.grant(20_000, for: 2_000)
    let soon = try scene.grant(30_000, for: 1_000)
    #expect(scene.posted(promo) == 60_000 && scene.posted(costs) == 60_000)
    _ = try scene.paid(35_000)
    #expect(try bonus(soon).state == .used && bonus(late).rest == 15_000 && bonus(never).rest == 10_000)
    _ = try scene.paid(40_000)
    #expect(try bonus(late).state == .used && bonus(never).state == .used)
    #expect(scene.posted(own) == 985_000 && scene.posted(promo) == 0)
    #expect(try scene.wallet().bonuses.isEmpty)
  }

  @Test func `expires as of its time, and what is expired is not spent even before that is noted`() throws {
    let soon = try scene.grant(30_000, for: 1_000)
    let late = try scene.grant(20_000, for: 5_000)
    _ = try scene.paid(10_000)
    scene.clock.advance(seconds: 3_000)
    let payment = try scene.paid(15_000)
    #expect(try bonus(soon).rest == 20_000 && bonus(late).rest == 5_000)
    try scene.workOff()
    #expect(try bonus(soon).state == .expired && bonus(soon).expired == 20_000 && bonus(soon).dueAt == nil)
    #expect(scene.posted(promo) == 5_000 && scene.posted(costs) == 30_000)
    #expect(try scene.wallet().bonuses == [late])
    #expect(try scene.find(payment, Payment.self).value.paidFromPromo == 15_000)
    guard case .found(let account) = scene.ledger.account(.code(Text(promo)), currency: Scene.idr) else { return }
    let end = try #require(try bonus(soon).expiresAt)
    let before = try scene.ledger.counters(of: account.identity.number, asOf: end.adding(seconds: -1), by: .effective)
    let after = try scene.ledger.counters(of: account.identity.number, asOf: end, by: .effective)
    #expect(before?.debitsPosted == 10_000 && after?.debitsPosted == 30_000)
    // Once.
    scene.clock.advance(seconds: 10)
    scene.work(on: try scene.find(soon, Bonus.self).change)
    #expect(scene.posted(costs) == 30_000)
  }

  @Test func `under a hold it does not expire; what the hold frees afterwards does`() throws {
    let soon = try scene.grant(100_000, for: 1_000)
    let payment = try scene.paid(70_000, capture: .manual)
    scene.clock.advance(seconds: 2_000)
    try scene.workOff()
    #expect(try bonus(soon).state == .expiring && bonus(soon).rest == 70_000)
    #expect(scene.posted(promo) == 70_000 && scene.held(promo) == 70_000 && scene.posted(costs) == 70_000)
    _ = try scene.capture(payment, 40_000)
    #expect(try bonus(soon).state == .expired && bonus(soon).spent == 40_000 && bonus(soon).expired == 60_000)
    #expect(scene.posted(promo) == 0 && scene.held(promo) == 0 && scene.posted(costs) == 40_000)
  }

  @Test(arguments: [false, true]) func `a void or the end of an authorization lets it expire, too`(byItself: Bool) throws {
    let soon = try scene.grant(100_000, for: 1_000)
    let payment = try scene.paid(70_000, capture: .manual)
    scene.clock.advance(seconds: byItself ? 604_801 : 2_000)
    if !byItself {
      try scene.workOff()
      _ = try scene.settled(scene.begin(CancelIntent(voiding: payment)))
    }
    try scene.workOff()
    #expect(try bonus(soon).state == .expired && bonus(soon).expired == 100_000 && bonus(soon).holds.isEmpty)
    #expect(scene.posted(promo) == 0 && scene.held(promo) == 0 && scene.posted(costs) == 0)
    #expect(try scene.find(payment, Payment.self).value.state == (byItself ? .expired : .voided))
  }

  @Test func `what a refund brings back too late is the platform's`() throws {
    let soon = try scene.grant(50_000, for: 1_000)
    let late = try scene.grant(50_000, for: 5_000)
    let payment = try scene.paid(100_000)
    scene.clock.advance(seconds: 2_000)
    try scene.workOff()
    let first = try scene.settled(scene.refund(payment, 60_000), Refund.self).value
    #expect(first.toWallet == 0 && first.toPromo == 50_000 && first.toExpired == 10_000, "the last to expire is given back first")
    #expect(try bonus(late).state == .active && bonus(late).rest == 50_000 && scene.wallet().bonuses == [late])
    #expect(try bonus(soon).expired == 10_000 && bonus(soon).spent == 40_000)
    #expect(scene.posted(promo) == 50_000 && scene.posted(costs) == 90_000)
  }

  @Test func `is refused in the past, in another currency, to nobody, and when there are too many`() throws {
    func refused(_ wallet: Text, _ currency: String, _ seconds: Int64?) throws -> RejectionCode {
      let currency = try #require(Currency(currency))
      let end = seconds.map { scene.clock.now().adding(seconds: $0) }
      return try scene.rejection(scene.begin(GrantBonus(wallet, Money(1, currency), expiresAt: end, reason: nil)))
    }
    #expect(try refused("w1", "IDR", 0) == .expiryPassed)
    #expect(try refused("w1", "USD", nil) == .currencyMismatch)
    #expect(try refused("w9", "IDR", nil) == .walletNotFound)
    for _ in 0..<Wallet.mostBonuses { _ = try scene.grant(1) }
    #expect(try refused("w1", "IDR", nil) == .tooManyBonuses)
    _ = try scene.paid(1)
    _ = try scene.grant(1)
  }
}

extension Scene {
  func wallet(_ name: Text = "w1") throws -> Wallet {
    guard let wallet: Kept<Wallet> = try ledger.find(named: name) else { throw Unsettled(description: "no wallet") }
    return wallet.value
  }
}
