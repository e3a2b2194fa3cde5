package import LedgerCore

/// Takes in what came of a charge, whoever asked: the call itself, a question later, a person.
///
/// It decides by what is written, not by who comes first, and so can be repeated and reordered.
package struct ResolveCharge: RecordWork {
  package let kind = OperationKind.housekeeping
  /// As it was when the provider was asked.
  let asked: Kept<Attempt>
  let outcome: ProviderOutcome
  /// Whether the provider was asked how it stands, rather than to do something.
  let isAnswerToQuestion: Bool
  let candidates: Candidates

  package init(
    _ asked: Kept<Attempt>, _ outcome: ProviderOutcome, isAnswerToQuestion: Bool,
    candidates: @escaping Candidates
  ) {
    self.asked = asked
    self.outcome = outcome
    self.isAnswerToQuestion = isAnswerToQuestion
    self.candidates = candidates
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard let attempt = try transaction.find(asked.id, Attempt.self), attempt.value.purpose == .charge,
      let intent = try transaction.find(attempt.value.intent, Intent.self),
      let payment = try intent.value.payment.flatMap({ try transaction.find($0, Payment.self) })
    else { return }
    var resolution = ChargeResolution(transaction, attempt, intent, payment, candidates)
    resolution.isHinted = attempt.isHinted(since: asked)
    try resolution.take(outcome, isAnswerToQuestion: isAnswerToQuestion)
  }
}

/// A charge and what belongs to it, while something is taken in about it.
struct ChargeResolution {
  let transaction: any RecordTransaction
  var attempt: Kept<Attempt>
  var intent: Kept<Intent>
  var payment: Kept<Payment>
  /// Whether a webhook came while the provider was asked. It may know more than the answer, and so there is another question at once.
  var isHinted = false
  let candidates: Candidates
  private let books: PaymentBooks

  init(
    _ transaction: any RecordTransaction, _ attempt: Kept<Attempt>, _ intent: Kept<Intent>, _ payment: Kept<Payment>,
    _ candidates: @escaping Candidates
  ) {
    self.transaction = transaction
    self.attempt = attempt
    self.intent = intent
    self.payment = payment
    self.candidates = candidates
    books = PaymentBooks(transaction: transaction)
  }

  private var now: Timestamp { transaction.now }
  /// Whether the intent still waits for this attempt and no other.
  private var isCurrent: Bool { intent.value.attempt == attempt.id && !intent.value.state.isFinal }

  mutating func take(_ outcome: ProviderOutcome, isAnswerToQuestion: Bool) throws {
    if isAnswerToQuestion { attempt.value.questions += 1 }
    switch outcome {
    case .done(let facts), .pending(let facts):
      if let amount = otherAmount(facts) { return try keepStrange(amount) }
      guard isAbout(facts) else {
        return try doubt(ProviderRefusal(.malfunction, "the provider answered about another reference or amount"))
      }
      if let reference = facts.providerReference { attempt.value.providerReference = reference }
      try take(facts)
    // What was refused is the question, and that says nothing about the charge.
    case .declined(let refusal) where isAnswerToQuestion:
      if refusal.reason == .notFound { try miss(refusal) } else { try doubt(refusal) }
    // There is one under this reference: how it stands, only a question says.
    case .declined(let refusal) where refusal.reason == .exists: try doubt(refusal)
    case .declined(let refusal): try close(.declined, refusal)
    case .notSent(let refusal):
      // A question that was not sent says nothing about the charge.
      if isAnswerToQuestion { try doubt(refusal) } else { try replace(refusal) }
    case .unknown(let refusal) where isAnswerToQuestion && refusal.reason == .notFound: try miss(refusal)
    case .unknown(let refusal): try doubt(refusal)
    }
  }

  private func isAbout(_ facts: ProviderFacts) -> Bool {
    (facts.reference ?? Text(attempt.id.text)) == Text(attempt.id.text)
      && (facts.amount ?? attempt.value.amount) == attempt.value.amount
  }

  /// What was taken, where that is not what was asked for.
  private func otherAmount(_ facts: ProviderFacts) -> Money? {
    guard facts.state == .succeeded, (facts.reference ?? Text(attempt.id.text)) == Text(attempt.id.text),
      let amount = facts.amount, amount.amount > 0, amount.currency == attempt.value.amount.currency,
      amount != attempt.value.amount
    else { return nil }
    return amount
  }

