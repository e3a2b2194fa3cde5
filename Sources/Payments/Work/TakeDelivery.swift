package import LedgerCore

/// Keeps a webhook, once.
package struct KeepDelivery: RecordWork {
  package let kind = OperationKind.housekeeping
  /// As it will be written: made by whoever takes it, and not in the writer's turn.
  private let content: RecordContent
  private let name: Text

  /// Nil for what a record cannot hold.
  package init?(_ provider: ProviderName, identity: Text, body: Text) {
    let content = Delivery(provider: provider, identity: identity, body: body, dueAt: PollSchedule.atOnce).content
    // What is found out about it later is added to it.
    guard let name = content.name, content.isWithinLimits, content.body.count <= Limits.recordBodyBytes - 2_048 else {
      return nil
    }
    self.content = content
    self.name = name
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard try transaction.record(named: name, kind: Delivery.kind) == nil else { return }
    try transaction.create { _ in content }
  }
}

/// Finds what a webhook is about and has the provider asked about it at once. What it says itself is not believed.
///
/// What cannot be read, or is about nothing that is known, becomes a dead letter at once. It would not help to try again: a charge or a refund is
/// committed before its provider hears of it, so that no webhook can come before what it is about. Only a person can put right what is wrong
/// (an account that is missing, another program that shares it), and then has it read again.
package struct ProcessDelivery: RecordWork {
  package let kind = OperationKind.housekeeping
  let delivery: DeliveryID
  let meaning: Meaning

  /// What reading the body has come to.
  package enum Meaning: Sendable {
    case notification(ProviderNotification)
    case unreadable(ProviderRefusal)
  }

  package init(_ delivery: DeliveryID, _ meaning: Meaning) {
    self.delivery = delivery
    self.meaning = meaning
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var delivery = try transaction.find(delivery, Delivery.self), let dueAt = delivery.value.dueAt,
      dueAt != RecordContent.never
    else { return }
    delivery.value.dueAt = nil
    delivery.value.readings += 1
    delivery.value.refusal = nil
    delivery.value.subject = nil
    switch meaning {
    case .unreadable(let refusal): delivery.value.bury(as: .unreadable, refusal)
    case .notification(let notification):
      delivery.value.event = notification.kind
      do {
        if let subject = try wake(notification.subject, at: delivery.value.provider, transaction) {
          delivery.value.subject = subject
          delivery.value.state = .processed
        } else {
          delivery.value.state = .ignored
        }
      } catch let refusal as ProviderRefusal {
        delivery.value.bury(as: .unmatched, refusal)
      } catch let rejection as Rejection where rejection.code == .recordUnreadable {
        delivery.value.bury(
          as: .unmatched, ProviderRefusal(.malfunction, "what it is about is there and cannot be read by this version"))
      }
    }
    try transaction.save(delivery)
  }

  /// Has the provider asked about it, and answers what it is; nil where there is nothing to be done about such.
  private func wake(
    _ subject: ProviderNotification.Subject, at provider: ProviderName, _ transaction: any RecordTransaction
  ) throws -> Text? {
    switch subject {
    case .other: return nil
    case .charge(let reference, let theirs):
      guard var attempt = try find(reference, transaction) as Kept<Attempt>?, attempt.value.provider == provider,
        attempt.value.purpose == .charge
      else { throw unknown("charge", reference ?? theirs, provider) }
      attempt.value.dueAt = PollSchedule.atOnce
      try transaction.save(attempt)
      return Text(attempt.id.text)
    case .refund(let reference, let theirs):
      guard var refund = try find(reference, transaction) as Kept<Refund>?, refund.value.charge?.provider == provider else {
        throw unknown("refund", reference ?? theirs, provider)
      }
      if refund.value.state.isOpen {
        refund.keepAnswer()
        refund.value.dueAt = PollSchedule.atOnce
        try transaction.save(refund)
      }
      return Text(refund.id.text)
    case .payout(let reference, let theirs):
      let name = reference.map { Text(String($0.string.prefix { String($0) != PayoutOrder.separator })) }
      guard var payout = try find(name, transaction) as Kept<Payout>?, payout.value.provider == provider else {
        throw unknown("payout", reference ?? theirs, provider)
      }
      // One that is paid may have come back.
      if payout.value.state.isOpen || payout.value.state == .paid {
        payout.value.isUnmoved = true
        payout.value.dueAt = PollSchedule.atOnce
        try transaction.save(payout)
      }
      return Text(payout.id.text)
    }
  }

  private func unknown(_ what: String, _ reference: Text?, _ provider: ProviderName) -> ProviderRefusal {
    let name = reference.map { String($0.string.prefix(64)) } ?? "?"
    return ProviderRefusal(.notFound, Text("this tenant has asked \(provider.rawValue) for no \(what) under '\(name)'"))
  }

  private func find<R: PaymentRecord>(_ reference: Text?, _ transaction: any RecordTransaction) throws -> Kept<R>? {
    guard let reference, let id = reference.withBytes({ ID<R.E>($0) }) else { return nil }
    return try transaction.find(id, R.self)
  }
}

extension Delivery {
  /// Makes a dead letter of it.
  mutating func bury(as state: DeliveryState, _ refusal: ProviderRefusal) {
    self.state = state
    self.refusal = refusal
    dueAt = RecordContent.never
  }
}
