import Synchronization
import Testing

@testable import LedgerCore
@testable import Payments

/// What becomes of a payment: capture, void, refunds.
@Suite struct AfterwardsTests {
  private let scene: Scene

  init() throws { scene = try Scene() }

  private let pending = "liabilities:merchant:m1:pending"
  private let succeeded = ProviderOutcome.done(ProviderFacts(state: .succeeded))

  private func paid(_ amount: Int64 = 1_000_000) throws -> PaymentID {
    let intent = try scene.intent(amount)
    scene.first.will(.paid(amount))
    _ = scene.confirm(intent)
    return try scene.payment(of: intent).id
  }

  private func authorized() throws -> PaymentID {
    let intent = try scene.intent(1_000_000, .card(providerToken: "t"), capture: .manual)
    scene.first.will(.authorized)
    _ = scene.confirm(intent)
    return try scene.payment(of: intent).id
  }

  @Test func `captures take what is authorized in parts, and the fee in proportion`() throws {
    let payment = try authorized()
    #expect(scene.posted(pending) == 0)
    scene.first.will(.done(ProviderFacts(state: .authorized)), succeeded)
    let part = try scene.settled(scene.begin(CapturePayment(payment, amount: 300_000, isFinal: false)), Payment.self)
    #expect(part.value.state == .partiallyCaptured && part.value.fee == 2_100 && scene.posted(pending) == 297_900)
    #expect(
      try scene.rejection(scene.begin(CapturePayment(payment, amount: 700_001, isFinal: false))) == .captureAboveAuthorized)
    let rest = try scene.settled(scene.begin(CapturePayment(payment, amount: 600_000, isFinal: true)), Payment.self)
    #expect(rest.value.state == .captured && rest.value.captured == 900_000 && rest.value.fee == 6_300 && rest.value.hold == nil)
    #expect(try scene.rejection(scene.begin(CapturePayment(payment, amount: 1, isFinal: true))) == .paymentWrongState)
  }

  @Test func `a void frees what is authorized, once`() throws {
    let payment = try authorized()
    scene.first.will(.done(ProviderFacts(state: .cancelled)))
    let voided = try scene.settled(scene.begin(CancelIntent(voiding: payment)), Payment.self)
    #expect(voided.value.state == .voided && voided.value.hold == nil)
    #expect(try scene.rejection(scene.begin(CapturePayment(payment, amount: nil, isFinal: true))) == .paymentWrongState)
    #expect(try scene.rejection(scene.begin(CancelIntent(voiding: payment))) == .paymentWrongState)
  }

  @Test func `refunds give back in parts, the fee with them, and never more than was captured`() throws {
    let payment = try paid()
    scene.first.will(succeeded, succeeded)
    let first = try scene.settled(scene.refund(payment, 333_300), Refund.self)
    #expect(first.value.state == .succeeded && first.value.fromFee == 2_333 && first.value.fromPending == 330_967)
    #expect(try scene.find(payment, Payment.self).value.state == .partiallyRefunded)
    #expect(try scene.rejection(scene.refund(payment, 666_701)) == .refundAboveCaptured)
    _ = scene.refund(payment)
    #expect(try scene.find(payment, Payment.self).value.state == .refunded)
    #expect(scene.posted(pending) == 0 && scene.posted("revenue:fee:payment") == 0)
    #expect(scene.posted("liabilities:refund:intransit") == 0 && scene.posted("assets:psp:midtrans:clearing") == 0)
    #expect(try scene.rejection(scene.refund(payment, 1)) == .paymentWrongState)
  }

  @Test func `a refund that fails puts everything back`() throws {
    let payment = try paid()
    scene.first.will(.no)
    #expect(try scene.settled(scene.refund(payment, 500_000), Refund.self).value.state == .failed)
    let after = try scene.find(payment, Payment.self).value
    #expect(after.state == .captured && after.refunded == 0 && after.feeReturned == 0)
    #expect(scene.posted(pending) == 993_000 && scene.posted("revenue:fee:payment") == 7_000)
  }

  @Test func `a refund whose outcome is unknown is asked about, and sent again only when it never arrived`() throws {
    let payment = try paid()
    scene.first.will(.lost, .missing, .missing, .missing, succeeded)
    guard case .unsettled = scene.refund(payment, nil, "r1") else { throw Unsettled(description: "it was settled") }
    for _ in 0..<4 {
      scene.clock.advance(seconds: 61)
      try scene.workOff()
    }
    let sent = scene.first.calls.filter { if case .refund = $0 { true } else { false } }
    #expect(sent.count == 2 && sent.first == sent.last, "the same refund under the same reference")
    let told = try scene.settled(scene.refund(payment, nil, "r1"), Refund.self).value
    #expect(told.state == .succeeded && told.refusal == nil, "what was not known then is no reason now")
  }

  /// What was told once is told again, however often nobody knew before, and whatever came of it since.
  @Test func `a refund's key tells for ever what it told first`() throws {
    let payment = try paid()
    for _ in 0..<70 { scene.first.will(.lost) }
    scene.first.will(.pending(ProviderFacts(state: .pending, providerReference: "r-1")))
    guard case .unsettled = scene.refund(payment, nil, "r1") else { throw Unsettled(description: "it was settled") }
    func goOn() throws {
      scene.clock.advance(seconds: 3_601)
      try scene.workOff()
    }
    for _ in 0..<69 { try goOn() }
    guard case .unsettled = scene.refund(payment, nil, "r1") else { throw Unsettled(description: "it is known too early") }
    try goOn()
    let told = try scene.settled(scene.refund(payment, nil, "r1"), Refund.self)
    #expect(told.value.state == .pending)

    scene.first.will(succeeded)
    try goOn()
    #expect(try scene.find(told.id, Refund.self).value.state == .succeeded)
    #expect(try scene.settled(scene.refund(payment, nil, "r1")).sequence == told.change.sequence)
  }

  /// Under its key a provider answers what it answered first, for ever.
  @Test func `a refund that was sent again is asked about once it is there`() throws {
    let payment = try paid()
    scene.first.will(
      .lost, .missing, .missing, .missing, .pending(ProviderFacts(state: .pending, providerReference: "r-1")), succeeded)
    guard case .unsettled = scene.refund(payment) else { throw Unsettled(description: "it was settled") }
    for _ in 0..<5 {
      scene.clock.advance(seconds: 601)
      try scene.workOff()
    }
    guard case .refundStatus(let asked) = scene.first.calls.last else {
      throw Unsettled(description: "asked last: \(scene.first.calls.suffix(2))")
    }
    #expect(asked.providerReference == "r-1" && scene.first.isThrough)
  }

  /// The time before may be on its way still: a bank may refuse the second because of the first.
  @Test(arguments: [true, false]) func `a refund that is refused when it is sent again fails only once it is certainly not there`(
    _ isThere: Bool
  ) throws {
    let payment = try paid()
    scene.first.will(.lost, .missing, .missing, .missing, .no)
    if isThere { scene.first.will(.missing, succeeded) } else { scene.first.will(.missing, .missing, .missing) }
    guard case .unsettled = scene.refund(payment, nil, "r1") else { throw Unsettled(description: "it was settled") }
    for _ in 0..<(isThere ? 6 : 7) {
      guard case .unsettled = scene.refund(payment, nil, "r1") else { throw Unsettled(description: "it was settled too early") }
      scene.clock.advance(seconds: 601)
      try scene.workOff()
    }
    #expect(scene.first.isThrough)
    let refund = try scene.settled(scene.refund(payment, nil, "r1"), Refund.self).value
    #expect(refund.state == (isThere ? .succeeded : .failed))
    #expect(scene.posted("liabilities:refund:intransit") == 0 && scene.posted(pending) == (isThere ? 0 : 993_000))
    let sent = scene.first.calls.filter { if case .refund = $0 { true } else { false } }
    #expect(sent.count == 2)
  }

  /// A daemon that dies while it sends again asks when it is back: what it sent may be there.
  @Test func `that a refund is sent again is written before it is`() throws {
    let payment = try paid()
    scene.first.will(.lost, .missing, .missing, .missing)
    guard case .unsettled(let change) = scene.refund(payment) else { throw Unsettled(description: "it was settled") }
    let id: RefundID = change.id(scene.ledger.tag)
    for _ in 0..<3 {
      scene.clock.advance(seconds: 601)
      try scene.workOff()
    }
    #expect(try scene.find(id).mustBeSent(at: scene.clock.now()))
    let isAsked = Mutex(false)
    scene.first.meanwhile { [scene] in
      isAsked.withLock { isAsked in
        isAsked = (try? !scene.find(id, Refund.self).mustBeSent(at: scene.clock.now())) ?? false
      }
    }
    scene.first.will(succeeded)
    scene.clock.advance(seconds: 601)
    try scene.workOff()
    #expect(isAsked.withLock { $0 })
    #expect(try scene.find(id, Refund.self).value.state == .succeeded)
  }

  /// Questions that are asked at once prove nothing: what was sent may still be on its way.
  @Test func `a refund is not sent again before enough time has passed`() throws {
    let payment = try paid()
    scene.first.will(.lost, .missing, .missing, .missing, .missing, .missing)
    guard case .unsettled(let change) = scene.refund(payment) else { throw Unsettled(description: "it was settled") }
    let id: RefundID = change.id(scene.ledger.tag)
    for _ in 0..<5 { scene.work(on: try scene.find(id, Refund.self).change) }
    #expect(scene.first.isThrough)
    #expect(scene.first.calls.filter { if case .refund = $0 { true } else { false } }.count == 1)
  }

  /// A daemon may die before it finds that a refund cannot be asked for at all.
  @Test func `a refund that was never sent and cannot be fails, and everything is back`() throws {
    let payment = try paid()
    let impossible = ProviderOutcome.notSent(ProviderRefusal(.unsupported, "not given back"))
    scene.first.will(.lost, .missing, .missing, .missing, impossible)
    guard case .unsettled = scene.refund(payment, nil, "r1") else { throw Unsettled(description: "it was settled") }
    for _ in 0..<4 {
      scene.clock.advance(seconds: 121)
      try scene.workOff()
    }
    #expect(scene.first.isThrough)
    #expect(try scene.settled(scene.refund(payment, nil, "r1"), Refund.self).value.state == .failed)
    #expect(scene.posted("liabilities:refund:intransit") == 0 && scene.posted(pending) == 993_000)
  }

  /// What was sent again and not answered may be there: that it cannot be sent a third time says nothing about it.
  @Test func `a refund that was sent again and not answered is asked about before it is given up`() throws {
    let payment = try paid()
    let revoked = ProviderOutcome.notSent(ProviderRefusal(.credentials, "401"))
    scene.first.will(.lost, .missing, .missing, .missing, .lost, revoked, succeeded)
    guard case .unsettled = scene.refund(payment, nil, "r1") else { throw Unsettled(description: "it was settled") }
    for _ in 0..<6 {
      scene.clock.advance(seconds: 601)
      try scene.workOff()
    }
    #expect(scene.first.isThrough)
    #expect(try scene.settled(scene.refund(payment, nil, "r1"), Refund.self).value.state == .succeeded)
  }

  /// Midtrans cancels a card also when it was paid a moment before, and gives the money back that is booked here already.
  @Test func `to cancel an intent takes nothing back, to void a payment does`() throws {
    let intent = try scene.intent(1_000_000, .card(providerToken: "t"))
    scene.first.will(.qr, .expired)
    _ = scene.confirm(intent)
    _ = scene.begin(CancelIntent(intent))
    guard case .cancel(let cancelled) = scene.first.calls.last else { throw Unsettled(description: "nothing was cancelled") }
    #expect(cancelled.isOnlyUnpaid)
    let payment = try authorized()
    scene.first.will(.lost, .done(ProviderFacts(state: .cancelled)))
    _ = scene.begin(CancelIntent(voiding: payment))
    scene.clock.advance(seconds: 61)
    try scene.workOff()
    let voids = scene.first.calls.suffix(2).map { if case .cancel(let pointer) = $0 { pointer.isOnlyUnpaid } else { true } }
    #expect(voids == [false, false])
  }

  @Test func `a platform may keep its fee, and a merchant who has not got the money is not refunded for`() throws {
    let scene = try Scene(returnsFees: false)
    let intent = try scene.intent()
    scene.first.will(.paid())
    _ = scene.confirm(intent)
    let payment = try scene.payment(of: intent).id
    #expect(try scene.rejection(scene.refund(payment)) == .insufficientFunds)
    scene.first.will(succeeded)
    #expect(try scene.settled(scene.refund(payment, 993_000), Refund.self).value.fromFee == 0)
    #expect(scene.posted("revenue:fee:payment") == 7_000)
    // Another payment's money is not there for this one's refund.
    let other = try scene.intent()
    scene.first.will(.paid())
    _ = scene.confirm(other)
    #expect(try scene.rejection(scene.refund(payment, 7_000)) == .insufficientFunds)
  }

  @Test func `an intent is cancelled when nobody has it, and only after the provider let go of it`() throws {
    let fresh = try scene.intent()
    #expect(try scene.settled(scene.begin(CancelIntent(fresh)), Intent.self).value.state == .cancelled)
    let shown = try scene.intent()
    scene.first.will(.qr, .expired)
    _ = scene.confirm(shown)
    #expect(try scene.settled(scene.begin(CancelIntent(shown)), Intent.self).value.state == .cancelled)
    // Where the provider refuses, it may just have been paid: that is asked.
    let paid = try scene.intent()
    scene.first.will(.qr, .declined(ProviderRefusal(.wrongState, "412")), .paid())
    _ = scene.confirm(paid)
    #expect(try scene.settled(scene.begin(CancelIntent(paid)), Intent.self).value.state == .requiresAction)
    try scene.workOff()
    #expect(try scene.find(paid, Intent.self).value.state == .succeeded)
    #expect(try scene.rejection(scene.begin(CancelIntent(paid))) == .intentWrongState)
  }
}
