import Testing

@testable import LedgerCore
@testable import Payments

/// When captured money is the merchant's to have, and what is held back: recipes 1c, 9a and 9b, and what refunds take of it.
@Suite struct AvailabilityTests {
  private let scene: Scene

  init() throws {
    scene = try Scene()
    var later = Merchant(
      reference: "m2", title: nil, fee: FeePolicy(share: 10_000, fixed: 0, currency: nil), settlementDays: 2, metadata: nil)
    later.reserve = ReservePolicy(share: 100_000, days: 7)
    later.fees = ["card": FeePolicy(share: 29_000, fixed: 200_000, currency: Scene.idr), "wallet": .none]
    try scene.settled(scene.begin(CreateMerchant(later)))
    let fee = FeePolicy(share: 7_000, fixed: 0, currency: nil)
    try scene.settled(
      scene.begin(CreateMerchant(Merchant(reference: "m0", title: nil, fee: fee, settlementDays: 0, metadata: nil))))
  }

  private let given = ProviderOutcome.done(ProviderFacts(state: .succeeded))

  private func paid(_ merchant: Text, _ amount: Int64 = 1_000_000, _ method: PaymentMethod = .qris) throws -> PaymentID {
    let intent = try scene.intent(amount, method, to: .merchant(merchant))
    scene.first.will(.paid(amount))
    _ = scene.confirm(intent)
    return try scene.payment(of: intent).id
  }

  /// What a merchant has: pending, in reserve, available.
  private func has(_ merchant: String) -> [Int64] {
    ["pending", "reserve", "available"].map { scene.posted("liabilities:merchant:\(merchant):\($0)") }
  }

  /// The scene begins on a Friday at 17:00 in Jakarta.
  private func go(to time: String) throws {
    let end = try #require(Timestamp(rfc3339: time))
    scene.clock.advance(seconds: (end.microseconds - scene.clock.now().microseconds) / 1_000_000)
    try scene.workOff()
  }

  @Test func `waits for its working day, and comes then, once`() throws {
    let payment = try paid("m1")
    let kept = try scene.find(payment, Payment.self)
    #expect(kept.value.dueAt?.rfc3339 == "2026-11-22T17:00:00.000000Z" && has("m1") == [993_000, 0, 0])
    try go(to: "2026-11-22T16:59:59Z")
    #expect(has("m1") == [993_000, 0, 0], "not before Monday")
    try go(to: "2026-11-22T17:00:00Z")
    #expect(has("m1") == [0, 0, 993_000])
    let after = try scene.find(payment, Payment.self)
    #expect(after.value.dueAt == nil && after.value.releasedAt == after.updatedAt && after.value.released == 993_000)
    // Whoever looks at it again finds nothing to do.
    scene.work(on: after.change)
    try go(to: "2026-12-24T00:00:00Z")
    #expect(has("m1") == [0, 0, 993_000])
  }

  @Test func `is available at once where nothing was agreed on`() throws {
    let payment = try paid("m0")
    #expect(has("m0") == [0, 0, 993_000])
    #expect(try scene.find(payment, Payment.self).value.dueAt == nil)
  }

