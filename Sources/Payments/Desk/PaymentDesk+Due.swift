package import LedgerCore
import Synchronization

/// Goes on with records that are due: what a crash, a lost answer or a customer who never came has left.
extension PaymentDesk {
  /// Does one record that is due. `done` is called when something was committed about it, or nothing could be; until then the same record is not
  /// taken again. Reads: call it where somebody may wait.
  package func work(
    on change: RecordChange, _ tenant: TenantID, _ ledger: any Ledger, now: Timestamp, done: @escaping @Sendable () -> Void
  ) {
    let key = Key(tag: ledger.tag, record: change.record)
    guard busy.withLock({ !$0.contains(key) }) else { return done() }
    let then: @Sendable ([RecordChange]) -> Void = { _ in done() }
    do {
      switch change.content.kind {
      case Intent.kind: finish(ExpireIntent(change.id(ledger.tag)), ledger, done)
      case Attempt.kind:
        let attempt = try Kept<Attempt>(change, ledger.tag)
        switch attempt.value.purpose {
        case .charge: look(at: attempt, tenant, ledger, now: now, then: then)
        case .cancel:
          ask(.cancel(attempt.pointer), attempt, tenant, ledger) {
            ResolveCancel(attempt.id, $0)
          } then: {
            then($0)
          }
        case .capture: look(atCapture: attempt, tenant, ledger, now: now, then: then)
        }
      case Refund.kind: look(at: try Kept<Refund>(change, ledger.tag), tenant, ledger, then: then)
      case Delivery.kind: read(try Kept<Delivery>(change, ledger.tag), tenant, ledger, done)
      default: done()
      }
    } catch {
      done()
    }
  }

  private func finish(_ work: any RecordWork, _ ledger: any Ledger, _ done: @escaping @Sendable () -> Void) {
    submit(work, "", ledger) { _ in done() }
  }

  private func look(
    at attempt: Kept<Attempt>, _ tenant: TenantID, _ ledger: any Ledger, now: Timestamp,
    then: @escaping @Sendable ([RecordChange]) -> Void
  ) {
    let candidates = candidates(tenant)
    let resolve: @Sendable (ProviderOutcome) -> any RecordWork = {
      ResolveCharge(attempt.id, $0, isAnswerToQuestion: true, candidates: candidates)
    }
    let goOn: @Sendable ([RecordChange]) -> Void = { [self] resolved in
      // It was not there after all, and another provider's turn came.
      guard let next = resolved.first, next.isCreation, next.content.kind == Attempt.kind else { return then(resolved) }
      ask(resolved, tenant, ledger) { then($0 ?? []) }
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
          return submit(resolve(.done(facts)), "", ledger) { _ in then([]) }
        }
        ask(.status(attempt.pointer), attempt, tenant, ledger, resolve: resolve, then: goOn)
      }
    }
    ask(.status(attempt.pointer), attempt, tenant, ledger, resolve: resolve, then: goOn)
  }

  /// A capture whose outcome is not known: the charge says whether it was captured.
  private func look(
    atCapture attempt: Kept<Attempt>, _ tenant: TenantID, _ ledger: any Ledger, now: Timestamp,
    then: @escaping @Sendable ([RecordChange]) -> Void
  ) {
    ask(.status(attempt.pointer), attempt, tenant, ledger) { outcome in
      guard case .done(let facts) = outcome, facts.state == .authorized else { return ResolveCapture(attempt.id, outcome) }
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
    at refund: Kept<Refund>, _ tenant: TenantID, _ ledger: any Ledger, then: @escaping @Sendable ([RecordChange]) -> Void
  ) {
    // What was never sent, or is not known there, is sent again: under its reference it stays one refund.
    let mustSend = refund.value.isAutomatic && refund.value.state == .sending || refund.value.misses >= PollSchedule.missesOfProof
    let call = mustSend ? ProviderCall.refund(refund.request) : .refundStatus(refund.request)
    ask(call, refund, at: refund.value.provider, tenant, ledger) {
      ResolveRefund(refund.id, $0, isAnswerToQuestion: !mustSend)
    } then: {
      then($0)
    }
  }

  private func read(_ delivery: Kept<Delivery>, _ tenant: TenantID, _ ledger: any Ledger, _ done: @escaping @Sendable () -> Void)
  {
    let notification = setup(tenant)?.account(delivery.value.provider)?.adapter.meaning(
      of: delivery.value.body.withBytes { [UInt8]($0) })
    finish(ProcessDelivery(delivery.id, notification), ledger, done)
  }
}
