package import LedgerCore

/// Begins to give money back.
package struct RefundPayment: RecordWork {
  package let kind = OperationKind.refundPayment
  let payment: PaymentID
  /// Nil: all that is left.
  let amount: Int64?
  let reason: Text?
  /// The tenant's, not part of the request.
  let policy: PaymentBooks.Policy

  /// - Parameters:
  ///   - returnsFee: whether the platform gives its fee back too.
  ///   - allowsDebt: whether a merchant may come to owe what it has not got any more.
  package init(_ payment: PaymentID, amount: Int64?, reason: Text?, returnsFee: Bool, allowsDebt: Bool = false) {
    self.payment = payment
    self.amount = amount
    self.reason = reason
    policy = PaymentBooks.Policy(returnsFee: returnsFee, allowsDebt: allowsDebt)
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.number(.payment, payment.rawValue)
    if let amount { fields.integer(.amount, amount) }
    fields.text(.reason, reason)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var payment = try transaction.find(payment, Payment.self) else {
      throw Rejection(.paymentNotFound, FieldPath(.payment))
    }
    guard [.captured, .partiallyCaptured, .partiallyRefunded].contains(payment.value.state) else {
      throw Rejection(.paymentWrongState, FieldPath(.payment))
    }
    let left = payment.value.refundable
    let amount = amount ?? left
    guard amount <= left, amount > 0 else {
      throw Rejection(.refundAboveCaptured, FieldPath(.amount), available: left, needed: amount)
    }
    let books = PaymentBooks(transaction: transaction)
    let money = Money(amount, payment.value.amount.currency)
    if var wallet = try WalletCharge(transaction, paying: payment.value) {
      var refund = Refund(money, ofWalletPayment: payment.id, reason: reason)
      let legs = try books.takingBack(&payment.value, &refund, policy) + wallet.givingBack(&payment.value, &refund)
      payment.value.state = payment.value.stateByAmounts
      try write(refund, payment, legs, transaction)
      return try wallet.finish()
    }
    guard let charge = try payment.value.attempt.flatMap({ try transaction.find($0, Attempt.self) }) else {
      throw Rejection(.paymentWrongState, FieldPath(.payment))
    }
    var refund = Refund(
      money, of: payment.id, charge: charge, reason: reason, dueAt: transaction.now.adding(seconds: PollSchedule.patience))
    let legs = books.takingBack(&payment.value, &refund, policy)
    payment.value.refundPending += amount
    try write(refund, payment, legs, transaction)
  }

  /// The refund is the answer, and so comes first.
  private func write(
    _ refund: Refund, _ payment: Kept<Payment>, _ legs: [Leg], _ transaction: any RecordTransaction
  ) throws {
    try transaction.create(refund)
    try transaction.save(payment)
    try transaction.post(legs, refund.amount.currency, reference: Text(payment.id.text), by: .payments)
  }
}

/// Notes that a refund is about to be sent: for the first time, which the daemon does of its own accord, or again, because its provider certainly
/// has not got it. Under its reference it stays one refund.
///
/// Without this a daemon that died just then would send it once more instead of asking, while the provider may be at it already.
package struct SendRefund: RecordWork {
  package let kind = OperationKind.housekeeping
  let refund: RefundID

  package init(_ refund: RefundID) { self.refund = refund }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var refund = try transaction.find(refund, Refund.self), refund.mustBeSent(at: transaction.now) else { return }
    if refund.value.state == .sending { refund.value.state = .unknown }
    refund.value.sends += 1
    refund.value.sentAt = transaction.now
    refund.value.misses = 0
    refund.value.dueAt = transaction.now.adding(seconds: PollSchedule.patience)
    try transaction.save(refund)
  }
}

extension Kept<Refund> {
  /// Whether nothing of it is on its way, and it is to be.
  func mustBeSent(at now: Timestamp) -> Bool {
    guard value.state.isOpen, value.denial == nil else { return false }
    return value.sends == 0 || isMissing(at: now)
  }
}

