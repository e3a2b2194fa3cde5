package import LedgerCore

/// Cancels an intent nobody has paid, or voids a payment that is only authorized. What a provider already has must be cancelled there first.
package struct CancelIntent: RecordWork {
  package let kind: OperationKind
  let intent: IntentID?
  let payment: PaymentID?

  /// Cancels an intent.
  package init(_ intent: IntentID) {
    kind = .cancelIntent
    self.intent = intent
    payment = nil
  }

  /// Voids a payment.
  package init(voiding payment: PaymentID) {
    kind = .voidPayment
    intent = nil
    self.payment = payment
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    if let intent { fields.number(.intent, intent.rawValue) }
    if let payment { fields.number(.payment, payment.rawValue) }
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    if let payment { return try void(payment, transaction) }
    guard let id = intent, var intent = try transaction.find(id, Intent.self) else {
      throw Rejection(.intentNotFound, FieldPath(.intent))
    }
    switch intent.value.state {
    case .succeeded, .cancelled: throw Rejection(.intentWrongState, FieldPath(.intent))
    case .requiresMethod, .requiresConfirmation:
      intent.value.state = .cancelled
      try transaction.save(intent)
      try IntentEnding(transaction).fail(intent.value.payment)
    case .requiresAction, .processing:
      guard let charge = try intent.value.attempt.flatMap({ try transaction.find($0, Attempt.self) }),
        charge.value.state == .pending
      else {
        // Nobody knows whether the provider has it: that must be known first.
        throw Rejection(.intentWrongState, FieldPath(.intent))
      }
      try begin(charge, isVoid: false, transaction)
    }
  }

  private func void(_ id: PaymentID, _ transaction: any RecordTransaction) throws {
    guard var payment = try transaction.find(id, Payment.self) else { throw Rejection(.paymentNotFound, FieldPath(.payment)) }
    if payment.value.isHeld, var wallet = try WalletCharge(transaction, paying: payment.value) {
      return try wallet.void(&payment)
    }
    guard payment.value.hold != nil, payment.value.underWay == nil,
      let charge = try payment.value.attempt.flatMap({ try transaction.find($0, Attempt.self) })
    else {
      throw Rejection(.paymentWrongState, FieldPath(.payment))
    }
    payment.value.underWay = try begin(charge, isVoid: true, transaction).id
    try transaction.save(payment)
  }

  @discardableResult
  private func begin(
    _ charge: Kept<Attempt>, isVoid: Bool, _ transaction: any RecordTransaction
  ) throws -> Kept<Attempt> {
    var attempt = Attempt(
      .cancel, of: charge, amount: charge.value.amount, dueAt: transaction.now.adding(seconds: PollSchedule.patience))
    attempt.isVoid = isVoid
    return try transaction.create(attempt)
  }
}

struct IntentEnding {
  let transaction: any RecordTransaction

  init(_ transaction: any RecordTransaction) { self.transaction = transaction }

  /// A payment that will never come.
  func fail(_ payment: PaymentID?) throws {
    guard var payment = try payment.flatMap({ try transaction.find($0, Payment.self) }), payment.value.captured == 0 else {
      return
    }
    payment.value.state = .failed
    try transaction.save(payment)
  }
}

/// Takes in what came of cancelling a charge.
package struct ResolveCancel: RecordWork {
  package let kind = OperationKind.housekeeping
  let attempt: AttemptID
  let outcome: ProviderOutcome

  package init(_ attempt: AttemptID, _ outcome: ProviderOutcome) {
    self.attempt = attempt
    self.outcome = outcome
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var (attempt, intent, payment) = try transaction.open(attempt, .cancel),
      var charge = try attempt.value.charge.flatMap({ try transaction.find($0, Attempt.self) })
    else { return }
    let isEnded: Bool? =
      switch outcome {
      case .done(let facts), .pending(let facts): [.cancelled, .expired, .failed].contains(facts.state) ? true : false
      case .declined, .notSent: false
      case .unknown: nil
      }
    guard let isEnded else {
      // It is tried again: cancelling twice is cancelling.
      return try transaction.postpone(&attempt, outcome)
    }
    attempt.value.dueAt = nil
    attempt.value.state = isEnded ? .succeeded : .declined
    if isEnded { attempt.value.refusal = nil }
    let isStanding = charge.value.state.isOpen || charge.value.state == .authorized
    let isVoid = payment.value.underWay == attempt.id
    if isVoid { payment.value.underWay = nil }
    if isEnded {
      if isStanding {
        charge.value.state = .cancelled
        // A webhook may have come while the provider was asked to end it: the customer was faster, and that is asked about.
        if charge.value.dueAt != PollSchedule.atOnce { charge.value.dueAt = nil }
        try transaction.save(charge)
      }
      try end(&payment, &intent, charge, transaction)
    } else if isStanding {
      // It may just have been paid, or be over already: that is asked now.
      charge.value.dueAt = PollSchedule.atOnce
      try transaction.save(charge)
    }
    payment = try transaction.save(payment)
    intent = try transaction.save(intent)
    attempt.value.answer = isVoid ? payment.change.sequence : intent.change.sequence
    try transaction.save(attempt)
  }

  /// A webhook may have told of the end before, which then was taken for one that nobody asked for: the intent is cancelled all the same.
  private func end(
    _ payment: inout Kept<Payment>, _ intent: inout Kept<Intent>, _ charge: Kept<Attempt>, _ transaction: any RecordTransaction
  ) throws {
    if payment.value.hold != nil, payment.value.attempt == charge.id {
      try PaymentBooks(transaction: transaction).released(&payment)
      payment.value.state = payment.value.captured > 0 ? payment.value.stateByAmounts : .voided
    } else if intent.value.attempt == charge.id, !intent.value.state.isFinal {
      payment.value.state = .failed
      intent.value.state = .cancelled
      intent.value.nextAction = nil
      intent.value.actionExpiresAt = nil
    }
  }
}

/// Ends an intent whose time is up, when nothing is under way for it.
package struct ExpireIntent: RecordWork {
  package let kind = OperationKind.housekeeping
  let intent: IntentID

  package init(_ intent: IntentID) { self.intent = intent }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var intent = try transaction.find(intent, Intent.self) else { return }
    guard transaction.now >= intent.value.expiresAt else {
      // Somebody had it looked at before its time: it is due at its time again.
      if intent.change.content.dueAt != intent.value.dueAt { try transaction.save(intent) }
      return
    }
    switch intent.value.state {
    case .requiresMethod, .requiresConfirmation:
      intent.value.state = .cancelled
      try transaction.save(intent)
      try IntentEnding(transaction).fail(intent.value.payment)
    case .requiresAction:
      // The attempt ends by itself, and the intent is looked at again.
      intent.value.expiresAt = transaction.now.adding(seconds: 60)
      try transaction.save(intent)
    case .processing, .succeeded, .cancelled: break
    }
  }
}
