import Foundation
import Synchronization
import Testing

@testable import LedgerCore
@testable import Payments

/// Money that leaves for banks: what is posted, who may agree, and what becomes of it.
@Suite struct PayoutTests {
  static let available = "liabilities:merchant:m1:available"
  static let transit = "liabilities:payout:intransit"
  static let fees = "revenue:fee:payout"
  static let balance = "assets:psp:xendit:balance"
  static let receivable = "assets:merchant:m1:receivable"

  // MARK: The books

  @Test func `recipes 8a and 8b: it leaves what is available at once, and is paid out of what lies at the provider`() throws {
    let scene = try Scene(payouts: .free)
    scene.first.will(.taken, .arrived)
    try scene.endow(10_000_000)
    let payout = try scene.payout(3_000_000)
    #expect(payout.value.state == .sending && payout.value.provider == .xendit && payout.value.fee == 280_000)
    #expect(scene.posted(Self.available) == 10_000_000 - 3_280_000 && scene.posted(Self.transit) == 3_000_000)
    #expect(scene.posted(Self.fees) == 280_000 && scene.posted(Self.balance) == 0)
    #expect(try scene.standing(payout.id).value.state == .inTransit)
    try scene.later(61)
    let paid = try scene.standing(payout.id)
    #expect(paid.value.state == .paid && paid.value.paidAt == scene.clock.now() && paid.value.providerReference == "d-1")
    #expect(scene.posted(Self.transit) == 0 && scene.posted(Self.balance) == -3_000_000)
    #expect(scene.posted(Self.available) == 6_720_000 && scene.first.isThrough)
  }

  @Test func `recipe 8c: what fails is where it was, its fee too, and pays what the merchant owes`() throws {
    let scene = try Scene(payouts: .free)
    scene.first.will(.taken)
    try scene.endow(4_000_000)
    let payout = try scene.payout(3_000_000)
    try scene.indebt(1_000_000)
    scene.first.will(.failing("INVALID_DESTINATION"))
    try scene.later(61)
    let failed = try scene.standing(payout.id).value
    #expect(failed.state == .failed && failed.refusal?.detail == "INVALID_DESTINATION" && failed.dueAt == nil)
    #expect(scene.posted(Self.transit) == 0 && scene.posted(Self.fees) == 0)
    #expect(scene.posted(Self.receivable) == 0 && scene.posted(Self.available) == 3_000_000)
  }

  @Test func `recipe 8d: what comes back after it was paid is booked once, and the fee is kept`() throws {
    let scene = try Scene(payouts: .free)
    scene.first.will(.arrived)
    try scene.endow(10_000_000)
    let payout = try scene.payout(3_000_000)
    #expect(try scene.standing(payout.id).value.state == .paid)
    scene.first.will(.cameBack, .cameBack)
    for _ in 0..<3 { try scene.hint("d-\(UUID())", about: payout.id) }
    let returned = try scene.standing(payout.id).value
    #expect(returned.state == .returned && returned.dueAt == nil)
    #expect(scene.posted(Self.available) == 10_000_000 - 280_000 && scene.posted(Self.balance) == 0)
    #expect(scene.posted(Self.fees) == 280_000 && !scene.first.isThrough, "nobody asks about what is over")
    let history = try scene.ledger.history(ofRecord: payout.number, limit: 50)
    #expect(history.filter { $0.content.state == "returned" }.count == 1)
  }

  @Test func `that it came back is found without a webhook too, and the days of looking end`() throws {
    let scene = try Scene(payouts: .free)
    scene.first.will(.arrived, .arrived, .cameBack)
    try scene.endow(10_000_000)
    let first = try scene.payout(3_000_000)
    try scene.later(86_400)
    #expect(try scene.standing(first.id).value.state == .paid)
    try scene.later(3 * 86_400)
    #expect(try scene.standing(first.id).value.state == .returned)
    scene.first.will(.arrived, .arrived, .arrived)
    let second = try scene.payout(3_000_000)
    for _ in 0..<2 { try scene.later(4 * 86_400) }
    #expect(try scene.standing(second.id).value.dueAt == nil && scene.first.isThrough)
  }

  @Test func `paid and sent back before anybody saw it paid is both, in one step`() throws {
    let scene = try Scene(payouts: .free)
    scene.first.will(.taken)
    try scene.endow(10_000_000)
    let payout = try scene.payout(3_000_000)
    scene.first.will(.cameBack)
    try scene.later(61)
    #expect(try scene.standing(payout.id).value.state == .returned)
    #expect(scene.posted(Self.transit) == 0 && scene.posted(Self.balance) == 0 && scene.posted(Self.available) == 9_720_000)
  }

