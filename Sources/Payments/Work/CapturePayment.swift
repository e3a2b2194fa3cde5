package import LedgerCore

/// Begins to take some or all of what is authorized.
package struct CapturePayment: RecordWork {
  package let kind = OperationKind.capturePayment
  let payment: PaymentID
  /// Nil: all that is left.
  let amount: Int64?
  let isFinal: Bool

  package init(_ payment: PaymentID, amount: Int64?, isFinal: Bool) {
    self.payment = payment
    self.amount = amount
    self.isFinal = isFinal
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.number(.payment, payment.rawValue)
    if let amount { fields.integer(.amount, amount) }
    fields.integer(.isFinal, isFinal ? 1 : 0)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var payment = try transaction.find(payment, Payment.self) else {
      throw Rejection(.paymentNotFound, FieldPath(.payment))
    }
    guard payment.value.isHeld, payment.value.state == .authorized || payment.value.state == .partiallyCaptured else {
      throw Rejection(.paymentWrongState, FieldPath(.payment))
    }
    let left = payment.value.amount.amount - payment.value.captured
    let amount = amount ?? left
    guard amount <= left else {
      throw Rejection(.captureAboveAuthorized, FieldPath(.amount), available: left, needed: amount)
    }
    if var wallet = try WalletCharge(transaction, paying: payment.value) {
      return try wallet.capture(&payment, amount, isFinal: isFinal || amount == left)
    }
    // One at a time: two that are under way could take more than there is.
    guard payment.value.underWay == nil,
      let charge = try payment.value.attempt.flatMap({ try transaction.find($0, Attempt.self) })
    else { throw Rejection(.paymentWrongState, FieldPath(.payment)) }
    var attempt = Attempt(
      .capture, of: charge, amount: Money(amount, payment.value.amount.currency),
      dueAt: transaction.now.adding(seconds: PollSchedule.patience))
    attempt.isFinal = isFinal || amount == left
    let begun = try transaction.create(attempt)
    payment.value.underWay = begun.id
    try transaction.save(payment)
  }
}

/// Takes in what came of a capture.
package struct ResolveCapture: RecordWork {
  package let kind = OperationKind.housekeeping
  let attempt: AttemptID
  let outcome: ProviderOutcome

  package init(_ attempt: AttemptID, _ outcome: ProviderOutcome) {
    self.attempt = attempt
    self.outcome = outcome
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var (attempt, _, payment) = try transaction.open(attempt, .capture) else { return }
    switch outcome {
    case .done(let facts) where [.succeeded, .authorized, .refunded].contains(facts.state):
      // Where nothing is authorized any more, there is nothing left to take either, whatever was asked for.
      attempt.value.isFinal = attempt.value.isFinal || facts.state != .authorized
      try capture(attempt.value, &payment, transaction)
      attempt.value.state = .succeeded
      attempt.value.refusal = nil
    case .done, .declined, .notSent:
      attempt.value.state = .declined
      if case .declined(let refusal) = outcome { attempt.value.refusal = refusal }
      if case .notSent(let refusal) = outcome { attempt.value.refusal = refusal }
    case .pending, .unknown:
      return try transaction.postpone(&attempt, outcome)
    }
    payment.value.underWay = nil
    payment = try transaction.save(payment)
    attempt.value.dueAt = nil
    attempt.value.answer = payment.change.sequence
    try transaction.save(attempt)
  }

  private func capture(_ attempt: Attempt, _ payment: inout Kept<Payment>, _ transaction: any RecordTransaction) throws {
    guard let hold = payment.value.hold else { return }
    try PaymentBooks(transaction: transaction).captured(
      &payment, attempt.amount, ofHold: hold, isFinal: attempt.isFinal)
    if attempt.isFinal { payment.value.hold = nil }
    payment.value.state = payment.value.stateByAmounts
    payment.value.capturedAt = transaction.postedAt
  }
}
