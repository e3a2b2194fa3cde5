package import LedgerCore

/// Whom a payout could be asked of; nil: nobody.
package typealias PayoutCandidate = @Sendable (PayoutOrder) -> ProviderName?

/// Sets money aside to be paid out, and has it paid where nobody has to agree.
package struct RequestPayout: RecordWork {
  package let kind = OperationKind.requestPayout
  let source: PayeeReference
  let amount: Money
  /// Nil: the merchant's own.
  package var destination: BankAccount?
  package var rail: Rail?
  /// What becomes of it while no rail takes it.
  package var whenClosed = WhenClosed.wait
  package var description: Text?
  package var metadata: Text?
  /// Who asks; kept with it, and not part of the request.
  let actor: Text
  let candidate: PayoutCandidate

  package enum WhenClosed: String, Sendable, CaseIterable { case wait, refuse }

  package init(_ amount: Money, from source: PayeeReference, by actor: Text, candidate: @escaping PayoutCandidate) {
    self.amount = amount
    self.source = source
    self.actor = actor
    self.candidate = candidate
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    switch source {
    case .merchant(let name): fields.text(.merchant, name)
    case .wallet(let name): fields.text(.wallet, name)
    }
    fields.integer(.amount, amount.amount)
    fields.text(.currency, Text(amount.currency.code))
    fields.text(.bankCode, destination?.bank)
    fields.text(.accountNumber, destination?.number)
    fields.text(.accountHolder, destination?.holder)
    fields.text(.rail, rail.map { Text($0.rawValue) })
    if whenClosed != .wait { fields.text(.whenClosed, Text(whenClosed.rawValue)) }
    fields.text(.description, description)
    fields.text(.metadata, metadata)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    let source = try source.resolve(transaction, amount.currency)
    let destination = try destination ?? source.ownDestination(transaction)
    guard let destination else { throw Rejection(.destinationRequired, FieldPath(.bankCode)) }
    try destination.refuseFaults()
    let policy = try transaction.payoutPolicy
    guard amount.amount >= policy.minimum else {
      throw Rejection(.payoutBelowMinimum, FieldPath(.amount), available: policy.minimum, needed: amount.amount)
    }
    let fee = policy.fee.fee(onCaptured: amount)
    var payout = Payout(amount, fee: fee, from: source, to: destination, by: actor)
    payout.wish = rail
    payout.description = description
    payout.metadata = metadata
    let now = transaction.now
    try payout.choose(candidate, at: now)
    guard let way = Rail.way(for: amount.amount, wish: rail, at: now, try transaction.workingDays()) else {
      let limits = (rail ?? .biFast).amounts
      throw Rejection(.railUnsupported, FieldPath(.rail), available: limits.lowerBound, needed: limits.upperBound)
    }
    guard way.opensAt <= now || whenClosed == .wait else {
      throw Rejection(.railClosed, FieldPath(.whenClosed), needed: way.opensAt.microseconds)
    }
    payout.rail = way.rail
    try transaction.refuseShortfall(of: source, amount.amount + fee, amount.currency)
    if amount.amount <= policy.approvalAbove { payout.go(way, at: now) }
    let kept = try transaction.create(payout)
    try PaymentBooks(transaction: transaction).payoutRequested(kept)
  }
}

/// A second person agrees to a payout, which is paid then.
package struct ApprovePayout: RecordWork {
  package let kind = OperationKind.approvePayout
  let payout: PayoutID
  let actor: Text
  let candidate: PayoutCandidate

  package init(_ payout: PayoutID, by actor: Text, candidate: @escaping PayoutCandidate) {
    self.payout = payout
    self.actor = actor
    self.candidate = candidate
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.number(.payout, payout.rawValue)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var payout = try transaction.find(payout, Payout.self) else { throw Rejection(.payoutNotFound, FieldPath(.payout)) }
    guard payout.value.state == .requested else { throw Rejection(.payoutWrongState, FieldPath(.payout)) }
    guard payout.value.requestedBy != actor else { throw Rejection(.payoutSelfApproval, FieldPath(.payout)) }
    // Whoever was suspended meanwhile is paid nothing.
    _ = try payout.value.source.reference.resolve(transaction, payout.value.amount.currency)
    payout.value.approvedBy = actor
    payout.value.approvedAt = transaction.now
    try payout.value.choose(candidate, at: transaction.now)
    let calendar = try transaction.workingDays()
    guard let way = Rail.way(for: payout.value.amount.amount, wish: payout.value.wish, at: transaction.now, calendar) else {
      throw Rejection(.railUnsupported, FieldPath(.rail))
    }
    payout.value.rail = way.rail
    // What may go now is sent behind this, so that whoever agreed is answered first.
    payout.value.state = .approved
    payout.value.dueAt = way.opensAt <= transaction.now ? PollSchedule.atOnce : way.opensAt
    payout.value.isUnmoved = false
    try transaction.save(payout)
  }
}

