import LedgerCore

/// Sending payouts, and finding out what became of them. Whoever was asked once is asked to the end: another provider would pay twice.
extension PaymentDesk {
  /// Whom a payout may be asked of: the first account that takes it and is not disabled.
  package static func payoutCandidate(_ setup: ProviderSetup) -> PayoutCandidate {
    { order in setup.accounts.first { $0.isActive && $0.adapter.objection(to: order) == nil }?.name }
  }

  /// Has a payout sent that may go, when whoever asked for it has been answered.
  func follow(_ first: RecordChange, _ changes: [RecordChange], _ tenant: TenantID, _ ledger: any Ledger) {
    guard first.content.state == Text(PayoutState.approved.rawValue), first.content.dueAt == PollSchedule.atOnce else {
      return ask(changes, tenant, ledger) { _ in }
    }
    reach(tenant) { [self] setup in
      // What does not go now is due, and goes when somebody looks.
      guard let setup else { return }
      send(first.id(ledger.tag), tenant, setup, ledger) { _ in }
    }
  }

  func pay(
    out payout: Kept<Payout>, _ tenant: TenantID, _ ledger: any Ledger, then: @escaping @Sendable (SubmissionResult) -> Void
  ) {
    guard let provider = payout.value.provider else { return then(.success(([], false))) }
    ask(.payout(payout.order), payout, at: provider, tenant, ledger) {
      ResolvePayout(payout, $0, isAnswerToQuestion: false)
    } then: {
      then($0)
    }
  }

  func look(
    at payout: Kept<Payout>, _ tenant: TenantID, _ setup: ProviderSetup, _ ledger: any Ledger, now: Timestamp,
    then: @escaping @Sendable (SubmissionResult) -> Void
  ) {
    if payout.value.state == .approved { return send(payout.id, tenant, setup, ledger, then: then) }
    if payout.value.mustBeSentAgain(at: now) { return sendAgain(payout, tenant, ledger, then: then) }
    guard let provider = payout.value.provider else { return then(.success(([], false))) }
    ask(.payoutStatus(payout.order), payout, at: provider, tenant, ledger) {
      ResolvePayout(payout, $0, isAnswerToQuestion: true)
    } then: {
      then($0)
    }
  }

  private func sendAgain(
    _ payout: Kept<Payout>, _ tenant: TenantID, _ ledger: any Ledger, then: @escaping @Sendable (SubmissionResult) -> Void
  ) {
    submit(SendPayoutAgain(payout.id), "", ledger) { [self] result in
      guard let noted = result.changes.first else { return then(result) }
      do throws(MalformedRecord) {
        pay(out: try Kept<Payout>(noted, ledger.tag), tenant, ledger, then: then)
      } catch { then(result) }
    }
  }

  private func send(
    _ payout: PayoutID, _ tenant: TenantID, _ setup: ProviderSetup, _ ledger: any Ledger,
    then: @escaping @Sendable (SubmissionResult) -> Void
  ) {
    submit(SendPayout(payout, candidate: PaymentDesk.payoutCandidate(setup)), "", ledger) { [self] result in
      guard let change = result.changes.first, change.content.state == Text(PayoutState.sending.rawValue) else {
        return then(result)
      }
      ask(result.changes, tenant, ledger) { _ in then(result) }
    }
  }
}