  @Test func `recipe 12: a withdrawal has accounts of its own, and bonuses are none of it`() throws {
    let scene = try Scene(payouts: .free)
    let wallet = "liabilities:wallet:w1:available"
    try scene.topUp(4_000_000)
    _ = try scene.grant(5_000_000)
    let refused = try scene.refusal(of: scene.ask(4_000_000, from: .wallet("w1")))
    #expect(refused.code == .insufficientFunds && refused.available == 4_000_000 && refused.needed == 4_290_000)
    scene.first.will(.arrived)
    let payout = try scene.payout(1_000_000, from: .wallet("w1"))
    #expect(try scene.standing(payout.id).value.state == .paid)
    #expect(scene.posted(wallet) == 2_740_000 && scene.posted("revenue:fee:withdrawal") == 260_000)
    #expect(scene.posted("liabilities:withdrawal:intransit") == 0 && scene.posted(Self.transit) == 0)
    scene.first.will(.no)
    let failed = try scene.payout(1_200_000, from: .wallet("w1"))
    #expect(try scene.standing(failed.id).value.state == .failed && scene.posted(wallet) == 2_740_000)
    #expect(scene.posted("liabilities:wallet:w1:promo") == 5_000_000)
  }

  // MARK: Maker and checker

  @Test func `one asks, another agrees, and what is agreed to is sent`() throws {
    let scene = try Scene(payouts: .strict)
    try scene.endow(10_000_000)
    let asked = try scene.payout(3_000_000, by: "uid:7")
    #expect(asked.value.state == .requested && asked.value.dueAt == nil && scene.first.calls.isEmpty)
    #expect(scene.posted(Self.transit) == 3_000_000, "nobody else can pay it out meanwhile")
    #expect(try scene.rejection(scene.approve(asked.id, by: "uid:7")) == .payoutSelfApproval)
    scene.first.will(.taken)
    let approved = try scene.settled(scene.approve(asked.id, by: "uid:8"), Payout.self).value
    #expect(approved.state == .approved && approved.requestedBy == "uid:7" && approved.approvedBy == "uid:8")
    #expect(approved.approvedAt == scene.clock.now() && scene.first.calls.count == 1)
    #expect(try scene.standing(asked.id).value.state == .inTransit)
    #expect(try scene.rejection(scene.approve(asked.id, by: "uid:9")) == .payoutWrongState)
    #expect(try scene.rejection(scene.cancel(asked.id)) == .payoutWrongState, "a provider may have it")
  }

  @Test func `what is small enough needs nobody else`() throws {
    var policy = PayoutPolicy.Change.strict
    policy.approvalAbove = 3_000_000
    let scene = try Scene(payouts: policy)
    try scene.endow(20_000_000)
    scene.first.will(.taken)
    #expect(try scene.payout(3_000_000).value.state == .sending)
    #expect(try scene.payout(3_000_100).value.state == .requested)
  }

  @Test func `cancelled before it is sent, it is where it was`() throws {
    let scene = try Scene(payouts: .strict)
    try scene.endow(10_000_000)
    let asked = try scene.payout(3_000_000, by: "uid:7")
    let cancelled = try scene.settled(scene.cancel(asked.id, by: "uid:7"), Payout.self).value
    #expect(cancelled.state == .cancelled && cancelled.cancelledBy == "uid:7")
    #expect(scene.posted(Self.available) == 10_000_000 && scene.posted(Self.transit) == 0)
    #expect(try scene.rejection(scene.cancel(asked.id)) == .payoutWrongState)
    #expect(try scene.rejection(scene.approve(asked.id, by: "uid:8")) == .payoutWrongState)
  }

  @Test func `nobody agrees for a merchant who was suspended meanwhile`() throws {
    let scene = try Scene(payouts: .strict)
    try scene.endow(10_000_000)
    let asked = try scene.payout(3_000_000)
    var change = ChangeMerchant("m1", by: "uid:9")
    change.state = .suspended
    _ = try scene.settled(scene.begin(change))
    #expect(try scene.rejection(scene.approve(asked.id, by: "uid:8")) == .partySuspended)
    #expect(try scene.rejection(scene.ask(3_000_000)) == .partySuspended)
    _ = try scene.settled(scene.cancel(asked.id))
  }

  // MARK: What is refused