  @Test func `some is held back of each capture, by its own day, and a payment's terms are those of its confirmation`() throws {
    let intent = try scene.intent(100_000_000, .card(providerToken: "t"), to: .merchant("m2"), capture: .manual)
    scene.first.will(.authorized, .done(ProviderFacts(state: .authorized)), given)
    _ = scene.confirm(intent)
    let payment = try scene.payment(of: intent).id
    var change = ChangeMerchant("m2", by: "uid:1")
    (change.settlementDays, change.reserve, change.fees) = (0, ReservePolicy.none, [:])
    try scene.settled(scene.begin(change))
    // 2.9 % and Rp2.000 of 10,000,001: 290,000 + 200,000; a tenth of what is left, rounded down.
    let first = try scene.capture(payment, 10_000_001, isFinal: false)
    #expect(first.fee == 490_000 && has("m2") == [8_559_001, 951_000, 0])
    #expect(first.pending.list.map(\.at.rfc3339) == ["2026-11-23T17:00:00.000000Z"], "T+2 of a Friday is Tuesday")
    #expect(first.reserved.list.map(\.at.rfc3339) == ["2026-11-26T17:00:00.000000Z"], "seven days after Friday")
    try go(to: "2026-11-23T03:00:00Z")
    // The fixed part is taken once.
    #expect(try scene.capture(payment, 10_000_000).fee == 780_000)
    #expect(has("m2") == [8_559_001 + 8_739_000, 951_000 + 971_000, 0])
    try go(to: "2026-11-24T00:00:00Z")
    #expect(has("m2") == [8_739_000, 1_922_000, 8_559_001])
    try go(to: "2026-11-25T00:00:00Z")
    #expect(has("m2") == [0, 1_922_000, 17_298_001])
    try go(to: "2026-11-27T00:00:00Z")
    #expect(has("m2") == [0, 971_000, 18_249_001])
    try go(to: "2026-11-30T00:00:00Z")
    #expect(has("m2") == [0, 0, 19_220_001])
    // Confirmed after the change.
    _ = try paid("m2", 1_000_000, .card(providerToken: "t"))
    #expect(has("m2") == [0, 0, 20_210_001])
  }

  @Test func `each way to pay may have a fee of its own, which is never above the amount`() throws {
    #expect(try scene.find(try paid("m2"), Payment.self).value.fee == 10_000)
    #expect(try scene.find(try paid("m2", 1_000_000, .card(providerToken: "t")), Payment.self).value.fee == 229_000)
    #expect(try scene.find(try paid("m2", 100_000, .card(providerToken: "t")), Payment.self).value.fee == 100_000)
    try scene.topUp(1_000_000)
    let intent = try scene.intent(500_000, by: .wallet("w1"), to: .merchant("m2"))
    _ = scene.confirm(intent, by: nil)
    #expect(try scene.payment(of: intent).value.fee == 0)
  }

  @Test func `refunds take what is pending of this payment, then its reserve, then what is available`() throws {
    _ = try paid("m2")
    let payment = try paid("m2")
    #expect(has("m2") == [1_782_000, 198_000, 0])
    scene.first.will(given, given)
    // 500,000 less 5,000 of the fee.
    let part = try scene.settled(scene.refund(payment, 500_000), Refund.self).value
    #expect(part.fromPending == 495_000 && part.fromReserve == 0 && has("m2") == [1_287_000, 198_000, 0])
    try go(to: "2026-11-24T00:00:00Z")
    #expect(has("m2") == [0, 198_000, 1_287_000])
    let rest = try scene.settled(scene.refund(payment), Refund.self).value
    #expect(rest.fromPending == 0 && rest.fromReserve == 99_000 && rest.fromAvailable == 396_000)
    #expect(has("m2") == [0, 99_000, 891_000])
    #expect(try scene.find(payment, Payment.self).value.dueAt == nil)
    try go(to: "2026-11-27T00:00:00Z")
    #expect(has("m2") == [0, 0, 990_000], "the other payment's, untouched")
  }

  @Test func `of captures on several days, a refund takes what would be available last`() throws {
    let intent = try scene.intent(1_000_000, .card(providerToken: "t"), capture: .manual)
    scene.first.will(.authorized, .done(ProviderFacts(state: .authorized)), given, given)
    _ = scene.confirm(intent)
    let payment = try scene.payment(of: intent).id
    _ = try scene.capture(payment, 500_000, isFinal: false)
    try go(to: "2026-11-22T12:00:00Z")
    scene.clock.advance(seconds: 86_400)
    _ = try scene.capture(payment, 500_000)
    // The first is due and not moved yet; 300,000 less 2,100 of the fee come from the second.
    _ = try scene.settled(scene.refund(payment, 300_000), Refund.self)
    #expect(has("m1") == [695_100, 0, 0])
    try scene.workOff()
    #expect(has("m1") == [198_600, 0, 496_500])
  }

