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
    guard let name = content.name, content.isWithinLimits, content.body.count <= Limits.recordBodyBytes - 1_024 else {
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
package struct ProcessDelivery: RecordWork {
  package let kind = OperationKind.housekeeping
  let delivery: DeliveryID
  let notification: ProviderNotification?

  /// `notification`: nil where the body cannot be read.
  package init(_ delivery: DeliveryID, _ notification: ProviderNotification?) {
    self.delivery = delivery
    self.notification = notification
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var delivery = try transaction.find(delivery, Delivery.self), delivery.value.dueAt != nil else { return }
    delivery.value.dueAt = nil
    delivery.value.event = notification?.kind
    switch notification?.subject {
    case nil, .other: delivery.value.state = .ignored
    case .charge(let reference, _):
      if var attempt = try find(reference, transaction) as Kept<Attempt>?, attempt.value.provider == delivery.value.provider,
        attempt.value.purpose == .charge
      {
        attempt.value.dueAt = PollSchedule.atOnce
        try transaction.save(attempt)
        delivery.value.state = .processed
        delivery.value.subject = Text(attempt.id.text)
      } else {
        delivery.value.state = .unmatched
      }
    case .refund(let reference, _):
      if var refund = try find(reference, transaction) as Kept<Refund>?, refund.value.provider == delivery.value.provider {
        if refund.value.state.isOpen {
          refund.value.dueAt = PollSchedule.atOnce
          try transaction.save(refund)
        }
        delivery.value.state = .processed
        delivery.value.subject = Text(refund.id.text)
      } else {
        delivery.value.state = .unmatched
      }
    }
    try transaction.save(delivery)
  }

  private func find<R: PaymentRecord>(_ reference: Text?, _ transaction: any RecordTransaction) throws -> Kept<R>? {
    guard let reference, let id = reference.withBytes({ ID<R.E>($0) }) else { return nil }
    return try transaction.find(id, R.self)
  }
}