  /// Money of another amount than was asked for is real too, and nobody can say what it is for. It is booked as what it is, shown with its
  /// attempt, and stands in suspense until a person decides; the intent may be paid in another way.
  private mutating func keepStrange(_ amount: Money) throws {
    let refusal = ProviderRefusal(
      .otherAmount, Text("\(amount.amount) was taken instead of \(attempt.value.amount.amount); it is kept in suspense"))
    switch attempt.value.state {
    case .succeeded: return try settleQuestion()
    // How much is taken of an authorization is the capture's affair.
    case .authorized: return try doubt(refusal)
    case .sending, .unknown, .pending, .declined, .notSent, .cancelled, .expired: break
    }
    try books.arrivedLate(amount, at: attempt.value.provider, for: payment.id)
    attempt.value.received = amount.amount
    attempt.value.refusal = refusal
    guard isCurrent else {
      attempt.value.state = .succeeded
      attempt.value.answer = attempt.value.answer ?? intent.change.sequence
      attempt.value.dueAt = due(nil)
      try transaction.save(attempt)
      return
    }
    payment.value.state = .created
    payment = try transaction.save(payment)
    intent.value.state = .requiresConfirmation
    intent.value.nextAction = nil
    intent.value.actionExpiresAt = nil
    intent.value.lastError = refusal
    intent = try transaction.save(intent)
    try answer(.succeeded)
  }

  private mutating func take(_ facts: ProviderFacts) throws {
    switch facts.state {
    case .succeeded, .refunded: try succeed()
    case .authorized: try authorize()
    case .pending: try wait(facts)
    case .failed: try close(.declined, ProviderRefusal(.declined, facts.failureCode ?? "failed"))
    case .cancelled: try close(.cancelled, ProviderRefusal(.declined, facts.failureCode ?? "cancelled"))
    case .expired: try close(.expired, ProviderRefusal(.declined, facts.failureCode ?? "expired"))
    }
  }

  // MARK: Money

  private mutating func succeed() throws {
    switch attempt.value.state {
    case .succeeded: return try settleQuestion()
    case .authorized:
      // It was captured at the provider by a person there. What we have begun ourselves is told by its own attempt, which knows how much.
      guard let hold = payment.value.hold, payment.value.underWay == nil, payment.value.captured == 0 else {
        return try settleQuestion()
      }
      try books.captured(&payment, attempt.value.amount, ofHold: hold, isFinal: true)
      payment.value.hold = nil
    case .sending where isCurrent, .unknown where isCurrent, .pending where isCurrent:
      try books.captured(&payment, attempt.value.amount, at: attempt.value.provider)
    default: return try succeedLate()
    }
    try finish()
  }

  /// Recipe 16: money came for an attempt that had been given up. It is real: accepted where nothing else has paid, given back otherwise.
  private mutating func succeedLate() throws {
    let amount = attempt.value.amount
    try books.arrivedLate(amount, at: attempt.value.provider, for: payment.id)
    let isPaid = payment.value.captured > 0 || payment.value.isHeld || intent.value.state == .cancelled
    guard isPaid || isBeingPaid else {
      try books.acceptedLate(&payment, amount)
      return try finish()
    }
    attempt.value.state = .succeeded
    attempt.value.dueAt = nil
    attempt.value.answer = attempt.value.answer ?? intent.change.sequence
    try transaction.save(attempt)
    var refund = Refund(
      amount, of: payment.id, charge: attempt, reason: "paid twice or after it was given up", dueAt: PollSchedule.atOnce)
    refund.isAutomatic = true
    refund.sends = 0
    try books.automaticRefundBegun(refund)
    try transaction.create(refund)
  }

  /// Whether another attempt may still bring the money: then this one's goes back, so that nobody pays twice.
  private var isBeingPaid: Bool {
    intent.value.attempt != attempt.id && [.processing, .requiresAction].contains(intent.value.state)
  }

  private mutating func finish() throws {
    payment.value.state = .captured
    payment.value.capturedAt = transaction.postedAt
    try conclude(.succeeded)
  }

  private mutating func authorize() throws {
    guard attempt.value.state.isOpen, isCurrent else { return try settleQuestion() }
    guard intent.value.captureMethod == .manual else {
      return try doubt(ProviderRefusal(.malfunction, "it is only authorized, although it was to be taken at once"))
    }
    try books.authorized(&payment, attempt.value.amount, at: attempt.value.provider)
    payment.value.state = .authorized
    try conclude(.authorized)
  }

  private mutating func conclude(_ state: AttemptState) throws {
    attempt.value.refusal = nil
    payment.value.attempt = attempt.id
    payment.value.provider = attempt.value.provider
    payment.value.method = attempt.value.method
    payment = try transaction.save(payment)
    intent.value.state = .succeeded
    intent.value.nextAction = nil
    intent.value.actionExpiresAt = nil
    intent.value.lastError = nil
    intent = try transaction.save(intent)
    try answer(state)
  }

  // MARK: Waiting

  private mutating func wait(_ facts: ProviderFacts) throws {
    guard attempt.value.state.isOpen else { return try settleQuestion() }
    let isNews = attempt.value.state != .pending || facts.action != nil && intent.value.nextAction == nil
    attempt.value.state = .pending
    attempt.value.refusal = nil
    if let expiresAt = facts.expiresAt { attempt.value.expiresAt = expiresAt }
    attempt.value.dueAt = due(
      PollSchedule.nextWhilePending(attempt.number, attempt.value.questions, now: now, expiresAt: attempt.value.expiresAt))
    guard isNews, isCurrent else {
      try transaction.save(attempt)
      return
    }
    intent.value.state = .requiresAction
    intent.value.nextAction = facts.action ?? intent.value.nextAction ?? .agree
    intent.value.actionExpiresAt = attempt.value.expiresAt
    intent = try transaction.save(intent)
    try answer(.pending)
  }

