package import LedgerCore
import Synchronization

/// Goes on with records that are due: what a crash, a lost answer or a customer who never came has left.
extension PaymentDesk {
  /// Does one record that is due, and calls `done` when that is over. Until then the same record is not taken again. Reads: call it where somebody
  /// may wait.
  package func work(
    on change: RecordChange, _ tenant: TenantID, _ ledger: any Ledger, now: Timestamp,
    done: @escaping @Sendable (DueResult) -> Void
  ) {
    let key = Key(tag: ledger.tag, record: change.record)
    guard busy.withLock({ !$0.contains(key) }) else { return done(.taken) }
    // That time has run out is so without any provider.
    if let ending = PaymentDesk.ending(change, ledger.tag) {
      return submit(ending, "", ledger) { done(DueResult($0)) }
    }
    reach(tenant) { [self] setup in
      // While the vault is sealed, what is due rests.
      guard let setup else { return done(.outOfReach) }
      work(on: change, tenant, setup, ledger, now: now, done: done)
    }
  }

  private static func ending(_ change: RecordChange, _ tag: LedgerTag) -> (any RecordWork)? {
    switch change.content.kind {
    case Intent.kind: ExpireIntent(change.id(tag))
    case Payment.kind: AdvancePayment(change.id(tag))
    case Bonus.kind: ExpireBonus(change.id(tag))
    case Settlement.kind: BookSettlement(change.id(tag))
    default: nil
    }
  }

  private func work(
    on change: RecordChange, _ tenant: TenantID, _ setup: ProviderSetup, _ ledger: any Ledger, now: Timestamp,
    done: @escaping @Sendable (DueResult) -> Void
  ) {
    let then: @Sendable (SubmissionResult) -> Void = { done(DueResult($0)) }
    do throws(MalformedRecord) {
      switch change.content.kind {
      case Attempt.kind:
        let attempt = try Kept<Attempt>(change, ledger.tag)
        switch attempt.value.purpose {
        case .charge: look(at: attempt, tenant, setup, ledger, now: now, then: then)
        case .cancel: cancelAgain(attempt, tenant, ledger, then: then)
        case .capture: look(atCapture: attempt, tenant, ledger, now: now, then: then)
        }
      case Refund.kind: look(at: try Kept<Refund>(change, ledger.tag), tenant, ledger, now: now, then: then)
      case Payout.kind: look(at: try Kept<Payout>(change, ledger.tag), tenant, setup, ledger, now: now, then: then)
      case Delivery.kind: read(try Kept<Delivery>(change, ledger.tag), setup, ledger, then)
      default: throw MalformedRecord(change, "its kind is not one this version knows")
      }
    } catch {
      // Trying again would not help, and writing anything into it would harm a version that can read it.
      let reason = Text("\(error)")
      submit(ChangeDue(change, to: RecordContent.never), "", ledger) { result in
        if case .success = result { done(.buried(reason)) } else { done(DueResult(result)) }
      }
    }
  }

  private func look(
    at attempt: Kept<Attempt>, _ tenant: TenantID, _ setup: ProviderSetup, _ ledger: any Ledger, now: Timestamp,
    then: @escaping @Sendable (SubmissionResult) -> Void
  ) {
    let candidates = candidates(tenant, setup)
    let resolve: @Sendable (ProviderOutcome) -> any RecordWork = {
      ResolveCharge(attempt, $0, isAnswerToQuestion: true, candidates: candidates)
    }
    let goOn: @Sendable (SubmissionResult) -> Void = { [self] result in
      // It was not there after all, and another provider's turn came. What comes of that is the new attempt's.
      let resolved = result.changes
      guard let next = resolved.first, next.isCreation, next.content.kind == Attempt.kind else { return then(result) }
      ask(resolved, tenant, ledger) { _ in then(result) }
    }
    // Whoever still could pay must not be able to any more before it is given up.
    if attempt.value.state == .pending, now >= attempt.value.expiresAt {
      let key = Key(tag: ledger.tag, record: attempt.number)
      busy.withLock { _ = $0.insert(key) }
      return outcome(of: .cancel(attempt.pointer), at: attempt.value.provider, tenant) { [self] outcome in
        busy.withLock { _ = $0.remove(key) }
        if case .done(let facts) = outcome, [.cancelled, .expired].contains(facts.state) {
          var facts = facts
          facts.state = .expired
          return submit(resolve(.done(facts)), "", ledger, answer: then)
        }
        ask(.status(attempt.pointer), attempt, tenant, ledger, resolve: resolve, then: goOn)
      }
    }
    ask(.status(attempt.pointer), attempt, tenant, ledger, resolve: resolve, then: goOn)
  }

