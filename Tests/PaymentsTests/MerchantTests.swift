import Testing

@testable import LedgerCore
@testable import Payments

/// What a merchant agrees on, and what it may come to owe.
@Suite struct MerchantTests {
  private let pending = "liabilities:merchant:m1:pending"
  private let available = "liabilities:merchant:m1:available"
  private let receivable = "assets:merchant:m1:receivable"
  private let given = ProviderOutcome.done(ProviderFacts(state: .succeeded))

  private func change(_ scene: Scene, _ change: (inout ChangeMerchant) -> Void) throws -> Merchant {
    var work = ChangeMerchant("m1", by: "uid:7")
    change(&work)
    return try scene.settled(scene.begin(work), Merchant.self).value
  }

  @Test func `a fee that is changed is for what is confirmed afterwards`() throws {
    let scene = try Scene()
    let begun = try scene.intent(1_000_000, .card(providerToken: "t"), capture: .manual)
    scene.first.will(.authorized)
    _ = scene.confirm(begun)
    let waiting = try scene.intent(1_000_000)
    let changed = try change(scene) { $0.share = 20_000 }
    #expect(changed.fee.share == 20_000 && changed.settlementDays == 1 && changed.changedBy == "uid:7")
    scene.first.will(given, .paid())
    #expect(try scene.capture(scene.payment(of: begun).id).fee == 7_000)
    _ = scene.confirm(waiting)
    #expect(try scene.payment(of: waiting).value.fee == 20_000)
  }

  @Test func `another try of a payment has the terms of that try`() throws {
    let scene = try Scene()
    let intent = try scene.intent(1_000_000, .card(providerToken: "t"))
    scene.first.will(.no, .paid())
    _ = scene.confirm(intent)
    _ = try change(scene) { $0.share = 20_000 }
    _ = scene.confirm(intent, .card(providerToken: "t"))
    #expect(try scene.payment(of: intent).value.fee == 20_000)
  }

  @Test(arguments: [(Merchant.State.suspended, RejectionCode.partySuspended), (.closed, .partyClosed)])
  func `one that is not active takes nothing new, and what it has taken goes on`(
    state: Merchant.State, code: RejectionCode
  ) throws {
    let scene = try Scene()
    let authorized = try scene.intent(1_000_000, .card(providerToken: "t"), capture: .manual)
    scene.first.will(.authorized)
    _ = scene.confirm(authorized)
    let waiting = try scene.intent(1_000_000)
    #expect(try change(scene) { $0.state = state }.state == state)
    #expect(try scene.rejection(scene.confirm(waiting)) == code)
    try scene.topUp(1_000_000)
    #expect(try scene.rejection(scene.confirm(waiting, by: .wallet("w1"))) == code)
    #expect(try scene.rejection(scene.begin(CreateIntent(payee: .merchant("m1"), amount: Money(100, Scene.idr)))) == code)
    scene.first.will(given, given)
    let payment = try scene.payment(of: authorized).id
    #expect(try scene.capture(payment).state == .captured)
    #expect(try scene.settled(scene.refund(payment), Refund.self).value.state == .succeeded)
    guard state == .closed else { return }
    var again = ChangeMerchant("m1", by: "uid:7")
    again.state = .active
    #expect(try scene.rejection(scene.begin(again)) == .partyClosed)
  }

  @Test func `owes what is given back for it where the platform allows that, and pays it with what comes back`() throws {
    let scene = try Scene(returnsFees: false, allowsMerchantDebt: true)
    let intent = try scene.intent()
    scene.first.will(.paid(), given, .no, given)
    _ = scene.confirm(intent)
    let payment = try scene.payment(of: intent).id
    // The fee is kept, so that the merchant has 7,000 less than is given back.
    let refund = try scene.settled(scene.refund(payment, 995_000), Refund.self).value
    #expect(refund.owed == 2_000 && refund.fromAvailable == 2_000 && refund.fromPending == 993_000)
    #expect(scene.posted(receivable) == 2_000 && scene.posted(available) == 0 && scene.posted(pending) == 0)
    // A refund that fails brings back what was not there, and that pays the debt.
    #expect(try scene.settled(scene.refund(payment, 5_000), Refund.self).value.state == .failed)
    #expect(scene.posted(receivable) == 2_000 && scene.posted(available) == 0)
    #expect(try scene.settled(scene.refund(payment), Refund.self).value.owed == 5_000)
    #expect(scene.posted(receivable) == 7_000 && scene.posted("liabilities:refund:intransit") == 0)
  }

  @Test func `owes nothing where the platform does not allow it`() throws {
    let scene = try Scene(returnsFees: false)
    let intent = try scene.intent()
    scene.first.will(.paid())
    _ = scene.confirm(intent)
    #expect(try scene.rejection(scene.refund(scene.payment(of: intent).id)) == .insufficientFunds)
    #expect(scene.posted(receivable) == 0)
  }

  @Test func `what is given back of what was captured last shows, and so does what is on its way`() throws {
    let scene = try Scene()
    let intent = try scene.intent(1_000_000, .card(providerToken: "t"), capture: .manual)
    scene.first.will(.authorized, .done(ProviderFacts(state: .authorized)), given, given, .lost)
    _ = scene.confirm(intent)
    let payment = try scene.payment(of: intent).id
    _ = try scene.capture(payment, 300_000, isFinal: false)
    _ = try scene.settled(scene.refund(payment, 100_000))
    #expect(try scene.capture(payment, 200_000).state == .partiallyRefunded)
    guard case .unsettled = scene.refund(payment) else { throw Unsettled(description: "it was settled") }
    let waiting = try scene.find(payment, Payment.self).value
    #expect(waiting.state == .partiallyRefunded && waiting.refunded == 500_000 && waiting.refundPending == 400_000)
    scene.first.will(given)
    scene.clock.advance(seconds: 61)
    try scene.workOff()
    let after = try scene.find(payment, Payment.self).value
    #expect(after.state == .refunded && after.refundPending == 0)
  }
}
