import Testing

@testable import LedgerCore
@testable import Payments

/// What a provider has settled, against what stands in clearing: recipes 1b and 18.
@Suite struct SettlementTests {
  private let scene: Scene

  init() throws { scene = try Scene() }

  private let clearing = "assets:psp:midtrans:clearing"
  private let given = ProviderOutcome.done(ProviderFacts(state: .succeeded))

  private func paid(_ amount: Int64 = 1_000_000) throws -> (attempt: AttemptID, payment: PaymentID) {
    let intent = try scene.intent(amount)
    scene.first.will(.paid(amount))
    _ = scene.confirm(intent)
    return (try #require(try scene.find(intent, Intent.self).value.attempt), try scene.payment(of: intent).id)
  }

  private func line(_ kind: SettlementLine.Kind, _ reference: String, _ gross: Int64, fee: Int64 = 0, tax: Int64 = 0)
    -> SettlementLine
  {
    SettlementLine(kind, Text(reference), gross: gross, fee: fee, tax: tax)
  }

  /// Takes it, and books it.
  private func settle(_ lines: [SettlementLine], paid: Int64? = nil, bank: Text? = "bca") throws -> Kept<Settlement> {
    let digest = Text("\(lines)".utf8.reduce(UInt64(7)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }.description)
    let work = CreateSettlement(.midtrans, Scene.idr, bank: bank, reference: nil, paid: paid, lines: lines, digest: digest)
    let begun = try scene.settled(scene.begin(work), Settlement.self)
    try scene.workOff()
    return try scene.find(begun.id)
  }

  private func items(_ settlement: Kept<Settlement>) throws -> [SettlementItem] {
    try (1...settlement.value.items).map { index in
      let change = try #require(try scene.ledger.record(settlement.number + index))
      return try Kept<SettlementItem>(change, scene.ledger.tag).value
    }
  }

  @Test func `payments and refunds are booked item by item, and clearing is rid of them`() throws {
    let (first, second) = (try paid(), try paid(2_000_000))
    scene.first.will(given)
    let refund = try scene.settled(scene.refund(second.payment, 500_000), Refund.self)
    #expect(scene.posted(clearing) == 2_500_000)
    let settlement = try settle([
      line(.payment, first.attempt.text, 1_000_000, fee: 7_000, tax: 770),
      line(.payment, second.attempt.text, 2_000_000, fee: 14_000, tax: 1_540),
      line(.refund, refund.id.text, 500_000),
    ])
    #expect(settlement.value.state == .settled && settlement.value.booked == 3 && settlement.value.parked == 0)
    #expect(settlement.value.net == 2_476_690 && settlement.value.fees == 21_000 && settlement.value.taxes == 2_310)
    #expect(scene.posted(clearing) == 0 && scene.posted("assets:bank:bca") == 2_476_690)
    #expect(scene.posted("expenses:psp:capture") == 21_000 && scene.posted("assets:tax:vat_in") == 2_310)
    #expect(try items(settlement).allSatisfy { $0.state == .booked && $0.payment != nil })
    #expect(try scene.find(first.attempt, Attempt.self).value.settled == 1_000_000)
    let after = try scene.find(refund.id, Refund.self)
    #expect(after.value.settledAt == after.updatedAt)
  }

  @Test func `what goes back below zero takes from the balance at the provider`() throws {
    let payment = try paid()
    scene.first.will(given)
    let refund = try scene.settled(scene.refund(payment.payment), Refund.self)
    _ = try settle([line(.payment, payment.attempt.text, 1_000_000)], bank: nil)
    let settlement = try settle([line(.refund, refund.id.text, 1_000_000, fee: 2_000)], bank: nil)
    #expect(settlement.value.net == -1_002_000 && settlement.value.state == .settled && scene.posted(clearing) == 0)
    #expect(scene.posted("assets:psp:midtrans:balance") == -2_000 && scene.posted("expenses:psp:capture") == 2_000)
  }

  @Test func `the same report is the same settlement, and another one settles nothing twice`() throws {
    let payment = try paid()
    let lines = [line(.payment, payment.attempt.text, 1_000_000, fee: 7_000)]
    let first = try settle(lines)
    let again = try settle(lines)
    #expect(first.id == again.id && scene.posted("assets:bank:bca") == 993_000)
    let other = try settle(lines + [line(.payment, "INV-1", 5_000)])
    #expect(other.value.state == .open && other.value.parked == 2 && other.value.booked == 0)
    #expect(try items(other).map(\.reason) == [.alreadySettled, .unknown])
    #expect(scene.posted("assets:bank:bca") == 993_000 && scene.posted(clearing) == 0, "nothing is booked of what is parked")
    // Where somebody says that it came, it is in the bank, and stands in clearing until it is known what for.
    let strange = try settle([line(.payment, "INV-2", 5_000)], paid: 5_000)
    #expect(strange.value.short == -5_000 && scene.posted("assets:bank:bca") == 998_000 && scene.posted(clearing) == -5_000)
  }

  @Test func `what cannot be matched is parked with its reason`() throws {
    let payment = try paid()
    let other = try paid()
    let waiting = try scene.intent()
    scene.first.will(.qr)
    _ = scene.confirm(waiting)
    let shown = try #require(try scene.find(waiting, Intent.self).value.attempt)
    scene.first.will(.pending(ProviderFacts(state: .pending)))
    let refund = try scene.settled(scene.refund(payment.payment, 1_000), Refund.self)
    let settlement = try settle(
      [
        line(.payment, payment.attempt.text, 1_000_001), line(.payment, shown.text, 1_000_000), line(.payment, refund.id.text, 1),
        line(.refund, refund.id.text, 1_000), line(.payment, "pay_x", 1), line(.payment, other.attempt.text, 400_000),
        line(.payment, other.attempt.text, 600_001), line(.payment, other.attempt.text, 600_000),
      ], paid: 1_000_000)
    #expect(
      try items(settlement).map(\.reason) == [.otherAmount, .notTaken, .unknown, .notTaken, .unknown, nil, .otherAmount, nil])
    #expect(settlement.value.booked == 2 && settlement.value.parked == 6 && settlement.value.short == 0)
    #expect(settlement.value.state == .open && scene.posted(clearing) == 1_000_000, "what is parked is not booked")
    // It is known later: the same report once more.
    scene.first.will(given, .paid())
    scene.clock.advance(seconds: 90)
    try scene.workOff()
    #expect(try scene.find(refund.id, Refund.self).value.state == .succeeded)
    let again = CreateSettlement(
      .midtrans, Scene.idr, bank: nil, reference: nil, paid: nil, lines: try items(settlement).map(\.line),
      digest: settlement.value.digest)
    #expect(try scene.settled(scene.begin(again), Settlement.self).id == settlement.id)
    try scene.workOff()
    let after = try scene.find(settlement.id, Settlement.self).value
    #expect(after.parked < 6 && after.booked > 2 && after.booked + after.parked == 8)
    #expect(after.short == after.net - 1_000_000)
  }

