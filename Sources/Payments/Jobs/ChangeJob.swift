package import LedgerCore

/// Has a job done at once, whatever its schedule says, and wakes a dead letter. Nothing of the record changes but when it is due, so that what
/// this version cannot read another one can.
package struct RetryJob: RecordWork {
  package let kind = OperationKind.retryJob
  let job: JobID

  package init(_ job: JobID) { self.job = job }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.number(.job, job.rawValue)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    let found = try transaction.job(job)
    // A deadline that has not come cannot be missed: only one whose time has come, or that could not be kept, is tried again.
    guard found.state != .done, ![.intent, .payment, .bonus].contains(found.kind) || found.state != .waiting else {
      throw Rejection(.jobWrongState, FieldPath(.job))
    }
    var content = found.change.content
    content.dueAt = PollSchedule.atOnce
    try transaction.change(found.change.record, content)
  }
}

/// Gives a job up, where that loses nothing: the reading of a webhook. What a provider has to say is asked of it all the same.
package struct CancelJob: RecordWork {
  package let kind = OperationKind.cancelJob
  let job: JobID

  package init(_ job: JobID) { self.job = job }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.number(.job, job.rawValue)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    let found = try transaction.job(job)
    guard found.kind == .delivery else { throw Rejection(.jobNotCancellable, FieldPath(.job)) }
    guard found.state != .done else { throw Rejection(.jobWrongState, FieldPath(.job)) }
    guard var delivery = try transaction.find(found.change.id(transaction.tag), Delivery.self) else {
      throw Rejection(.jobNotFound, FieldPath(.job))
    }
    delivery.value.state = .dismissed
    delivery.value.dueAt = nil
    try transaction.save(delivery)
  }
}

/// Has a webhook read again as if it had just come. That is harmless however often: it only makes the daemon ask the provider.
package struct ReplayDelivery: RecordWork {
  package let kind = OperationKind.replayDelivery
  let delivery: DeliveryID

  package init(_ delivery: DeliveryID) { self.delivery = delivery }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.number(.delivery, delivery.rawValue)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var delivery = try transaction.find(delivery, Delivery.self) else {
      throw Rejection(.recordNotFound, FieldPath(.delivery))
    }
    delivery.value.state = .received
    delivery.value.refusal = nil
    delivery.value.dueAt = PollSchedule.atOnce
    try transaction.save(delivery)
  }
}

/// Changes when a record is due and nothing else of it, if it is as it was seen: so that one which this version cannot read becomes a dead letter,
/// and one which another version could not read is done after all.
package struct ChangeDue: RecordWork {
  package let kind = OperationKind.housekeeping
  let seen: RecordChange
  let dueAt: Timestamp

  package init(_ seen: RecordChange, to dueAt: Timestamp) {
    self.seen = seen
    self.dueAt = dueAt
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard let now = try transaction.record(seen.record), now.sequence == seen.sequence else { return }
    var content = now.content
    content.dueAt = dueAt
    try transaction.change(now.record, content)
  }
}

extension RecordTransaction {
  /// A job by its id, as it stands now. Throws where there is none: ids of other tenants, and of records that are never one.
  fileprivate func job(_ id: JobID) throws -> Job {
    guard id.tag == tag, let change = try record(id.number), change.id(tag) == id, let job = Job(change, tag, now: now) else {
      throw Rejection(.jobNotFound, FieldPath(.job))
    }
    return job
  }
}