  /// Nobody knows. It stays as it is, and is asked about again: also what is over, since somebody said that there is news of it.
  private mutating func doubt(_ refusal: ProviderRefusal) throws {
    if attempt.value.state == .sending { attempt.value.state = .unknown }
    if attempt.value.state.isOpen { attempt.value.refusal = refusal }
    attempt.value.dueAt = due(PollSchedule.nextWhileUnknown(attempt.number, attempt.value.questions, now: now))
    try transaction.save(attempt)
  }

  /// The provider does not know it. Once is no proof: the first request may still be running there.
  private mutating func miss(_ refusal: ProviderRefusal) throws {
    guard attempt.value.state.isOpen else { return try settleQuestion() }
    guard attempt.value.state != .pending else { return try doubt(refusal) }
    attempt.value.misses += 1
    let isOldEnough = now >= attempt.createdAt.adding(seconds: PollSchedule.secondsOfProof)
    guard isOldEnough, attempt.value.misses >= PollSchedule.missesOfProof else { return try doubt(refusal) }
    try replace(refusal)
  }

  /// There was a question about something that is over: it need not be asked again.
  private mutating func settleQuestion() throws {
    guard attempt.value.dueAt != nil, !isHinted else { return }
    attempt.value.dueAt = nil
    try transaction.save(attempt)
  }

  private func due(_ time: Timestamp?) -> Timestamp? { isHinted ? PollSchedule.atOnce : time }

  // MARK: Not this time

  /// It certainly was not taken: the next provider is asked, if there is one.
  private mutating func replace(_ refusal: ProviderRefusal) throws {
    guard attempt.value.state == .sending || attempt.value.state == .unknown else { return try doubt(refusal) }
    guard isCurrent, case .provider(let method)? = intent.value.method, refusal.reason.allowsAnotherProvider,
      let next = candidates(intent.value, method, now).first(where: { !intent.value.tried.contains($0) })
    else { return try close(.notSent, refusal) }
    let successor = try ChargeBeginning(transaction).begin(&intent, method, at: next)
    attempt.value.state = .notSent
    attempt.value.refusal = refusal
    attempt.value.dueAt = due(nil)
    attempt.value.successor = successor.id
    try transaction.save(attempt)
  }

  /// It came to nothing. The intent waits for another way to pay, or for another try.
  private mutating func close(_ state: AttemptState, _ refusal: ProviderRefusal) throws {
    if attempt.value.state == .authorized, state == .cancelled || state == .expired {
      return try lapse(state)
    }
    guard attempt.value.state.isOpen else { return try settleQuestion() }
    attempt.value.refusal = refusal
    guard isCurrent else {
      attempt.value.state = state
      attempt.value.answer = attempt.value.answer ?? intent.change.sequence
      attempt.value.dueAt = due(nil)
      try transaction.save(attempt)
      return
    }
    payment.value.state = .created
    payment = try transaction.save(payment)
    intent.value.state = state == .notSent || state == .expired ? .requiresConfirmation : .requiresMethod
    intent.value.nextAction = nil
    intent.value.actionExpiresAt = nil
    intent.value.lastError = refusal
    intent = try transaction.save(intent)
    try answer(state)
  }

  /// An authorization that ended at the provider without being captured.
  private mutating func lapse(_ state: AttemptState) throws {
    attempt.value.state = state
    attempt.value.dueAt = due(nil)
    try transaction.save(attempt)
    guard payment.value.hold != nil, payment.value.attempt == attempt.id else { return }
    try books.released(&payment)
    payment.value.state = payment.value.captured > 0 ? payment.value.stateByAmounts : state == .expired ? .expired : .voided
    try transaction.save(payment)
  }

  /// The attempt is through: what the intent says now is the answer to whoever began it.
  private mutating func answer(_ state: AttemptState) throws {
    attempt.value.state = state
    if state != .pending { attempt.value.dueAt = due(nil) }
    attempt.value.answer = attempt.value.answer ?? intent.change.sequence
    attempt = try transaction.save(attempt)
  }
}

extension ProviderRefusal.Reason {
  /// Whether what one provider refuses for this reason another may take. A request that is wrong is wrong everywhere, and a bank that says no
  /// has said it.
  package var allowsAnotherProvider: Bool {
    switch self {
    case .unreachable, .throttled, .unavailable, .credentials, .unsupported, .notFound, .malfunction, .interrupted: true
    case .invalid, .declined, .wrongState, .exists, .insufficientFunds, .otherAmount: false
    }
  }
}
