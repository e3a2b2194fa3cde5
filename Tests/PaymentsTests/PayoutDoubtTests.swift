import Testing

@testable import LedgerCore
@testable import Payments

/// Payouts of which nobody knows: never sent twice, never by another, and always found out about.
@Suite struct PayoutDoubtTests {
  private let transit = PayoutTests.transit

  private func begun(_ scene: Scene, _ outcome: ProviderOutcome) throws -> Kept<Payout> {
    try scene.endow(10_000_000)
    scene.first.will(outcome)
    return try scene.payout(3_000_000)
  }

  private func sent(_ scene: Scene) throws -> [Text] {
    try scene.first.calls.compactMap { call in
      if case .payout = call { try scene.reference(call) } else { nil }
    }
  }

  @Test func `an answer that was lost is asked about, of the same provider, by the same reference`() throws {
    let scene = try Scene(payouts: .free)
    let payout = try begun(scene, .lost)
    #expect(try scene.standing(payout.id).value.state == .unknown)
    scene.first.will(.lost, .lost, .arrived)
    for seconds in [2, 5, 15] as [Int64] { try scene.later(seconds) }
    #expect(try scene.standing(payout.id).value.state == .paid)
    #expect(try sent(scene) == [Text(payout.id.text)] && scene.second.calls.isEmpty)
    #expect(scene.posted(transit) == 0 && scene.posted(PayoutTests.balance) == -3_000_000)
  }

  @Test func `sent again, under the same reference, only when it certainly is not there`() throws {
    let scene = try Scene(payouts: .free)
    let payout = try begun(scene, .lost)
    scene.first.will(.missing, .missing, .missing, .missing)
    for seconds in [2, 5, 15] as [Int64] { try scene.later(seconds) }
    #expect(try scene.standing(payout.id).value.misses == 3 && sent(scene).count == 1, "the first request may still be running")
    try scene.later(30)
    #expect(try sent(scene).count == 1)
    scene.first.will(.taken)
    try scene.later(60)
    #expect(try sent(scene) == [Text](repeating: Text(payout.id.text), count: 2))
    #expect(try scene.standing(payout.id).value.state == .inTransit && scene.second.calls.isEmpty)
  }

  @Test func `a refusal of what was sent again counts only once the time before certainly did not come`() throws {
    func again() throws -> (scene: Scene, payout: PayoutID) {
      let scene = try Scene(payouts: .free)
      let payout = try begun(scene, .lost)
      scene.first.will(.missing, .missing, .missing, .missing, .no)
      for seconds in [2, 5, 15, 30, 60] as [Int64] { try scene.later(seconds) }
      #expect(try sent(scene).count == 2 && scene.standing(payout.id).value.denial?.reason == .declined)
      #expect(try scene.standing(payout.id).value.state == .unknown && scene.posted(transit) == 3_000_000)
      return (scene, payout.id)
    }
    // The first one was only slow.
    let (slow, late) = try again()
    slow.first.will(.arrived)
    try slow.later(600)
    #expect(try slow.standing(late).value.state == .paid && slow.posted(PayoutTests.balance) == -3_000_000)
    let (scene, never) = try again()
    scene.first.will(.missing, .missing, .missing)
    for _ in 0..<3 { try scene.later(600) }
    #expect(try scene.standing(never).value.state == .failed && sent(scene).count == 2)
    #expect(scene.posted(PayoutTests.available) == 10_000_000 && scene.posted(transit) == 0)
  }

  @Test func `one that is there already is asked about`() throws {
    let scene = try Scene(payouts: .free)
    let payout = try begun(scene, .declined(ProviderRefusal(.exists, "409")))
    #expect(try scene.standing(payout.id).value.state == .unknown && scene.posted(transit) == 3_000_000)
    scene.first.will(.arrived)
    try scene.later(2)
    #expect(try scene.standing(payout.id).value.state == .paid)
  }

  @Test func `a question that comes to nothing says nothing`() throws {
    let scene = try Scene(payouts: .free)
    let payout = try begun(scene, .taken)
    scene.first.will(.no, .unreachable, .lost, .missing)
    for _ in 0..<4 { try scene.later(3_600) }
    #expect(try scene.standing(payout.id).value.state == .inTransit && scene.posted(transit) == 3_000_000)
    #expect(try sent(scene).count == 1)
  }

