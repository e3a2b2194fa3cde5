import Testing

@testable import LedgerCore
@testable import Payments

/// What a wallet pays: decided at once, without a provider.
@Suite struct WalletPaymentTests {
  private let scene: Scene

  init() throws {
    scene = try Scene()
    try scene.topUp(1_000_000)
  }

  private let own = "liabilities:wallet:w1:available"
  private let promo = "liabilities:wallet:w1:promo"
  private let pending = "liabilities:merchant:m1:pending"
  private let week: Int64 = 604_800

  @Test func `is taken at once, with the fee, and says who paid`() throws {
    let intent = try scene.pay(400_000)
    #expect(intent.value.state == .succeeded && intent.value.attempt == nil)
    let payment = try scene.payment(of: intent.id).value
    #expect(payment.state == .captured && payment.captured == 400_000 && payment.fee == 2_800)
    #expect(payment.payer?.name == "w1" && payment.provider == nil && payment.method == nil)
    #expect(scene.posted(own) == 600_000 && scene.posted(pending) == 397_200 && scene.posted("revenue:fee:payment") == 2_800)
  }

  @Test func `the same key tells the same, and takes nothing more`() throws {
    let intent = try scene.intent(400_000, by: .wallet("w1"))
    let first = try scene.settled(scene.confirm(intent, by: nil, "k"))
    let second = try scene.settled(scene.confirm(intent, by: nil, "k"))
    #expect(first == second && scene.posted(own) == 600_000)
    guard case .mismatch = scene.confirm(intent, by: .wallet("w2"), "k") else { throw Unsettled(description: "another wallet") }
  }

  @Test func `is declined with the numbers where there is too little, and may be paid in another way`() throws {
    _ = try scene.grant(50_000)
    let intent = try scene.pay(1_050_100)
    #expect(intent.value.state == .requiresMethod && intent.value.payment == nil)
    #expect(intent.value.lastError?.reason == .insufficientFunds)
    #expect(intent.value.lastError?.shortfall == .init(available: 1_050_000, needed: 1_050_100))
    #expect(scene.posted(own) == 1_000_000 && scene.posted(promo) == 50_000)
    scene.first.will(.paid(1_050_100))
    let paid = try scene.settled(scene.confirm(intent.id, .card(providerToken: "t")), Intent.self)
    #expect(paid.value.state == .succeeded && paid.value.lastError == nil)
  }

  @Test func `a wallet pays after a card was declined, in the same payment`() throws {
    let intent = try scene.intent(100_000, .card(providerToken: "t"))
    scene.first.will(.no)
    _ = scene.confirm(intent)
    let before = try scene.payment(of: intent).id
    let paid = try scene.settled(scene.confirm(intent, by: .wallet("w1")), Intent.self)
    #expect(paid.value.state == .succeeded && paid.value.payment == before)
    #expect(try scene.payment(of: intent).value.state == .captured)
  }

  @Test func `a card's money that comes after a wallet has paid goes back by itself`() throws {
    let intent = try scene.intent(100_000)
    scene.first.will(.qr, .expired)
    _ = scene.confirm(intent)
    scene.clock.advance(seconds: 901)
    try scene.workOff()
    let attempt = try #require(try scene.find(intent, Intent.self).value.attempt)
    _ = try scene.settled(scene.confirm(intent, by: .wallet("w1")), Intent.self)
    scene.first.will(.paid(100_000), .done(ProviderFacts(state: .succeeded)))
    scene.work(on: try scene.find(attempt, Attempt.self).change)
    try scene.workOff()
    #expect(try scene.payment(of: intent).value.captured == 100_000)
    #expect(scene.posted("liabilities:suspense") == 0 && scene.posted("assets:psp:midtrans:clearing") == 1_000_000)
  }

