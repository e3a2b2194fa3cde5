import Foundation
import Testing

@testable import LedgerCore
@testable import Payments

/// What scenes with payouts have in common.
extension Scene {
  static let bca = BankAccount(bank: "014", number: "1234567890", holder: "Warung Contoh")

  /// A scene whose first provider pays out, on these terms.
  convenience init(payouts: PayoutPolicy.Change) throws {
    try self.init(payingOut: .xendit)
    var settings = SetPaymentSettings()
    settings.payouts = payouts
    try settled(begin(settings))
  }

  /// Makes money available, as settlements will.
  func endow(_ amount: Int64) throws { try post([Leg(.clearing(.xendit), .merchantAvailable("m1"), amount)]) }

  /// Lets the merchant owe so much.
  func indebt(_ amount: Int64) throws { try post([Leg(.merchantReceivable("m1"), .suspense, amount)]) }

  private func post(_ legs: [Leg]) throws {
    let done = DispatchSemaphore(value: 0)
    desk.submit(Endowment(legs: legs), "", ledger) { _ in done.signal() }
    done.wait()
  }

  func ask(
    _ amount: Int64, from source: PayeeReference = .merchant("m1"), to destination: BankAccount? = Scene.bca, rail: Rail? = nil,
    whenClosed: RequestPayout.WhenClosed = .wait, by actor: Text = "uid:7", key: Text? = nil
  ) -> DeskReply {
    var work = RequestPayout(
      Money(amount, Scene.idr), from: source, by: actor, candidate: PaymentDesk.payoutCandidate(setup))
    work.destination = destination
    work.rail = rail
    work.whenClosed = whenClosed
    return beginAndFollow(work, key)
  }

  /// As it was answered: before anybody was asked.
  func payout(
    _ amount: Int64, from source: PayeeReference = .merchant("m1"), rail: Rail? = nil, by actor: Text = "uid:7"
  ) throws -> Kept<Payout> {
    try settled(ask(amount, from: source, rail: rail, by: actor), Payout.self)
  }

  /// A payout as it is now.
  func standing(_ payout: PayoutID) throws -> Kept<Payout> { try find(payout) }

  func approve(_ payout: PayoutID, by actor: Text) -> DeskReply {
    beginAndFollow(ApprovePayout(payout, by: actor, candidate: PaymentDesk.payoutCandidate(setup)))
  }

  /// Whoever asks is answered before a provider is asked. Behind a few turns of the writer it has been, and what came of it is taken in.
  private func beginAndFollow(_ work: any RecordWork, _ key: Text? = nil) -> DeskReply {
    let reply = begin(work, key)
    for _ in 0..<4 {
      let done = DispatchSemaphore(value: 0)
      desk.submit(Endowment(legs: []), "", ledger) { _ in done.signal() }
      done.wait()
    }
    return reply
  }

  func cancel(_ payout: PayoutID, by actor: Text = "uid:7") -> DeskReply { begin(CancelPayout(payout, by: actor)) }

  func refusal(of reply: DeskReply) throws -> Rejection {
    guard case .refused(let rejection, _) = reply else { throw Unsettled(description: "\(reply)") }
    return rejection
  }

  func later(_ seconds: Int64) throws {
    clock.advance(seconds: seconds)
    try workOff()
  }

  /// Writes a record as it is, as a process that has ended since may have left it.
  func write(_ payout: Kept<Payout>) throws {
    let done = DispatchSemaphore(value: 0)
    desk.submit(Rewriting(payout: payout), "", ledger) { _ in done.signal() }
    done.wait()
  }

  /// A webhook that says that there is news of a payout.
  func hint(_ identity: String, about payout: PayoutID) throws {
    let body = Text("po:\(payout.text)")
    guard let work = KeepDelivery(.xendit, identity: Text(identity), body: body) else {
      throw Unsettled(description: "it cannot be kept")
    }
    let done = DispatchSemaphore(value: 0)
    desk.submit(work, "", ledger) { _ in done.signal() }
    done.wait()
    try workOff()
  }
}

private struct Rewriting: RecordWork {
  let kind = OperationKind.housekeeping
  let payout: Kept<Payout>

  func visitFields(_ fields: inout some RequestFieldVisitor) {}

  func decide(_ transaction: any RecordTransaction) throws { try transaction.save(payout) }
}

/// Legs on their own.
private struct Endowment: RecordWork {
  let kind = OperationKind.housekeeping
  let legs: [Leg]

  func visitFields(_ fields: inout some RequestFieldVisitor) {}

  func decide(_ transaction: any RecordTransaction) throws {
    // What moves without a key belongs to a record.
    guard let merchant = try transaction.find(named: "m1", Merchant.self) else { return }
    guard !legs.isEmpty else { return }
    try transaction.save(merchant)
    try transaction.post(legs, Scene.idr, reference: "settlement", by: .fact)
  }
}

extension PayoutPolicy.Change {
  /// Rp2,500 and one per cent, and always a second person.
  static var strict: PayoutPolicy.Change {
    var change = PayoutPolicy.Change()
    (change.share, change.fixed, change.currency) = (10_000, 250_000, Scene.idr)
    return change
  }

  /// The same without a second person.
  static var free: PayoutPolicy.Change {
    var change = strict
    change.approvalAbove = Limits.highestCounter
    return change
  }
}

extension ProviderOutcome {
  private static func payout(_ state: ProviderState, _ failure: Text? = nil, mayPass: Bool = false) -> ProviderFacts {
    var facts = ProviderFacts(state: state, providerReference: "d-1", failureCode: failure)
    facts.mayPass = mayPass
    return facts
  }

  static let taken = ProviderOutcome.pending(payout(.pending))
  static let arrived = ProviderOutcome.done(payout(.succeeded))
  static let cameBack = ProviderOutcome.done(payout(.refunded, "INVALID_DESTINATION"))
  static func failing(_ code: Text, mayPass: Bool = false) -> ProviderOutcome { .done(payout(.failed, code, mayPass: mayPass)) }
}
