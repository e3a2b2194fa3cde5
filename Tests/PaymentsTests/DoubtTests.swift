import Testing

@testable import LedgerCore
@testable import Payments

/// What a provider does not say, says late, or says twice: nothing is believed that was not told, and nothing that was told is forgotten.
@Suite struct DoubtTests {
  private let scene: Scene

  init() throws { scene = try Scene() }

  private let clearing = "assets:psp:midtrans:clearing"
  private let pending = "liabilities:merchant:m1:pending"

  private func wait(_ seconds: Int64) throws {
    scene.clock.advance(seconds: seconds)
    try scene.workOff()
  }

  /// A payment of Rp10.000 that a card's issuer holds.
  private func authorized() throws -> PaymentID {
    let intent = try scene.intent(1_000_000, .card(providerToken: "t"), capture: .manual)
    scene.first.will(.authorized)
    _ = scene.confirm(intent)
    return try scene.payment(of: intent).id
  }

  private func attempts(_ purpose: Attempt.Purpose) throws -> [Kept<Attempt>] {
    try scene.ledger.records(RecordQuery(kind: Attempt.kind), before: nil, limit: 100).items
      .map { try Kept<Attempt>($0, scene.ledger.tag) }.filter { $0.value.purpose == purpose }
  }

  // MARK: Charges

  @Test(arguments: [ProviderRefusal.Reason.invalid, .credentials, .wrongState, .unsupported])
  func `a question that is refused says nothing about the charge`(_ reason: ProviderRefusal.Reason) throws {
    let intent = try scene.intent()
    scene.first.will(.lost, .declined(ProviderRefusal(reason, "no")), .paid())
    _ = scene.confirm(intent)
    try wait(3)
    #expect(try scene.find(intent, Intent.self).value.state == .processing)
    try wait(6)
    #expect(try scene.payment(of: intent).value.captured == 1_000_000)
  }

  @Test func `a charge that is there already is asked about, not given up`() throws {
    let intent = try scene.intent()
    scene.first.will(.declined(ProviderRefusal(.exists, "406")), .paid())
    guard case .unsettled = scene.confirm(intent) else { throw Unsettled(description: "it was settled") }
    try wait(3)
    #expect(try scene.payment(of: intent).value.captured == 1_000_000)
  }

  @Test func `a webhook about a charge that is over is not forgotten because the question after it was lost`() throws {
    let intent = try scene.intent()
    scene.first.will(.qr, .expired)
    _ = scene.confirm(intent)
    try wait(901)
    scene.first.will(.lost, .unreachable, .paid())
    try scene.hear(of: scene.reference(scene.first.calls.first))
    for _ in 0..<2 { try wait(31) }
    #expect(try scene.payment(of: intent).value.state == .captured)
    #expect(scene.posted(pending) == 993_000)
  }

  @Test func `a webhook that comes while the provider is asked is followed by another question`() throws {
    let intent = try scene.intent()
    scene.first.will(.qr, .qr, .paid())
    _ = scene.confirm(intent)
    scene.clock.advance(seconds: 16)
    // The answer was made before the customer paid.
    try hearMeanwhile()
    try scene.workOff()
    #expect(try scene.payment(of: intent).value.state == .captured, "without waiting for the next question in time")
    #expect(scene.ledger.nextDueRecord == scene.nextWorkingDay)
  }

  /// The customer may pay at the moment at which the code is ended: then the money comes for what is cancelled, and goes back.
  @Test func `a webhook that comes while a charge is cancelled is followed by a question`() throws {
    let intent = try scene.intent()
    scene.first.will(.qr, .done(ProviderFacts(state: .expired)), .paid(), .done(ProviderFacts(state: .succeeded)))
    _ = scene.confirm(intent)
    try hearMeanwhile()
    _ = try scene.settled(scene.begin(CancelIntent(intent)))
    #expect(try scene.find(intent, Intent.self).value.state == .cancelled)
    for _ in 0..<3 { try scene.workOff() }
    #expect(scene.first.isThrough, "asked, and given back")
    #expect(scene.posted(clearing) == 0 && scene.posted("liabilities:suspense") == 0)
  }

