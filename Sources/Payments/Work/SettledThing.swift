import LedgerCore

/// What an item of a settlement is about: a charge or a refund at that provider, and how much of it is not settled yet.
struct SettledThing {
  enum Answer {
    case known(SettledThing)
    case parked(SettlementItem.Reason, PaymentID?)
  }

  private enum Record {
    case charge(Kept<Attempt>)
    case refund(Kept<Refund>)
  }

  private let transaction: any RecordTransaction
  private var record: Record
  private let amount: Int64
  let payment: PaymentID?

  private init(_ transaction: any RecordTransaction, _ record: Record, _ amount: Int64, _ payment: PaymentID?) {
    self.transaction = transaction
    self.record = record
    self.amount = amount
    self.payment = payment
  }

  /// Marks so much of it as settled, so that no other report settles it again.
  mutating func settle() throws {
    switch record {
    case .charge(var attempt):
      attempt.value.settled += amount
      try transaction.save(attempt)
    case .refund(var refund):
      refund.keepAnswer()
      refund.value.settledAt = transaction.postedAt
      try transaction.save(refund)
    }
  }

  static func find(_ item: SettlementItem, _ settlement: Settlement, _ transaction: any RecordTransaction) throws -> Answer {
    switch item.line.kind {
    case .payment: try charge(item, settlement, transaction)
    case .refund: try refund(item, settlement, transaction)
    }
  }

  private static func charge(
    _ item: SettlementItem, _ settlement: Settlement, _ transaction: any RecordTransaction
  ) throws -> Answer {
    guard let id = AttemptID(item.line.reference), let attempt = try transaction.find(id, Attempt.self),
      attempt.value.purpose == .charge, attempt.value.provider == settlement.provider
    else { return .parked(.unknown, nil) }
    let payment = try transaction.find(attempt.value.intent, Intent.self)?.value.payment.flatMap {
      try transaction.find($0, Payment.self)
    }
    guard attempt.value.amount.currency == item.currency else { return .parked(.otherCurrency, payment?.id) }
    // Of an authorization, what was captured of it; of any other charge, what was taken.
    let isOwn = payment?.value.attempt == attempt.id
    let taken =
      attempt.value.state == .authorized || isOwn
      ? payment?.value.captured ?? 0
      : attempt.value.state == .succeeded ? attempt.value.received ?? attempt.value.amount.amount : 0
    guard taken > 0 else { return .parked(.notTaken, payment?.id) }
    let left = taken - attempt.value.settled
    guard left > 0 else { return .parked(.alreadySettled, payment?.id) }
    guard item.line.gross <= left else { return .parked(.otherAmount, payment?.id) }
    return .known(SettledThing(transaction, .charge(attempt), item.line.gross, payment?.id))
  }

  private static func refund(
    _ item: SettlementItem, _ settlement: Settlement, _ transaction: any RecordTransaction
  ) throws -> Answer {
    guard let id = RefundID(item.line.reference), let refund = try transaction.find(id, Refund.self),
      refund.value.charge?.provider == settlement.provider
    else { return .parked(.unknown, nil) }
    let payment = refund.value.payment
    guard refund.value.amount.currency == item.currency else { return .parked(.otherCurrency, payment) }
    guard refund.value.state == .succeeded else { return .parked(.notTaken, payment) }
    guard refund.value.settledAt == nil else { return .parked(.alreadySettled, payment) }
    guard item.line.gross == refund.value.amount.amount else { return .parked(.otherAmount, payment) }
    return .known(SettledThing(transaction, .refund(refund), item.line.gross, payment))
  }
}