/// Takes a payout back that nobody has been asked to pay.
package struct CancelPayout: RecordWork {
  package let kind = OperationKind.cancelPayout
  let payout: PayoutID
  let actor: Text

  package init(_ payout: PayoutID, by actor: Text) {
    self.payout = payout
    self.actor = actor
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.number(.payout, payout.rawValue)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var payout = try transaction.find(payout, Payout.self) else { throw Rejection(.payoutNotFound, FieldPath(.payout)) }
    guard payout.value.state.isWaiting else { throw Rejection(.payoutWrongState, FieldPath(.payout)) }
    payout.value.state = .cancelled
    payout.value.cancelledBy = actor
    payout.value.dueAt = nil
    payout.value.isUnmoved = false
    payout = try transaction.save(payout)
    try PaymentBooks(transaction: transaction).payoutFailed(payout)
  }
}

/// Has a payout sent whose time has come: the hours of its rail, or its next try.
package struct SendPayout: RecordWork {
  package let kind = OperationKind.housekeeping
  let payout: PayoutID
  let candidate: PayoutCandidate

  package init(_ payout: PayoutID, candidate: @escaping PayoutCandidate) {
    self.payout = payout
    self.candidate = candidate
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    let now = transaction.now
    guard var payout = try transaction.find(payout, Payout.self), payout.value.state == .approved,
      let dueAt = payout.value.dueAt, dueAt <= now
    else { return }
    payout.value.isUnmoved = true
    let way = Rail.way(for: payout.value.amount.amount, wish: payout.value.wish, at: now, try transaction.workingDays())
    do throws(Rejection) {
      try payout.value.choose(candidate, at: now)
      payout.value.go(way ?? (.biFast, now), at: now)
      payout.value.isUnmoved = payout.value.state == .approved
    } catch {
      // An account may be set up or enabled again.
      payout.value.refusal = ProviderRefusal(.unsupported, "no active account at a provider pays this out")
      payout.value.dueAt = PollSchedule.nextUnsent(payout.number, now: now)
    }
    try transaction.save(payout)
  }
}

extension Payout {
  /// Whom it is asked of when it goes. One who has been asked and may have it is never changed; here nobody has.
  mutating func choose(_ candidate: PayoutCandidate, at now: Timestamp) throws(Rejection) {
    let order = PayoutOrder(
      reference: Text(PayoutID(rawValue: 0).text), amount: amount, destination: destination, description: description)
    guard let chosen = candidate(order) else { throw Rejection(.payoutUnsupported, FieldPath(.bankCode)) }
    provider = chosen
  }

  /// Sends it, or has it wait for its rail.
  mutating func go(_ way: (rail: Rail, opensAt: Timestamp), at now: Timestamp) {
    rail = way.rail
    guard way.opensAt <= now else {
      state = .approved
      dueAt = way.opensAt
      return
    }
    state = .sending
    sentAt = now
    refusal = nil
    questions = 0
    misses = 0
    sends = 1
    denial = nil
    providerReference = nil
    dueAt = now.adding(seconds: PollSchedule.patience)
  }
}

extension Payee {
  var reference: PayeeReference {
    switch self {
    case .merchant(let id, name: _): .merchant(Text(id.text))
    case .wallet(let id, name: _): .wallet(Text(id.text))
    }
  }

  fileprivate var available: BookAccount {
    switch self {
    case .merchant(_, let name): .merchantAvailable(name)
    case .wallet(_, let name): .wallet(name)
    }
  }

  /// Where its payouts go by themselves; a wallet's owner says it each time.
  fileprivate func ownDestination(_ transaction: any RecordTransaction) throws -> BankAccount? {
    guard case .merchant(let id, name: _) = self else { return nil }
    return try transaction.find(id, Merchant.self)?.value.destination
  }
}

extension BankAccount {
  func refuseFaults() throws(Rejection) {
    switch fault {
    case nil: return
    case .bank: throw Rejection(.destinationInvalid, FieldPath(.bankCode))
    case .number:
      let lengths = Bank(code: bank)?.lengths ?? 5...20
      throw Rejection(
        .destinationInvalid, FieldPath(.accountNumber), available: Int64(lengths.lowerBound), needed: Int64(lengths.upperBound))
    case .holder:
      throw Rejection(.destinationInvalid, FieldPath(.accountHolder), needed: Int64(BankAccount.holderBytes))
    }
  }
}

extension RecordTransaction {
  var payoutPolicy: PayoutPolicy {
    get throws { try find(named: PaymentSettings.name, PaymentSettings.self)?.value.payouts ?? PayoutPolicy() }
  }

  /// Says what is missing by the account it is missing on.
  fileprivate func refuseShortfall(of source: Payee, _ needed: Int64, _ currency: Currency) throws {
    let account = source.available
    let found = self.account(code: account.code, currency: currency)
    let available = found?.state.available ?? 0
    guard available < needed else { return }
    throw Rejection(
      .insufficientFunds, FieldPath(.amount), account: found?.identity, available: available, needed: needed)
  }
}
