package import LedgerCore

/// What a worker asks a ledger for, and what it must know of a record before it has it done.
extension PaymentDesk {
  /// What somebody waits for: a webhook, what one has told of, and what a person has asked for.
  package static let urgent = DueQuery(to: PollSchedule.atOnce)
  package static let dead = DueQuery(from: RecordContent.never)

  /// What merely is due.
  package static func due(by time: Timestamp) -> DueQuery { DueQuery(from: just(after: PollSchedule.atOnce), to: time) }

  /// What waits, at a moment soon after a start, for an answer that the process before it could still have got.
  package static func awaited(after now: Timestamp, since start: Timestamp) -> DueQuery {
    DueQuery(from: just(after: now), to: start.adding(seconds: PollSchedule.patience))
  }

  /// Whether it was about to be sent by a process that has ended since: nobody can wait for the answer.
  package static func wasLeft(_ change: RecordChange, before start: Timestamp) -> Bool {
    let (kind, state) = (change.content.kind, change.content.state)
    return change.postedAt < start && change.content.dueAt != nil
      && (kind == Attempt.kind && state == Text(AttemptState.sending.rawValue)
        || kind == Refund.kind && state == Text(RefundState.sending.rawValue)
        || kind == Payout.kind && state == Text(PayoutState.sending.rawValue))
  }

  /// Whom doing it asks something, and whether that account fails just now; nil where nobody is asked.
  package func asks(_ change: RecordChange, _ tenant: TenantID, _ tag: LedgerTag) -> (provider: ProviderName, isFailing: Bool)? {
    guard Job.Kind(change).isAboutMoney, let provider = Job(change, tag, now: change.postedAt)?.provider else { return nil }
    let operation: ProviderOperation =
      switch change.content.kind {
      case Refund.kind: .refundStatus
      case Payout.kind: .payoutStatus
      default: .status
      }
    return (provider, breakers.isCutOff(.init(tenant: tenant.rawValue, provider: provider, operation: operation)))
  }

  /// Has a dead letter done after all that could not be read before and now can. Those that never are anything but webhooks are left alone:
  /// what is wrong with them is nothing that a new version puts right by itself.
  package func revive(_ change: RecordChange, _ ledger: any Ledger) {
    guard let job = Job(change, ledger.tag, now: change.postedAt), job.state == .dead, job.kind != .delivery, job.purpose != nil
    else {
      return
    }
    submit(ChangeDue(change, to: PollSchedule.atOnce), "", ledger) { _ in }
  }

  private static func just(after time: Timestamp) -> Timestamp { Timestamp(microseconds: time.microseconds + 1) }
}