  @Test func `what cannot be is refused, with its numbers, and nothing is booked`() throws {
    let scene = try Scene(payouts: .strict)
    try scene.endow(5_000_000)
    func code(_ reply: DeskReply) throws -> RejectionCode { try scene.rejection(reply) }
    let above = try scene.refusal(of: scene.ask(4_800_000))
    #expect(above.code == .insufficientFunds && above.available == 5_000_000 && above.needed == 4_800_000 + 298_000)
    let small = try scene.refusal(of: scene.ask(999_900))
    #expect(small.code == .payoutBelowMinimum && small.available == 1_000_000 && small.needed == 999_900)
    #expect(try code(scene.ask(1_000_050)) == .payoutUnsupported, "sen")
    #expect(try code(scene.ask(1_000_000, to: nil)) == .destinationRequired)
    #expect(
      try code(scene.ask(1_000_000, to: BankAccount(bank: "999", number: "1234567890", holder: "h"))) == .destinationInvalid)
    #expect(try code(scene.ask(1_000_000, to: BankAccount(bank: "014", number: "123456789", holder: "h"))) == .destinationInvalid)
    #expect(
      try code(scene.ask(1_000_000, to: BankAccount(bank: "014", number: "12345678x0", holder: "h"))) == .destinationInvalid)
    #expect(try code(scene.ask(1_000_000, to: BankAccount(bank: "014", number: "1234567890", holder: ""))) == .destinationInvalid)
    #expect(try code(scene.ask(1_000_000, from: .merchant("m9"))) == .merchantNotFound)
    #expect(try code(scene.ask(1_000_000, from: .wallet("w9"))) == .walletNotFound)
    #expect(try code(scene.ask(1_000_000, rail: .rtgs)) == .railUnsupported)
    #expect(try code(scene.approve(PayoutID(rawValue: 1), by: "uid:8")) == .payoutNotFound)
    #expect(scene.posted(Self.available) == 5_000_000 && scene.posted(Self.transit) == 0)
  }

  @Test func `a merchant's own account is where its payouts go by themselves`() throws {
    let scene = try Scene(payouts: .strict)
    try scene.endow(5_000_000)
    var change = ChangeMerchant("m1", by: "uid:9")
    change.destination = BankAccount(bank: "014", number: "12", holder: "h")
    #expect(try scene.rejection(scene.begin(change)) == .destinationInvalid)
    change.destination = Scene.bca
    #expect(try scene.settled(scene.begin(change), Merchant.self).value.destination == Scene.bca)
    #expect(try scene.settled(scene.ask(1_000_000, to: nil), Payout.self).value.destination == Scene.bca)
  }

  @Test func `a key is bound to what is asked, and answers the same again`() throws {
    let scene = try Scene(payouts: .strict)
    try scene.endow(5_000_000)
    let first = try scene.settled(scene.ask(1_000_000, key: "k"))
    #expect(try scene.settled(scene.ask(1_000_000, key: "k")).sequence == first.sequence)
    guard case .mismatch(let path) = scene.ask(1_000_100, key: "k") else { throw Unsettled(description: "it was taken") }
    #expect(path.text == "amount" && scene.posted(Self.transit) == 1_000_000)
  }

  // MARK: Racing

  @Test func `of a thousand racing payouts of one balance as many are sent as it holds, each once, and it never goes below zero`()
    throws
  {
    let scene = try Scene(payouts: .free)
    // Room for 17 of them with their fees, and a little.
    let each: Int64 = 1_000_000 + 260_000
    try scene.endow(17 * each + each / 2)
    for _ in 0..<17 { scene.first.will(.taken) }
    let done = DispatchSemaphore(value: 0)
    let taken = Mutex<[PayoutID]>([])
    let refused = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 1_000) { index in
      var work = RequestPayout(
        Money(1_000_000, Scene.idr), from: .merchant("m1"), by: "uid:7", candidate: PaymentDesk.payoutCandidate(scene.setup))
      work.destination = Scene.bca
      scene.desk.begin(work, Text("race-\(index)"), scene.tenant, scene.ledger) { reply in
        switch reply {
        case .settled(let change, _): taken.withLock { $0.append(change.id(scene.ledger.tag)) }
        case .refused(let rejection, _) where rejection.code == .insufficientFunds: refused.add(1, ordering: .relaxed)
        case .refused, .unsettled, .known, .mismatch, .failed: break
        }
        done.signal()
      }
    }
    for _ in 0..<1_000 { done.wait() }
    // Answers come before anybody is asked: behind this one all of them have been.
    #expect(try scene.rejection(scene.ask(1_000_000)) == .insufficientFunds)
    #expect(taken.withLock { $0.count } == 17 && refused.load(ordering: .relaxed) == 983)
    #expect(scene.posted(Self.available) == each / 2 && scene.posted(Self.transit) == 17_000_000)
    let references = try scene.first.calls.map { try scene.reference($0) }
    #expect(references.count == 17 && Set(references).count == 17, "none was sent twice")
  }
}