  /// While the provider is asked next, a webhook comes and is read.
  private func hearMeanwhile() throws {
    let reference = try scene.reference(scene.first.calls.first)
    scene.first.meanwhile { [scene] in
      do {
        try scene.arrives(about: reference)
        for change in try scene.ledger.dueRecords(by: scene.clock.now(), limit: 9) where change.content.kind == Delivery.kind {
          _ = scene.begin(
            ProcessDelivery(
              change.id(scene.ledger.tag),
              .notification(ProviderNotification(subject: .charge(reference: reference, providerReference: nil), kind: "paid"))),
            "")
        }
      } catch {
        Issue.record(error)
      }
    }
  }

  @Test func `a top-up that is only authorized is no money, and stops nothing`() throws {
    let intent = try scene.intent(1_000_000, .card(providerToken: "t"), to: .wallet("w1"))
    scene.first.will(.authorized, .paid())
    guard case .unsettled = scene.confirm(intent) else { throw Unsettled(description: "it was settled") }
    try wait(3)
    #expect(scene.posted("liabilities:wallet:w1:available") == 1_000_000)
  }

  // MARK: Captures and voids

  @Test(arguments: [ProviderOutcome.unreachable, .missing, .declined(ProviderRefusal(.invalid, "400"))])
  func `a question that comes to nothing does not undo a capture`(_ answer: ProviderOutcome) throws {
    let payment = try authorized()
    scene.first.will(.lost, answer, .paid())
    guard case .unsettled = scene.begin(CapturePayment(payment, amount: 400_000, isFinal: true)) else {
      throw Unsettled(description: "it was settled")
    }
    for _ in 0..<2 { try wait(16) }
    let after = try scene.find(payment, Payment.self).value
    #expect(after.state == .captured && after.captured == 400_000 && after.hold == nil)
    #expect(scene.posted(clearing) == 400_000)
  }

  @Test func `a webhook about the charge leaves it to a capture under way to say how much was taken`() throws {
    let payment = try authorized()
    scene.first.will(.lost, .paid(), .paid())
    _ = scene.begin(CapturePayment(payment, amount: 400_000, isFinal: true))
    try scene.hear(of: scene.reference(scene.first.calls.first))
    try wait(6)
    #expect(try scene.find(payment, Payment.self).value.captured == 400_000)
    #expect(scene.posted(clearing) == 400_000)
  }

  @Test func `a void and a capture are not under way together`() throws {
    let first = try authorized()
    scene.first.will(.lost)
    _ = scene.begin(CapturePayment(first, amount: nil, isFinal: true))
    #expect(try scene.rejection(scene.begin(CancelIntent(voiding: first))) == .paymentWrongState)
    let second = try authorized()
    scene.first.will(.lost)
    _ = scene.begin(CancelIntent(voiding: second))
    #expect(try scene.rejection(scene.begin(CapturePayment(second, amount: nil, isFinal: true))) == .paymentWrongState)
    #expect(try scene.rejection(scene.begin(CancelIntent(voiding: second))) == .paymentWrongState)
  }

  @Test func `what nothing is left of after a part was taken cannot be voided`() throws {
    let payment = try authorized()
    scene.first.will(.paid())
    let part = try scene.settled(scene.begin(CapturePayment(payment, amount: 300_000, isFinal: false)), Payment.self)
    #expect(part.value.state == .captured && part.value.captured == 300_000 && part.value.hold == nil)
    #expect(try scene.rejection(scene.begin(CancelIntent(voiding: payment))) == .paymentWrongState)
  }

  @Test func `a void that is tried twice is one void`() throws {
    let payment = try authorized()
    scene.first.will(.lost, .declined(ProviderRefusal(.wrongState, "412")), .done(ProviderFacts(state: .cancelled)))
    guard case .unsettled = scene.begin(CancelIntent(voiding: payment), "v1") else { throw Unsettled(description: "settled") }
    try wait(6)
    #expect(try scene.find(payment, Payment.self).value.state == .voided)
    #expect(try scene.settled(scene.begin(CancelIntent(voiding: payment), "v1"), Payment.self).value.state == .voided)
    #expect(try attempts(.cancel).map(\.value.state) == [.succeeded])
  }

