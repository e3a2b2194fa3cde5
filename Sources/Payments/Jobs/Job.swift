package import LedgerCore

/// A record that somebody has to look at, seen as work: what is to be done, how often it was tried, and when it is tried again.
///
/// Nothing is kept of a job but its record (docs/adr/0021-jobs.md): when that is due is when the job is, and when it is due no more the job is done.
package struct Job: Sendable {
  package enum State: String, Sendable, CaseIterable {
    /// Its time has come.
    case due
    /// Its time will come.
    case waiting
    /// Given up: nobody looks at it any more before a person says so.
    case dead
    /// Nothing is left to do.
    case done

    /// Those that are still jobs: what a list is filtered by.
    package static let open: [State] = [.due, .waiting, .dead]
  }

  /// What its record is.
  package enum Kind: String, Sendable, CaseIterable {
    case attempt, refund, intent, delivery, payment, bonus, settlement, payout
    /// Of a kind that this version does not know.
    case other

    package init(_ change: RecordChange) { self.init(change.content.kind) }

    package init(_ word: Text) { self = Kind(rawValue: word.string) ?? .other }

    /// Whether it is a question about money, which is never given up.
    package var isAboutMoney: Bool { self == .attempt || self == .refund || self == .payout }
  }

  /// What is done when its time comes.
  package enum Purpose: String, Sendable, CaseIterable {
    case charge, capture, cancel, refund, payout
    /// Reading a webhook.
    case read
    /// Ending what has a time: an intent that nobody has paid, a wallet's authorization, a bonus.
    case expire
    /// Making a payment's money available on its day; booking what a provider has settled.
    case settle
  }

  /// A question about money that is unanswered for so many seconds is overdue.
  package static let overdueSeconds: Int64 = 900
  /// The state of such a record, whatever it is a record of.
  package static let stuck = Text(AttemptState.unknown.rawValue)

  package let id: JobID
  package let change: RecordChange
  package let kind: Kind
  package let state: State
  /// The id of its record; nil for kinds this version does not know.
  package var record: Text?
  /// Nil where the record cannot be read.
  package var purpose: Purpose?
  package var provider: ProviderName?
  package var amount: Money?
  package var tries: Int64 = 0
  package var refusal: ProviderRefusal?
  /// When it is tried next; nil for what is done or given up.
  package var nextAt: Timestamp?
  /// Whether nobody knows the outcome although it was asked about for long.
  package var isOverdue = false

  /// As it stands at `now`. Nil for a record that never is a job.
  package init?(_ change: RecordChange, _ tag: LedgerTag, now: Timestamp) {
    id = change.id(tag)
    self.change = change
    kind = Kind(change)
    let dueAt = change.content.dueAt
    // A merchant or a payment, say: nobody ever has to look at it.
    guard dueAt != nil || ![.other, .payment, .bonus, .settlement, .payout].contains(kind) else { return nil }
    state =
      switch dueAt {
      case nil: .done
      case RecordContent.never: .dead
      case let time?: time <= now ? .due : .waiting
      }
    // What is due at once is so since it was made so.
    if let dueAt, state != .dead { nextAt = max(dueAt, change.postedAt) }
    do throws(MalformedRecord) { try read(tag, now) } catch {
      refusal = ProviderRefusal(.malfunction, Text("this version cannot read it: \(error)").cut(to: 200))
    }
  }

  private mutating func read(_ tag: LedgerTag, _ now: Timestamp) throws(MalformedRecord) {
    switch kind {
    case .attempt:
      record = Text((change.id(tag) as AttemptID).text)
      let attempt = try Kept<Attempt>(change, tag)
      purpose = Purpose(rawValue: attempt.value.purpose.rawValue)
      (provider, amount, tries, refusal) = (
        attempt.value.provider, attempt.value.amount, attempt.value.questions, attempt.value.refusal
      )
      isOverdue = attempt.value.state == .unknown && isOld(now)
    case .refund:
      record = Text((change.id(tag) as RefundID).text)
      let refund = try Kept<Refund>(change, tag)
      purpose = .refund
      (provider, amount, tries, refusal) = (
        refund.value.charge?.provider, refund.value.amount, refund.value.questions, refund.value.refusal
      )
      isOverdue = refund.value.state == .unknown && isOld(now)
    case .intent:
      record = Text((change.id(tag) as IntentID).text)
      let intent = try Kept<Intent>(change, tag)
      (purpose, amount) = (.expire, intent.value.amount)
    case .payment:
      record = Text((change.id(tag) as PaymentID).text)
      let payment = try Kept<Payment>(change, tag).value
      let isHeld = payment.payer != nil && payment.isHeld && payment.dueAt == payment.authorizedUntil
      let waiting = Money(
        payment.pending.due(by: payment.dueAt ?? now) + payment.reserved.due(by: payment.dueAt ?? now), payment.amount.currency)
      (purpose, amount) = isHeld ? (.expire, payment.amount) : (.settle, waiting.amount > 0 ? waiting : payment.amount)
    case .bonus:
      record = Text((change.id(tag) as BonusID).text)
      (purpose, amount) = (.expire, try Kept<Bonus>(change, tag).value.amount)
    case .settlement:
      record = Text((change.id(tag) as SettlementID).text)
      let settlement = try Kept<Settlement>(change, tag).value
      (purpose, provider, amount) = (.settle, settlement.provider, Money(settlement.paid ?? settlement.net, settlement.currency))
    case .payout:
      record = Text((change.id(tag) as PayoutID).text)
      let payout = try Kept<Payout>(change, tag)
      purpose = .payout
      (provider, amount, tries, refusal) = (
        payout.value.provider, payout.value.amount, payout.value.questions, payout.value.refusal
      )
      isOverdue = payout.value.state == .unknown && isOld(now)
    case .delivery:
      record = Text((change.id(tag) as DeliveryID).text)
      let delivery = try Kept<Delivery>(change, tag)
      purpose = .read
      (provider, tries, refusal) = (delivery.value.provider, delivery.value.readings, delivery.value.refusal)
    case .other: throw MalformedRecord(change, "its kind is not one this version knows")
    }
  }

  private func isOld(_ now: Timestamp) -> Bool {
    change.content.dueAt != nil && now >= change.createdAt.adding(seconds: Job.overdueSeconds)
  }
}

extension Text {
  /// At most so many bytes, and whole characters.
  fileprivate func cut(to most: Int) -> Text {
    guard count > most else { return self }
    var kept = ""
    for character in string {
      guard kept.utf8.count + character.utf8.count <= most else { break }
      kept.append(character)
    }
    return Text(kept)
  }
}
