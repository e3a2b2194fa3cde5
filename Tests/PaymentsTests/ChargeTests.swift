import Testing

@testable import LedgerCore
@testable import Payments

/// A charge from its confirmation to the books, whatever the provider does.
@Suite struct ChargeTests {
  private let scene: Scene

  init() throws { scene = try Scene() }

  private let clearing = "assets:psp:midtrans:clearing"
  private let pending = "liabilities:merchant:m1:pending"

  @Test func `a code is shown, paid, and booked once`() throws {
    let intent = try scene.intent()
    scene.first.will(.qr, .paid(), .paid())
    let shown = try scene.settled(scene.confirm(intent), Intent.self)
    #expect(shown.value.state == .requiresAction && shown.value.nextAction == .scan(code: "0002"))
    #expect(scene.posted(clearing) == 0)
    let reference = try scene.reference(scene.first.calls.first)
    for _ in 0..<2 {
      // The webhook of each of two deliveries; the second says nothing new.
      try scene.hear(of: reference)
    }
    let payment = try scene.payment(of: intent)
    #expect(payment.value.state == .captured && payment.value.fee == 7_000)
    #expect(
      scene.posted(clearing) == 1_000_000 && scene.posted(pending) == 993_000 && scene.posted("revenue:fee:payment") == 7_000)
    #expect(try scene.find(intent, Intent.self).value.state == .succeeded)
    #expect(scene.ledger.nextDueRecord == scene.nextWorkingDay)
  }

  @Test func `the key has its answer for ever, and another request does not get it`() throws {
    let intent = try scene.intent()
    scene.first.will(.qr, .paid())
    let first = try scene.settled(scene.confirm(intent, nil, "c1"))
    scene.clock.advance(seconds: 20)
    try scene.workOff()
    #expect(try scene.settled(scene.confirm(intent, nil, "c1")) == first, "the code, although it was paid since")
    guard case .mismatch(let path) = scene.confirm(intent, .bankTransfer(bank: "bca"), "c1") else {
      throw Unsettled(description: "no")
    }
    #expect(path.text == "payment_method")
    #expect(try scene.rejection(scene.confirm(intent, nil, "c2")) == .intentWrongState)
    #expect(scene.first.isThrough)
  }

  @Test func `a provider that cannot be reached is replaced, and the customer is charged once`() throws {
    let intent = try scene.intent()
    scene.first.will(.unreachable)
    scene.second.will(.qr, .paid())
    let shown = try scene.settled(scene.confirm(intent, nil, "c1"), Intent.self)
    #expect(shown.value.state == .requiresAction && shown.value.tried == [.midtrans, .xendit])
    #expect(try scene.settled(scene.confirm(intent, nil, "c1")) == shown.change, "found over both attempts")
    scene.clock.advance(seconds: 20)
    try scene.workOff()
    let payment = try scene.payment(of: intent)
    #expect(payment.value.provider == .xendit && payment.value.captured == 1_000_000)
    #expect(scene.posted("assets:psp:xendit:clearing") == 1_000_000 && scene.posted(clearing) == 0)
    #expect(scene.first.calls.count == 1)
  }

  @Test func `an unknown outcome is asked about, and never tried elsewhere before it is known`() throws {
    let intent = try scene.intent()
    scene.first.will(.lost, .missing, .missing, .lost, .paid())
    guard case .unsettled = scene.confirm(intent, nil, "c1") else { throw Unsettled(description: "it was settled") }
    guard case .unsettled = scene.confirm(intent, nil, "c1") else { throw Unsettled(description: "a retry decided something") }
    for _ in 0..<4 {
      #expect(scene.second.calls.isEmpty)
      scene.clock.advance(seconds: 31)
      try scene.workOff()
    }
    let payment = try scene.payment(of: intent).value
    #expect(payment.captured == 1_000_000)
    let attempt = try scene.find(try #require(payment.attempt), Attempt.self).value
    #expect(attempt.state == .succeeded && attempt.refusal == nil, "what was not known then is no reason now")
    #expect(try scene.settled(scene.confirm(intent, nil, "c1"), Intent.self).value.state == .succeeded)
  }

  @Test func `what a provider has not known for long enough was never there, and goes to the next`() throws {
    let intent = try scene.intent()
    scene.first.will(.lost, .missing, .missing, .missing, .missing, .missing)
    scene.second.will(.qr)
    guard case .unsettled = scene.confirm(intent) else { throw Unsettled(description: "it was settled") }
    for seconds in [3, 6, 16, 31, 61] as [Int64] where scene.second.calls.isEmpty {
      scene.clock.advance(seconds: seconds)
      try scene.workOff()
    }
    #expect(scene.first.calls.count >= 4 && scene.second.calls.count == 1)
    #expect(try scene.find(intent, Intent.self).value.state == .requiresAction)
  }

  @Test func `a decline is no reason to ask somebody else, but for another way to pay`() throws {
    let intent = try scene.intent()
    scene.first.will(.no, .qr)
    let declined = try scene.settled(scene.confirm(intent), Intent.self)
    #expect(declined.value.state == .requiresMethod && declined.value.lastError?.reason == .declined)
    #expect(scene.second.calls.isEmpty)
    #expect(try scene.rejection(scene.confirm(intent)) == .methodRequired)
    #expect(try scene.settled(scene.confirm(intent, .qris), Intent.self).value.state == .requiresAction)
    #expect(try scene.payment(of: intent).value.state == .pendingAuth)
  }

  @Test func `a code that runs out is cancelled there before it is given up here`() throws {
    let intent = try scene.intent()
    scene.first.will(.qr, .qr, .expired)
    _ = scene.confirm(intent)
    scene.clock.advance(seconds: 20)
    try scene.workOff()
    scene.clock.advance(seconds: 900)
    try scene.workOff()
    guard case .cancel = scene.first.calls.last else { throw Unsettled(description: "\(scene.first.calls)") }
    #expect(try scene.find(intent, Intent.self).value.state == .requiresConfirmation)
    scene.clock.advance(seconds: 86_400)
    try scene.workOff()
    #expect(try scene.find(intent, Intent.self).value.state == .cancelled)
    #expect(try scene.payment(of: intent).value.state == .failed)
    #expect(scene.ledger.nextDueRecord == nil)
  }

  @Test func `money that comes late for a code that was given up is accepted when nobody else paid`() throws {
    let intent = try scene.intent()
    scene.first.will(.qr, .expired, .paid())
    _ = scene.confirm(intent)
    scene.clock.advance(seconds: 901)
    try scene.workOff()
    try scene.hear(of: scene.reference(scene.first.calls.first))
    #expect(try scene.payment(of: intent).value.state == .captured)
    #expect(scene.posted(pending) == 993_000 && scene.posted("liabilities:suspense") == 0)
  }

  @Test func `money that comes twice goes back by itself`() throws {
    let intent = try scene.intent()
    scene.first.will(.qr, .expired)
    _ = scene.confirm(intent)
    scene.clock.advance(seconds: 901)
    try scene.workOff()
    scene.first.will(.paid())
    #expect(try scene.settled(scene.confirm(intent), Intent.self).value.state == .succeeded)
    scene.first.will(.paid(), .done(ProviderFacts(state: .succeeded)))
    try scene.hear(of: scene.reference(scene.first.calls.first))
    let payment = try scene.payment(of: intent)
    #expect(payment.value.captured == 1_000_000 && payment.value.refunded == 0 && payment.value.state == .captured)
    guard case .refund(let refund) = scene.first.calls.last else { throw Unsettled(description: "\(scene.first.calls)") }
    #expect(refund.amount.amount == 1_000_000)
    #expect(scene.posted(clearing) == 1_000_000 && scene.posted(pending) == 993_000)
    #expect(scene.posted("liabilities:suspense") == 0 && scene.posted("liabilities:refund:intransit") == 0)
  }

  @Test func `an authorization of another amount moves nothing, and is kept in doubt`() throws {
    let intent = try scene.intent()
    scene.first.will(.done(ProviderFacts(state: .authorized, amount: Money(1, Scene.idr))))
    guard case .unsettled(let change) = scene.confirm(intent) else { throw Unsettled(description: "it was believed") }
    #expect(try Kept<Attempt>(change, scene.ledger.tag).value.refusal?.reason == .malfunction)
    #expect(scene.posted(clearing) == 0)
  }

  @Test func `a top-up goes to the wallet, without a fee`() throws {
    let intent = try scene.intent(to: .wallet("w1"))
    scene.first.will(.paid())
    #expect(try scene.settled(scene.confirm(intent), Intent.self).value.state == .succeeded)
    #expect(scene.posted("liabilities:wallet:w1:available") == 1_000_000 && scene.posted("revenue:fee:payment") == 0)
  }

  @Test func `what nobody takes is refused before anything is sent`() throws {
    #expect(try scene.rejection(scene.confirm(try scene.intent(1_000_001))) == .methodUnsupported)
    #expect(scene.first.calls.isEmpty && scene.second.calls.isEmpty)
    #expect(
      try scene.rejection(scene.begin(CreateIntent(payee: .merchant("m2"), amount: Money(1, Scene.idr)))) == .merchantNotFound)
  }

  @Test func `a provider that fails again and again is left alone, and tried again later`() throws {
    for _ in 0..<CircuitBreaker.threshold {
      scene.first.will(.unreachable)
      scene.second.will(.qr)
      _ = scene.confirm(try scene.intent())
    }
    scene.second.will(.qr)
    _ = scene.confirm(try scene.intent())
    #expect(scene.first.calls.count == CircuitBreaker.threshold)
    scene.clock.advance(seconds: 11)
    scene.first.will(.qr)
    _ = scene.confirm(try scene.intent())
    #expect(scene.first.calls.count == CircuitBreaker.threshold + 1)
  }
}

extension Scene {
  /// A webhook about a reference arrives, and is kept.
  func arrives(about reference: Text) throws {
    try settledOrNothing(begin(#require(KeepDelivery(.midtrans, identity: key(), body: reference)), ""))
  }

  /// A webhook about a reference arrives, and is worked off.
  func hear(of reference: Text) throws {
    try arrives(about: reference)
    try workOff()
  }
}
