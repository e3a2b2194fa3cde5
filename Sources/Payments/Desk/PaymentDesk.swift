package import LedgerCore
import Synchronization

/// Does to the outside what payments need, always in the same shape: commit what is about to be asked → ask → commit what came of it.
///
/// It holds no ledger, and keeps nothing that a crash could lose: all it knows is in records, and whoever finds them due goes on from there.
/// Nothing here waits; answers come on threads of the ledger or of the line to the provider.
package final class PaymentDesk: Sendable {
  /// How a tenant's providers are reached.
  let reach: Reach
  package let breakers: BreakerBoard
  package let traffic: ProviderTraffic
  /// What was tried in vain, for those who look at jobs.
  package let failures = JobFailures()
  /// Records that somebody is asking a provider about at this moment.
  let busy = Mutex<Set<Key>>([])

  struct Key: Hashable {
    let tag: LedgerTag
    let record: Int64
  }

  /// Calls back once with what a tenant has set up now, at once where that is known; nil where it cannot be had for now.
  package typealias Reach = @Sendable (TenantID, @escaping @Sendable (ProviderSetup?) -> Void) -> Void

  package init(breakers: BreakerBoard, reach: @escaping Reach) {
    self.reach = reach
    self.breakers = breakers
    traffic = ProviderTraffic(monotonic: breakers.monotonic)
  }

  // MARK: Requests

  /// - Parameter setup: what the tenant has set up now: who is asked follows from that.
  package func confirm(
    _ intent: IntentID, _ method: WayToPay?, _ key: Text, _ tenant: TenantID, _ setup: ProviderSetup, _ ledger: any Ledger,
    answer: @escaping @Sendable (DeskReply) -> Void
  ) {
    begin(ConfirmIntent(intent, method: method, candidates: candidates(tenant, setup)), key, tenant, ledger, answer: answer)
  }

  package func refund(
    _ payment: PaymentID, amount: Int64?, reason: Text?, _ key: Text, _ tenant: TenantID, _ setup: ProviderSetup,
    _ ledger: any Ledger, answer: @escaping @Sendable (DeskReply) -> Void
  ) {
    let work = RefundPayment(
      payment, amount: amount, reason: reason, returnsFee: setup.returnsFees, allowsDebt: setup.allowsMerchantDebt)
    begin(work, key, tenant, ledger, answer: answer)
  }

  /// Hands work to the ledger and, when what it wrote first is something to be asked of a provider, asks.
  package func begin(
    _ work: any RecordWork, _ key: Text, _ tenant: TenantID, _ ledger: any Ledger, answer: @escaping @Sendable (DeskReply) -> Void
  ) {
    submit(work, key, ledger) { [self] result in
      switch result {
      case .success((let changes, let isReplay)):
        guard let first = changes.first else { preconditionFailure("work with a key writes its answer") }
        if isReplay { return answer(.known(first)) }
        // A bank takes its time: nobody waits for it, and what becomes of a payout is told by its events.
        if first.content.kind == Payout.kind {
          answer(.settled(first, isReplay: false))
          return follow(first, changes, tenant, ledger)
        }
        ask(changes, tenant, ledger) { [self] resolved in answer(reply(to: first, resolved, ledger.tag)) }
      case .failure(let reply): answer(reply)
      }
    }
  }

  /// What became of the request whose work wrote `first`. Reads: call it where somebody may wait.
  package func lookUp(_ first: RecordChange, _ ledger: any Ledger) throws -> DeskReply {
    switch first.content.kind {
    case Attempt.kind:
      guard var attempt: Kept<Attempt> = try ledger.find(first.id(ledger.tag)) else { return .settled(first, isReplay: true) }
      while let next = attempt.value.successor, let successor: Kept<Attempt> = try ledger.find(next) { attempt = successor }
      guard let answer = attempt.value.answer, let change = try ledger.recordChange(at: answer) else {
        return .unsettled(attempt.change)
      }
      return .settled(change, isReplay: true)
    case Refund.kind:
      guard let refund: Kept<Refund> = try ledger.find(first.id(ledger.tag)), Refund.isTold(refund.change) else {
        return .unsettled(first)
      }
      let answer = try refund.value.answer.flatMap { try ledger.recordChange(at: $0) }
      return .settled(answer ?? refund.change, isReplay: true)
    default: return .settled(first, isReplay: true)
    }
  }

  private func reply(to first: RecordChange, _ resolved: [RecordChange]?, _ tag: LedgerTag) -> DeskReply {
    guard let resolved else { return .settled(first, isReplay: false) }
    if first.content.kind == Refund.kind {
      guard let change = resolved.last(where: { $0.record == first.record }) else { return .known(first) }
      return Refund.isTold(change) ? .settled(change, isReplay: false) : .unsettled(change)
    }
    // The attempt of the last provider that was asked tells which change is the answer.
    guard let change = resolved.last(where: { $0.content.kind == Attempt.kind }) else { return .known(first) }
    do {
      guard let answer = try Kept<Attempt>(change, tag).value.answer else { return .unsettled(change) }
      return resolved.first { $0.sequence == answer }.map { .settled($0, isReplay: false) } ?? .known(first)
    } catch {
      // Looking it up will say what is wrong with it.
      return .known(first)
    }
  }

  // MARK: The ledger

  /// The changes that work made, or why it made none.
  func submit(
    _ work: any RecordWork, _ key: Text, _ ledger: any Ledger,
    answer: @escaping @Sendable (SubmissionResult) -> Void
  ) {
    ledger.submit(.single(Command(key: key, operation: .record(work))), waking: true) { result in
      switch result {
      case .failure(let failure): answer(.failure(.failed(failure)))
      case .success(.single(let reply)):
        switch reply.result {
        case .recorded(let changes): answer(.success((changes, reply.isReplay)))
        case .refused(let rejection): answer(.failure(.refused(rejection, isReplay: reply.isReplay)))
        case .mismatch(let path): answer(.failure(.mismatch(path)))
        case .posted, .account: preconditionFailure("work about records answers with records")
        }
      case .success(.batch), .success(.batchMismatch), .success(.batchPartlyKnown):
        preconditionFailure("a single command has a single answer")
      }
    }
  }

  enum SubmissionResult: Sendable {
    case success((changes: [RecordChange], isReplay: Bool))
    case failure(DeskReply)

    /// Nothing where nothing could be committed.
    var changes: [RecordChange] { if case .success((let changes, _)) = self { changes } else { [] } }
  }

  /// Who may be asked for a charge, in order.
  func candidates(_ tenant: TenantID, _ setup: ProviderSetup) -> Candidates {
    { [self] intent, method, now in
      // As it would be asked for: the reference stands for those that attempts have.
      let charge = Charge(
        reference: Text(AttemptID(rawValue: 0).text), amount: intent.amount, method: method,
        capturesAtOnce: intent.captureMethod == .automatic, expiresAt: now.adding(seconds: ChargeBeginning.timeToPay), now: now,
        description: intent.description, returnURL: intent.returnURL, items: intent.items)
      return setup.candidates(for: charge) { breakers.isCutOff(.init(tenant: tenant.rawValue, provider: $0, operation: .charge)) }
    }
  }
}