  @Test func `a refund that fails before the day gives back to where it came from`() throws {
    let payment = try paid("m2")
    scene.first.will(.no)
    #expect(try scene.settled(scene.refund(payment), Refund.self).value.fromReserve == 99_000)
    #expect(has("m2") == [891_000, 99_000, 0])
    try go(to: "2026-11-24T00:00:00Z")
    #expect(has("m2") == [0, 99_000, 891_000])
    try go(to: "2026-11-27T00:00:00Z")
    #expect(has("m2") == [0, 0, 990_000])
  }

  @Test func `a refund that fails after the day gives back what would have become available meanwhile`() throws {
    let payment = try paid("m2")
    scene.first.will(.pending(ProviderFacts(state: .pending)))
    _ = scene.refund(payment, 950_000)
    #expect(has("m2") == [0, 49_500, 0], "940,500: all that was pending, and of the reserve")
    scene.first.will(.done(ProviderFacts(state: .failed)))
    try go(to: "2026-11-24T00:00:00Z")
    #expect(has("m2") == [0, 99_000, 891_000] && scene.posted("liabilities:refund:intransit") == 0)
    #expect(try scene.find(payment, Payment.self).value.releasedAt == nil, "it never waited again")
    try go(to: "2026-11-27T00:00:00Z")
    #expect(has("m2") == [0, 0, 990_000])
  }

  @Test func `what becomes available pays first what the merchant owes`() throws {
    let scene = try Scene(returnsFees: false, allowsMerchantDebt: true)
    let intents = try [scene.intent(), scene.intent()]
    scene.first.will(.paid(), .paid(), given)
    for intent in intents { _ = scene.confirm(intent) }
    _ = try scene.settled(scene.refund(scene.payment(of: intents[0]).id))
    #expect(scene.posted("assets:merchant:m1:receivable") == 7_000)
    scene.clock.advance(seconds: 3 * 86_400)
    try scene.workOff()
    #expect(scene.posted("assets:merchant:m1:receivable") == 0)
    #expect(scene.posted("liabilities:merchant:m1:available") == 986_000 && scene.posted("liabilities:merchant:m1:pending") == 0)
  }

  @Test func `late money and a wallet's wait as well, and a frozen account keeps nothing from its day`() throws {
    try scene.topUp(1_000_000)
    let payment = try scene.paid(1_000_000)
    #expect(has("m1") == [993_000, 0, 0])
    try scene.settledOrNothing(
      scene.begin(
        Doing { transaction in
          if let record = try transaction.record(payment.number) { try transaction.change(record.record, record.content) }
          try transaction.perform(.changeAccount(.code("liabilities:merchant:m1:pending"), .freeze(.debits)), by: .payments)
        }, ""))
    try go(to: "2026-11-23T00:00:00Z")
    #expect(has("m1") == [0, 0, 993_000])
    #expect(try scene.find(payment, Payment.self).value.pending.total == 0)
  }

  @Test func `what was captured before there were days is available at once, and refunds find it`() throws {
    let payment = try paid("m1")
    let kept = try scene.find(payment, Payment.self)
    let old = kept.change.content.body.string.replacing(/,"settlement_days":1/, with: "").replacing(
      /,"pending":\[[^\]]*\]/, with: "")
    #expect(!old.contains("pending\""))
    var content = kept.change.content
    (content.body, content.dueAt) = (Text(old), nil)
    let number = kept.number
    let changed = content
    try scene.settled(scene.begin(Doing { try $0.change(number, changed) }, ""))
    scene.first.will(given)
    let refund = try scene.settled(scene.refund(payment, 500_000), Refund.self).value
    #expect(refund.fromPending == 496_500)
    scene.clock.advance(seconds: 1)
    try scene.workOff()
    #expect(has("m1") == [0, 0, 496_500])
  }
}

/// Work made of a closure.
private struct Doing: RecordWork {
  let kind = OperationKind.housekeeping
  let body: @Sendable (any RecordTransaction) throws -> Void

  init(_ body: @escaping @Sendable (any RecordTransaction) throws -> Void) { self.body = body }
  func visitFields(_ fields: inout some RequestFieldVisitor) {}
  func decide(_ transaction: any RecordTransaction) throws { try body(transaction) }
}