  @Test func `a wallet that is not there, of another currency, or the one that is topped up, is refused by name`() throws {
    let intent = try scene.intent(100)
    #expect(try scene.rejection(scene.confirm(intent, by: .wallet("w9"))) == .walletNotFound)
    let dollars = try #require(Currency("USD"))
    try scene.settled(
      scene.begin(CreateWallet(Wallet(reference: "usd", customer: nil, currency: dollars, metadata: nil))))
    #expect(try scene.rejection(scene.confirm(intent, by: .wallet("usd"))) == .currencyMismatch)
    let topUp = try scene.intent(100, by: nil, to: .wallet("w1"))
    #expect(try scene.rejection(scene.confirm(topUp, by: .wallet("w1"))) == .sameAccount)
    var work = CreateIntent(payee: .wallet("w1"), amount: Money(100, Scene.idr))
    work.method = .wallet("w1")
    #expect(try scene.rejection(scene.begin(work)) == .sameAccount)
    work.method = .wallet("nobody")
    #expect(try scene.rejection(scene.begin(work)) == .walletNotFound)
  }

  @Test func `a wallet tops up another one, with its own money alone`() throws {
    try scene.settled(scene.begin(CreateWallet(Wallet(reference: "w2", customer: nil, currency: Scene.idr, metadata: nil))))
    _ = try scene.grant(500_000)
    let tooMuch = try scene.intent(1_000_100, by: .wallet("w1"), to: .wallet("w2"))
    #expect(try scene.settled(scene.confirm(tooMuch, by: nil), Intent.self).value.state == .requiresMethod)
    let given = try scene.intent(300_000, by: .wallet("w1"), to: .wallet("w2"))
    #expect(try scene.settled(scene.confirm(given, by: nil), Intent.self).value.state == .succeeded)
    #expect(scene.posted(own) == 700_000 && scene.posted("liabilities:wallet:w2:available") == 300_000)
    _ = try scene.settled(scene.refund(try scene.payment(of: given).id, 100_000))
    #expect(scene.posted(own) == 800_000 && scene.posted("liabilities:wallet:w2:available") == 200_000)
    #expect(scene.posted(promo) == 500_000)
  }

  @Test func `an authorization holds both sources, and is captured out of bonuses first`() throws {
    let bonus = try scene.grant(300_000)
    let payment = try scene.paid(700_000, capture: .manual)
    #expect(try scene.find(payment, Payment.self).value.state == .authorized)
    #expect(scene.held(promo) == 300_000 && scene.held(own) == 400_000 && scene.posted(pending) == 0)
    #expect(scene.posted("revenue:fee:payment") == 0)
    // What is held is nobody else's.
    #expect(try scene.pay(600_100).value.lastError?.shortfall?.available == 600_000)
    let part = try scene.capture(payment, 350_000, isFinal: false)
    #expect(part.state == .partiallyCaptured && part.paidFromPromo == 300_000 && part.fee == 2_450)
    #expect(scene.held(promo) == 0 && scene.held(own) == 350_000 && scene.posted(promo) == 0 && scene.posted(own) == 950_000)
    #expect(try scene.find(bonus, Bonus.self).value.state == .used)
    #expect(try scene.rejection(scene.begin(CapturePayment(payment, amount: 350_001, isFinal: true))) == .captureAboveAuthorized)
    let rest = try scene.capture(payment, 100_000)
    #expect(rest.state == .captured && !rest.isHeld && rest.captured == 450_000 && rest.fee == 3_150)
    #expect(scene.held(own) == 0 && scene.posted(own) == 850_000 && scene.posted(pending) == 446_850)
    #expect(try scene.rejection(scene.begin(CapturePayment(payment, amount: 1, isFinal: true))) == .paymentWrongState)
  }

  @Test func `a final capture of less than the bonuses frees both holds`() throws {
    let bonus = try scene.grant(300_000)
    let payment = try scene.paid(700_000, capture: .manual)
    let part = try scene.capture(payment, 100_000)
    #expect(part.state == .captured && part.paidFromPromo == 100_000 && !part.isHeld)
    #expect(scene.held(promo) == 0 && scene.held(own) == 0 && scene.posted(promo) == 200_000 && scene.posted(own) == 1_000_000)
    #expect(try scene.find(bonus, Bonus.self).value.rest == 200_000)
    #expect(try scene.find(bonus, Bonus.self).value.holds.isEmpty)
  }