  @Test func `what never left this machine is tried again later, and can be cancelled meanwhile`() throws {
    let scene = try Scene(payouts: .free)
    let payout = try begun(scene, .unreachable)
    let waiting = try scene.standing(payout.id).value
    #expect(waiting.state == .approved && waiting.refusal?.reason == .unreachable)
    scene.first.will(.unreachable)
    try scene.later(300)
    #expect(try sent(scene).count == 2)
    _ = try scene.settled(scene.cancel(payout.id))
    #expect(scene.posted(transit) == 0 && scene.posted(PayoutTests.available) == 10_000_000)
  }

  @Test func `a failure that passes is followed by another transfer, hours later; at last it is given up`() throws {
    let scene = try Scene(payouts: .free)
    let payout = try begun(scene, .failing("TEMPORARY_TRANSFER_ERROR", mayPass: true))
    #expect(try scene.standing(payout.id).value.state == .approved && scene.posted(transit) == 3_000_000)
    try scene.later(1_800)
    #expect(try sent(scene).count == 1)
    for hours in [1, 2, 3] as [Int64] {
      scene.first.will(.failing("TEMPORARY_TRANSFER_ERROR", mayPass: true))
      try scene.later(hours * 3_600)
    }
    let name = payout.id.text
    #expect(try sent(scene) == [Text(name), Text("\(name)~2"), Text("\(name)~3"), Text("\(name)~4")])
    #expect(try scene.standing(payout.id).value.state == .failed && scene.posted(PayoutTests.available) == 10_000_000)
  }

  @Test func `another amount moves nothing until a person has looked`() throws {
    let scene = try Scene(payouts: .free)
    let payout = try begun(scene, .done(ProviderFacts(state: .succeeded, amount: Money(2_000_000, Scene.idr))))
    let doubtful = try scene.standing(payout.id).value
    #expect(doubtful.state == .unknown && doubtful.refusal?.reason == .otherAmount)
    #expect(scene.posted(transit) == 3_000_000 && scene.posted(PayoutTests.balance) == 0)
  }

  @Test func `what a crash cut off before it was sent or answered is asked about, and not sent blindly`() throws {
    let scene = try Scene(payouts: .free)
    try scene.endow(10_000_000)
    // As if the process had ended with the commit: the answer is never taken in.
    scene.first.will(.lost)
    let payout = try scene.payout(3_000_000)
    var left = try scene.standing(payout.id)
    left.value.state = .sending
    left.value.dueAt = scene.clock.now().adding(seconds: 45)
    try scene.write(left)
    scene.first.will(.arrived)
    try scene.later(46)
    #expect(try scene.standing(payout.id).value.state == .paid && sent(scene).count == 1)
  }

  // MARK: Rails

  @Test func `what no rail takes now waits for the next hours, or is refused by wish`() throws {
    // A Friday, 17:00 in Jakarta.
    let scene = try Scene(payouts: .free)
    try scene.endow(1_000_000_000_000)
    let opening = try #require(Timestamp(rfc3339: "2026-11-23T06:30:00+07:00"))
    let refused = try scene.refusal(of: scene.ask(50_000_000_000, whenClosed: .refuse))
    #expect(refused.code == .railClosed && refused.needed == opening.microseconds)
    let payout = try scene.payout(50_000_000_000)
    #expect(payout.value.state == .approved && payout.value.rail == .skn && payout.value.dueAt == opening)
    try scene.later(86_400)
    #expect(scene.first.calls.isEmpty)
    scene.clock.set(opening)
    scene.first.will(.arrived)
    try scene.workOff()
    #expect(try scene.standing(payout.id).value.state == .paid)
  }

  @Test func `cancelled while it waits for its rail, it is never sent`() throws {
    let scene = try Scene(payouts: .free)
    try scene.endow(1_000_000_000_000)
    let payout = try scene.payout(50_000_000_000)
    _ = try scene.settled(scene.cancel(payout.id))
    try scene.later(7 * 86_400)
    #expect(scene.first.calls.isEmpty && scene.posted(PayoutTests.available) == 1_000_000_000_000)
  }
}