  /// A cancel whose outcome is not known. To cancel twice is to cancel once, but the second time is refused: then the charge says whether the
  /// first one came.
  private func cancelAgain(
    _ attempt: Kept<Attempt>, _ tenant: TenantID, _ ledger: any Ledger, then: @escaping @Sendable (SubmissionResult) -> Void
  ) {
    let key = Key(tag: ledger.tag, record: attempt.number)
    let resolve: @Sendable (ProviderOutcome) -> Void = { [self] outcome in
      submit(ResolveCancel(attempt.id, outcome), "", ledger) { [self] result in
        busy.withLock { _ = $0.remove(key) }
        then(result)
      }
    }
    busy.withLock { _ = $0.insert(key) }
    outcome(of: .cancel(attempt.pointer), at: attempt.value.provider, tenant) { [self] cancelled in
      switch cancelled {
      case .done, .pending, .unknown: resolve(cancelled)
      case .notSent(let refusal): resolve(.unknown(refusal))
      case .declined:
        outcome(of: .status(attempt.pointer), at: attempt.value.provider, tenant) { standing in
          switch standing {
          case .done(let facts) where [.cancelled, .expired, .failed].contains(facts.state): resolve(standing)
          case .done, .pending: resolve(cancelled)
          case .declined(let refusal), .notSent(let refusal), .unknown(let refusal): resolve(.unknown(refusal))
          }
        }
      }
    }
  }

  /// A capture whose outcome is not known: the charge says whether it was captured.
  private func look(
    atCapture attempt: Kept<Attempt>, _ tenant: TenantID, _ ledger: any Ledger, now: Timestamp,
    then: @escaping @Sendable (SubmissionResult) -> Void
  ) {
    ask(.status(attempt.pointer), attempt, tenant, ledger) { outcome in
      let facts: ProviderFacts
      switch outcome {
      case .done(let found): facts = found
      // That the question came to nothing says nothing about the capture.
      case .pending: return ResolveCapture(attempt.id, outcome)
      case .declined(let refusal), .notSent(let refusal), .unknown(let refusal):
        return ResolveCapture(attempt.id, .unknown(refusal))
      }
      guard facts.state == .authorized else { return ResolveCapture(attempt.id, .done(facts)) }
      // Still only authorized: after a while that means that the capture never came.
      let isProof =
        attempt.value.questions >= PollSchedule.missesOfProof
        && now >= attempt.createdAt.adding(seconds: PollSchedule.secondsOfProof)
      let refusal = ProviderRefusal(.notFound, "the provider still shows it as authorized")
      return ResolveCapture(attempt.id, isProof ? .declined(refusal) : .unknown(refusal))
    } then: {
      then($0)
    }
  }

  private func look(
    at refund: Kept<Refund>, _ tenant: TenantID, _ ledger: any Ledger, now: Timestamp,
    then: @escaping @Sendable (SubmissionResult) -> Void
  ) {
    guard let request = refund.request, let provider = refund.value.charge?.provider else { return then(.success(([], false))) }
    guard refund.mustBeSent(at: now) else {
      return ask(.refundStatus(request), refund, at: provider, tenant, ledger) {
        ResolveRefund(refund, $0, isAnswerToQuestion: true)
      } then: {
        then($0)
      }
    }
    submit(SendRefund(refund.id), "", ledger) { [self] result in
      guard let noted = result.changes.first else { return then(result) }
      do throws(MalformedRecord) {
        let sent = try Kept<Refund>(noted, ledger.tag)
        ask(.refund(request), sent, at: provider, tenant, ledger) {
          ResolveRefund(sent, $0, isAnswerToQuestion: false)
        } then: {
          then($0)
        }
      } catch { then(result) }
    }
  }

  private func read(
    _ delivery: Kept<Delivery>, _ setup: ProviderSetup, _ ledger: any Ledger,
    _ then: @escaping @Sendable (SubmissionResult) -> Void
  ) {
    submit(ProcessDelivery(delivery.id, meaning(of: delivery.value, setup)), "", ledger, answer: then)
  }

  private func meaning(of delivery: Delivery, _ setup: ProviderSetup) -> ProcessDelivery.Meaning {
    guard let account = setup.account(delivery.provider) else {
      return .unreadable(
        ProviderRefusal(
          .credentials, Text("this tenant has no account at \(delivery.provider.rawValue) any more, and nobody to ask")))
    }
    guard let notification = account.adapter.meaning(of: delivery.body.withBytes { [UInt8]($0) }) else {
      return .unreadable(ProviderRefusal(.malfunction, "its body says nothing that this version understands"))
    }
    return .notification(notification)
  }
}