  @Test func `a difference stands in clearing, until a person accepts it within the limit`() throws {
    let payment = try paid()
    let settlement = try settle([line(.payment, payment.attempt.text, 1_000_000, fee: 7_000)], paid: 992_500)
    #expect(settlement.value.state == .open && settlement.value.short == 500)
    #expect(scene.posted("assets:bank:bca") == 992_500 && scene.posted(clearing) == 500)
    func accept() -> DeskReply { scene.begin(AcceptSettlement(settlement.id, reason: "rounding", by: "uid:7")) }
    #expect(try scene.rejection(accept()) == .writeOffAboveLimit)
    var settings = SetPaymentSettings()
    settings.writeOffLimit = 500
    try scene.settled(scene.begin(settings))
    let accepted = try scene.settled(accept(), Settlement.self).value
    #expect(accepted.state == .accepted && accepted.writtenOff == 500 && accepted.acceptedBy == "uid:7")
    #expect(scene.posted(clearing) == 0 && scene.posted("expenses:recon:writeoff") == 500)
    #expect(try scene.rejection(accept()) == .settlementWrongState)
    let more = try paid()
    let over = try settle([line(.payment, more.attempt.text, 1_000_000)], paid: 1_000_300)
    #expect(over.value.short == -300 && scene.posted(clearing) == -300)
    _ = try scene.settled(scene.begin(AcceptSettlement(over.id, reason: "rounding", by: "uid:7")))
    #expect(scene.posted(clearing) == 0 && scene.posted("expenses:recon:writeoff") == 200)
  }

  @Test func `many items are booked in pieces, and each once, whoever is stopped in between`() throws {
    let payment = try paid(1_000_000)
    let lines = (1...250 as ClosedRange<Int64>).map { line(.payment, payment.attempt.text, $0) }
    let work = CreateSettlement(.midtrans, Scene.idr, bank: nil, reference: nil, paid: nil, lines: lines, digest: "many")
    let begun = try scene.settled(scene.begin(work), Settlement.self)
    scene.work(on: begun.change)
    let half = try scene.find(begun.id, Settlement.self)
    #expect(half.value.next == 100 && half.value.booked == 100 && half.value.state == .booking)
    // Another one has begun the same piece before.
    scene.work(on: begun.change)
    try scene.workOff()
    let done = try scene.find(begun.id, Settlement.self).value
    #expect(done.state == .settled && done.booked == 250 && done.net == 250 * 251 / 2)
    #expect(scene.posted(clearing) == 1_000_000 - 250 * 251 / 2)
  }

  @Test func `a settled refund is still the refund that it was, and what is captured later may be settled later`() throws {
    let intent = try scene.intent(1_000_000, .card(providerToken: "t"), capture: .manual)
    scene.first.will(.authorized, .done(ProviderFacts(state: .authorized)), given)
    _ = scene.confirm(intent)
    let attempt = try #require(try scene.find(intent, Intent.self).value.attempt)
    let payment = try scene.payment(of: intent).id
    _ = try scene.capture(payment, 400_000, isFinal: false)
    let early = try settle([line(.payment, attempt.text, 1_000_000)])
    #expect(try items(early).map(\.reason) == [.otherAmount])
    #expect(try settle([line(.payment, attempt.text, 400_000)]).value.state == .settled)
    _ = try scene.capture(payment, 600_000)
    #expect(try settle([line(.payment, attempt.text, 600_000)]).value.state == .settled)
    #expect(scene.posted(clearing) == 0)
  }
}