/// Takes in what came of a refund.
package struct ResolveRefund: RecordWork {
  package let kind = OperationKind.housekeeping
  /// As it was when the provider was asked.
  let asked: Kept<Refund>
  let outcome: ProviderOutcome
  let isAnswerToQuestion: Bool

  package init(_ asked: Kept<Refund>, _ outcome: ProviderOutcome, isAnswerToQuestion: Bool) {
    self.asked = asked
    self.outcome = outcome
    self.isAnswerToQuestion = isAnswerToQuestion
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var refund = try transaction.find(asked.id, Refund.self), refund.value.state.isOpen,
      let provider = refund.value.charge?.provider, var payment = try transaction.find(refund.value.payment, Payment.self)
    else { return }
    let books = PaymentBooks(transaction: transaction)
    refund.keepAnswer()
    refund.value.questions += isAnswerToQuestion ? 1 : 0
    let isHinted = refund.isHinted(since: asked)
    switch outcome {
    case .done(let facts) where facts.state == .succeeded || facts.state == .refunded:
      refund.value.providerReference = facts.providerReference ?? refund.value.providerReference
      refund.value.state = .succeeded
      refund.value.refusal = nil
      refund.value.dueAt = nil
      try books.refundSucceeded(refund.value, at: provider)
    case .done(let facts) where facts.state == .pending, .pending(let facts):
      refund.value.providerReference = facts.providerReference ?? refund.value.providerReference
      refund.value.state = .pending
      refund.value.refusal = nil
      // It is there now, and is asked about: sent again it would be answered as it was the first time, for ever.
      refund.value.misses = 0
      refund.value.denial = nil
      let next = PollSchedule.nextWhileGivingBack(refund.number, refund.value.questions, now: transaction.now)
      refund.value.dueAt = isHinted ? PollSchedule.atOnce : next
    case .done(let facts):
      try fail(&refund, &payment, ProviderRefusal(.declined, facts.failureCode ?? Text(facts.state.rawValue)), books)
    // What was refused is the question; and one that is there already is asked about.
    case .declined(let refusal) where !isAnswerToQuestion && refusal.reason != .exists && refund.value.sends == 1:
      try fail(&refund, &payment, refusal, books)
    // It cannot be sent at all, so that no time before can have come either.
    case .notSent(let refusal) where !isAnswerToQuestion && !refusal.reason.mayPass:
      try fail(&refund, &payment, refusal, books)
    case .declined(let refusal), .notSent(let refusal), .unknown(let refusal):
      if isAnswerToQuestion {
        if refusal.reason == .notFound { refund.value.misses += 1 }
      } else {
        // It may be there now; and what was refused this time may be there from the time before.
        if case .notSent = outcome {} else { refund.value.misses = 0 }
        if case .declined = outcome, refusal.reason != .exists { refund.value.denial = refusal }
      }
      if let denial = refund.value.denial, refund.isMissing(at: transaction.now) {
        try fail(&refund, &payment, denial, books)
        break
      }
      if refund.value.state == .sending { refund.value.state = .unknown }
      refund.value.refusal = refusal
      let next = PollSchedule.nextWhileUnknown(refund.number, refund.value.questions, now: transaction.now)
      refund.value.dueAt = isHinted ? PollSchedule.atOnce : next
    }
    try transaction.save(refund)
    guard !refund.value.isAutomatic else { return }
    if !refund.value.state.isOpen { payment.value.refundPending -= refund.value.amount.amount }
    payment.value.state = payment.value.stateByAmounts
    try transaction.save(payment)
  }

  private func fail(
    _ refund: inout Kept<Refund>, _ payment: inout Kept<Payment>, _ refusal: ProviderRefusal, _ books: PaymentBooks
  ) throws {
    try books.refundFailed(&payment, refund.value)
    refund.value.state = .failed
    refund.value.refusal = refusal
    refund.value.dueAt = nil
  }
}

extension Payment {
  /// How a payment stands by what was taken and what has gone back. What is still on its way back has not.
  var stateByAmounts: PaymentState {
    if isHeld { return captured > 0 ? .partiallyCaptured : .authorized }
    let returned = refunded - refundPending
    if returned == 0 { return .captured }
    return returned < captured ? .partiallyRefunded : .refunded
  }
}

extension ProviderRefusal.Reason {
  /// Whether trying again later may help.
  var mayPass: Bool { [.unreachable, .throttled, .unavailable, .interrupted, .malfunction].contains(self) }
}