  @Test func `an intent is cancelled although a webhook told first that its code is over`() throws {
    let intent = try scene.intent()
    scene.first.will(.qr, .lost, .expired, .declined(ProviderRefusal(.wrongState, "412")), .expired)
    _ = scene.confirm(intent)
    _ = scene.begin(CancelIntent(intent), "x1")
    try scene.hear(of: scene.reference(scene.first.calls.first))
    #expect(try scene.find(intent, Intent.self).value.state == .requiresConfirmation)
    try wait(6)
    #expect(try scene.find(intent, Intent.self).value.state == .cancelled)
    #expect(try scene.settled(scene.begin(CancelIntent(intent), "x1"), Intent.self).value.state == .cancelled)
    #expect(try scene.payment(of: intent).value.state == .failed)
  }

  // MARK: Refunds

  @Test func `a refund that is there already is asked about, not put back`() throws {
    let intent = try scene.intent()
    let given = ProviderOutcome.done(ProviderFacts(state: .succeeded))
    scene.first.will(.paid(), .lost, .missing, .missing, .missing, .declined(ProviderRefusal(.exists, "406")), given)
    _ = scene.confirm(intent)
    _ = scene.refund(try scene.payment(of: intent).id)
    for _ in 0..<6 { try wait(61) }
    #expect(try scene.payment(of: intent).value.state == .refunded)
    #expect(scene.posted(clearing) == 0 && scene.posted("liabilities:refund:intransit") == 0)
  }

  @Test func `a question about a refund that is refused does not put it back`() throws {
    let intent = try scene.intent()
    let given = ProviderOutcome.done(ProviderFacts(state: .succeeded))
    scene.first.will(.paid(), .lost, .declined(ProviderRefusal(.invalid, "400")), given)
    _ = scene.confirm(intent)
    _ = scene.refund(try scene.payment(of: intent).id)
    for _ in 0..<2 { try wait(6) }
    #expect(try scene.payment(of: intent).value.state == .refunded)
  }

  // MARK: Webhooks

  @Test func `a webhook that a record cannot hold is not taken`() throws {
    let quotes = Text(String(repeating: "\"", count: 40_000))
    #expect(KeepDelivery(.xendit, identity: "i", body: quotes) == nil)
    #expect(KeepDelivery(.xendit, identity: Text(String(repeating: "i", count: 255)), body: "{}") == nil)
    #expect(KeepDelivery(.xendit, identity: "i", body: "{}") != nil)
  }

  @Test func `an intent whose time is up is not confirmed any more`() throws {
    let intent = try scene.intent()
    scene.clock.advance(seconds: CreateIntent.defaultExpiry)
    #expect(try scene.rejection(scene.confirm(intent)) == .intentWrongState)
    #expect(scene.first.calls.isEmpty)
  }

  @Test func `money of another amount is booked, shown, and nobody's until a person decides`() throws {
    let intent = try scene.intent(1_000_000)
    scene.first.will(.qr, .paid(1_200_000))
    _ = scene.confirm(intent)
    scene.clock.advance(seconds: 16)
    try scene.workOff()
    let waiting = try scene.find(intent, Intent.self).value
    #expect(waiting.state == .requiresConfirmation && waiting.lastError?.reason == .otherAmount)
    let attempt = try scene.find(try #require(waiting.attempt), Attempt.self)
    #expect(attempt.value.state == .succeeded && attempt.value.received == 1_200_000 && attempt.value.dueAt == nil)
    #expect(try scene.payment(of: intent).value.state == .created)
    #expect(scene.posted("liabilities:suspense") == 1_200_000 && scene.posted("assets:psp:midtrans:clearing") == 1_200_000)
    #expect(scene.posted("liabilities:merchant:m1:pending") == 0)
    // Said again, it is no news.
    scene.first.will(.paid(1_200_000))
    scene.work(on: attempt.change)
    #expect(scene.posted("liabilities:suspense") == 1_200_000)
    scene.first.will(.paid())
    #expect(try scene.settled(scene.confirm(intent), Intent.self).value.state == .succeeded)
    #expect(scene.posted("liabilities:suspense") == 1_200_000)
  }
}
