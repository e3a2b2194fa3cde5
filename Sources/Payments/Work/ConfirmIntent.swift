package import LedgerCore

/// Who would be asked at a moment, in this order, for a charge by a method.
package typealias Candidates = @Sendable (Intent, PaymentMethod, Timestamp) -> [ProviderName]

/// Begins to take the money: writes the attempt that is about to be made, before anything is sent.
package struct ConfirmIntent: RecordWork {
  package let kind = OperationKind.confirmIntent
  let intent: IntentID
  /// Instead of the intent's own.
  let method: WayToPay?
  /// Not part of the request.
  let candidates: Candidates

  package init(_ intent: IntentID, method: WayToPay?, candidates: @escaping Candidates) {
    self.intent = intent
    self.method = method
    self.candidates = candidates
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.number(.intent, intent.rawValue)
    fields.method(method)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var intent = try transaction.find(intent, Intent.self) else { throw Rejection(.intentNotFound, FieldPath(.intent)) }
    switch intent.value.state {
    case .requiresMethod, .requiresConfirmation: break
    case .requiresAction, .processing, .succeeded, .cancelled:
      throw Rejection(.intentWrongState, FieldPath(.intent))
    }
    // It ends in a moment, when somebody looks at it.
    guard transaction.now < intent.value.expiresAt else { throw Rejection(.intentWrongState, FieldPath(.intent)) }
    try intent.value.payee.refuseUnlessActive(transaction)
    guard let way = method ?? (intent.value.state == .requiresConfirmation ? intent.value.method : nil) else {
      throw Rejection(.methodRequired, FieldPath(.paymentMethod))
    }
    let terms = try intent.value.payee.terms(transaction, payingBy: way)
    let method: PaymentMethod
    switch way {
    case .provider(let named): method = named
    case .wallet(let name):
      var charge = try WalletCharge(transaction, named: name, intent.value.amount.currency)
      return try charge.take(intent, terms)
    }
    try intent.value.payee.refuseBeyondLimits(intent.value.amount.amount, from: nil, transaction)
    intent.value.method = way
    guard let provider = candidates(intent.value, method, transaction.now).first else {
      throw Rejection(.methodUnsupported, FieldPath(.paymentMethod))
    }
    intent.value.tried = []
    try ChargeBeginning(transaction).begin(&intent, method, at: provider, terms)
  }
}

/// Writes a charge that is about to be sent.
struct ChargeBeginning {
  let transaction: any RecordTransaction
  /// What a customer has for scanning or agreeing, in seconds.
  static let timeToPay: Int64 = 900

  init(_ transaction: any RecordTransaction) { self.transaction = transaction }

  /// `terms`: what the payee has agreed to now; nil where it was confirmed before.
  @discardableResult
  func begin(
    _ intent: inout Kept<Intent>, _ method: PaymentMethod, at provider: ProviderName, _ terms: PaymentTerms? = nil
  ) throws -> Kept<Attempt> {
    let now = transaction.now
    let attempt = try transaction.create(
      Attempt(
        chargingFor: intent.id, provider: provider, method: method.type, amount: intent.value.amount,
        expiresAt: min(now.adding(seconds: ChargeBeginning.timeToPay), intent.value.expiresAt),
        dueAt: now.adding(seconds: PollSchedule.patience)))
    var payment: Kept<Payment>
    if let known = try intent.value.payment.flatMap({ try transaction.find($0, Payment.self) }) {
      payment = known
      payment.value.state = .pendingAuth
      payment.value.terms = terms ?? payment.value.terms
      payment = try transaction.save(payment)
    } else {
      var new = Payment(intent: intent.id, payee: intent.value.payee, amount: intent.value.amount)
      new.state = .pendingAuth
      new.terms = terms ?? .none
      payment = try transaction.create(new)
    }
    intent.value.state = .processing
    intent.value.payment = payment.id
    intent.value.attempt = attempt.id
    intent.value.tried.append(provider)
    intent.value.nextAction = nil
    intent.value.actionExpiresAt = nil
    intent.value.lastError = nil
    intent = try transaction.save(intent)
    return attempt
  }
}