  @Test func `a void frees both sources, once`() throws {
    _ = try scene.grant(300_000)
    let payment = try scene.paid(700_000, capture: .manual)
    let voided = try scene.settled(scene.begin(CancelIntent(voiding: payment)), Payment.self).value
    #expect(voided.state == .voided && !voided.isHeld && scene.held(promo) == 0 && scene.held(own) == 0)
    #expect(try scene.rejection(scene.begin(CancelIntent(voiding: payment))) == .paymentWrongState)
    #expect(try scene.rejection(scene.begin(CapturePayment(payment, amount: nil, isFinal: true))) == .paymentWrongState)
    #expect(try scene.paid(1_300_000) != payment)
  }

  @Test func `an authorization ends by itself when its time is up, whoever notices it first`() throws {
    _ = try scene.grant(300_000)
    let payment = try scene.paid(700_000, capture: .manual)
    let until = try #require(try scene.find(payment, Payment.self).value.authorizedUntil)
    scene.clock.advance(seconds: week - 1)
    try scene.workOff()
    #expect(try scene.find(payment, Payment.self).value.state == .authorized)
    scene.clock.advance(seconds: 2)
    // Nobody has noted it yet: it cannot be taken, and the money is there for others.
    #expect(try scene.rejection(scene.begin(CapturePayment(payment, amount: nil, isFinal: true))) == .paymentWrongState)
    #expect(try scene.rejection(scene.begin(CancelIntent(voiding: payment))) == .paymentWrongState)
    let other = try scene.paid(1_250_000)
    try scene.workOff()
    let ended = try scene.find(payment, Payment.self)
    #expect(ended.value.state == .expired && !ended.value.isHeld && ended.value.dueAt == nil)
    #expect(scene.posted(own) + scene.posted(promo) == 50_000 && scene.held(own) == 0 && scene.held(promo) == 0)
    #expect(try scene.find(other, Payment.self).value.paidFromPromo == 300_000)
    // As of just before, the hold still stood.
    guard case .found(let account) = scene.ledger.account(.code(Text(own)), currency: Scene.idr) else { return }
    func held(at time: Timestamp) throws -> Int64? {
      try scene.ledger.counters(of: account.identity.number, asOf: time, by: .effective)?.debitsPending
    }
    #expect(try held(at: until.adding(seconds: -1)) == 400_000)
    #expect(try held(at: until) == 0)
  }

  @Test func `what was captured of an authorization that ended stays, and is given back`() throws {
    let payment = try scene.paid(700_000, capture: .manual)
    _ = try scene.capture(payment, 200_000, isFinal: false)
    #expect(try scene.settled(scene.refund(payment, 50_000), Refund.self).value.state == .succeeded)
    #expect(try scene.find(payment, Payment.self).value.state == .partiallyCaptured)
    scene.clock.advance(seconds: week + 1)
    try scene.workOff()
    #expect(try scene.find(payment, Payment.self).value.state == .partiallyRefunded)
    #expect(scene.posted(own) == 850_000 && scene.held(own) == 0)
  }

  @Test func `a refund is through at once and goes back in proportion`() throws {
    let bonus = try scene.grant(100_000)
    let payment = try scene.paid(300_000)
    #expect(scene.posted(own) == 800_000 && scene.posted(promo) == 0)
    let refund = try scene.settled(scene.refund(payment, 100_100, "r"), Refund.self).value
    #expect(refund.state == .succeeded && refund.charge == nil && refund.toWallet == 66_733 && refund.toPromo == 33_367)
    #expect(scene.first.calls.count == 1, "nobody outside is asked")
    #expect(try scene.find(payment, Payment.self).value.state == .partiallyRefunded)
    #expect(try scene.find(bonus, Bonus.self).value.state == .active && scene.posted(promo) == 33_367)
    _ = try scene.settled(scene.refund(payment))
    #expect(try scene.find(payment, Payment.self).value.state == .refunded)
    #expect(scene.posted(own) == 1_000_000 && scene.posted(promo) == 100_000)
    #expect(scene.posted(pending) == 0 && scene.posted("revenue:fee:payment") == 0)
    #expect(scene.posted("liabilities:refund:intransit") == 0)
    #expect(try scene.settled(scene.refund(payment, 100_100, "r"), Refund.self).value.content == refund.content)
    #expect(try scene.rejection(scene.refund(payment, 1)) == .paymentWrongState)
  }
}
