import LedgerCore

/// What is posted for a payment. The numbers are those of the recipes in docs/concepts/payments.md.
struct PaymentBooks {
  let transaction: any RecordTransaction

  /// Who is paid, with what its recipes need.
  enum Destination {
    case merchant(reference: Text, fee: FeePolicy)
    case wallet(reference: Text)
  }

  func destination(_ payee: Payee) throws -> Destination {
    switch payee {
    case .merchant(let id, _):
      guard let merchant = try transaction.find(id, Merchant.self) else {
        throw Rejection(.merchantNotFound, FieldPath(.merchant))
      }
      return .merchant(reference: merchant.value.reference, fee: merchant.value.fee)
    case .wallet(_, let name): return .wallet(reference: name)
    }
  }

  /// Recipes 1 and 10: a provider has taken `amount`. Of a merchant's payment the fee is taken at once.
  func captured(_ payment: inout Kept<Payment>, _ amount: Money, at provider: ProviderName) throws {
    try credit(&payment, amount, from: .clearing(provider), hold: nil, isFinal: true)
  }

  /// Recipe 3: `amount` of what was authorized is taken; `isFinal` frees the rest.
  func captured(_ payment: inout Kept<Payment>, _ amount: Money, ofHold hold: HoldID, isFinal: Bool, at provider: ProviderName)
    throws
  {
    try credit(&payment, amount, from: .clearing(provider), hold: hold, isFinal: isFinal)
  }

  /// Recipe 16, accepted: money that came late for a payment nobody else has paid.
  func acceptedLate(_ payment: inout Kept<Payment>, _ amount: Money) throws {
    try credit(&payment, amount, from: .suspense, hold: nil, isFinal: true)
  }

  private func credit(
    _ payment: inout Kept<Payment>, _ amount: Money, from source: BookAccount, hold: HoldID?, isFinal: Bool
  ) throws {
    let currency = amount.currency
    let reference = Text(payment.id.text)
    payment.value.captured += amount.amount
    var legs: [Leg] = []
    switch try destination(payment.value.payee) {
    case .wallet(let wallet): legs.append(Leg(source, .wallet(wallet), amount.amount))
    case .merchant(let merchant, let policy):
      let fee = policy.fee(onCaptured: Money(payment.value.captured, currency))
      if hold == nil { legs.append(Leg(source, .merchantPending(merchant), amount.amount)) }
      legs.append(Leg(.merchantPending(merchant), .paymentFees, fee - payment.value.fee))
      payment.value.fee = fee
    }
    guard let hold else {
      try transaction.post(legs, currency, reference: reference, by: .fact)
      return
    }
    try transaction.perform(
      .captureHold(
        hold, amount: amount.amount, isFinal: isFinal, then: try transaction.postings(legs, currency),
        Details(reference: reference)),
      by: .fact)
  }

  /// Recipe 2: a card's issuer holds the amount for us.
  func authorized(_ payment: inout Kept<Payment>, _ amount: Money, at provider: ProviderName) throws {
    guard case .merchant(let merchant, _) = try destination(payment.value.payee) else {
      preconditionFailure("a top-up is captured at once")
    }
    let postings = try transaction.postings(
      [Leg(.clearing(provider), .merchantPending(merchant), amount.amount)], amount.currency)
    let rows = try transaction.perform(
      .placeHold(postings[0], expiresIn: nil, Details(reference: Text(payment.id.text))), by: .fact)
    payment.value.hold = rows.first?.hold
  }

  /// Recipes 4 and 5: what was authorized and not taken is free again.
  func released(_ payment: inout Kept<Payment>) throws {
    guard let hold = payment.value.hold else { return }
    try transaction.perform(.releaseHold(hold, Details(reference: Text(payment.id.text))), by: .fact)
    payment.value.hold = nil
  }

  /// Recipe 6a: a refund is on its way. Throws where the merchant has not got the money any more.
  func refundBegun(_ payment: inout Kept<Payment>, _ refund: inout Refund, returnsFee: Bool) throws {
    let (currency, amount) = (refund.amount.currency, refund.amount.amount)
    let refunded = payment.value.refunded + amount
    var legs: [Leg] = []
    switch try destination(payment.value.payee) {
    case .wallet(let wallet):
      refund.fromAvailable = amount
      legs.append(Leg(.wallet(wallet), .refundsInTransit, amount))
    case .merchant(let merchant, _):
      refund.fromFee =
        returnsFee
        ? FeeRefund.share(
          ofFee: payment.value.fee, refunded: refunded, captured: payment.value.captured, given: payment.value.feeReturned,
          refund: amount) : 0
      let due = amount - refund.fromFee
      // Of what is pending only this payment's own part: the rest is other customers' money.
      let own = payment.value.captured - payment.value.fee - (payment.value.refunded - payment.value.feeReturned)
      refund.fromPending = min(due, max(0, min(own, transaction.available(.merchantPending(merchant), currency))))
      refund.fromAvailable = due - refund.fromPending
      legs = [
        Leg(.merchantPending(merchant), .refundsInTransit, refund.fromPending),
        Leg(.merchantAvailable(merchant), .refundsInTransit, refund.fromAvailable),
        Leg(.paymentFees, .refundsInTransit, refund.fromFee),
      ]
    }
    try transaction.post(legs, currency, reference: Text(payment.id.text), by: .payments)
    payment.value.refunded = refunded
    payment.value.feeReturned += refund.fromFee
  }

  /// Recipe 6c: the provider has given it back.
  func refundSucceeded(_ refund: Refund) throws {
    try transaction.post(
      [Leg(.refundsInTransit, .clearing(refund.provider), refund.amount.amount)], refund.amount.currency,
      reference: Text(refund.payment.text), by: .fact)
  }

  /// Recipe 6d: it did not go, and everything is back where it was taken from.
  func refundFailed(_ payment: inout Kept<Payment>, _ refund: Refund) throws {
    let currency = refund.amount.currency
    var legs: [Leg] = []
    switch try destination(payment.value.payee) {
    case _ where refund.isAutomatic: legs = [Leg(.refundsInTransit, .suspense, refund.amount.amount)]
    case .wallet(let wallet): legs = [Leg(.refundsInTransit, .wallet(wallet), refund.amount.amount)]
    case .merchant(let merchant, _):
      legs = [
        Leg(.refundsInTransit, .merchantPending(merchant), refund.fromPending),
        Leg(.refundsInTransit, .merchantAvailable(merchant), refund.fromAvailable),
        Leg(.refundsInTransit, .paymentFees, refund.fromFee),
      ]
    }
    try transaction.post(legs, currency, reference: Text(refund.payment.text), by: .fact)
    guard !refund.isAutomatic else { return }
    payment.value.refunded -= refund.amount.amount
    payment.value.feeReturned -= refund.fromFee
  }

  /// Recipe 16: money for an attempt that was given up.
  func arrivedLate(_ amount: Money, at provider: ProviderName, for payment: PaymentID) throws {
    try transaction.post(
      [Leg(.clearing(provider), .suspense, amount.amount)], amount.currency, reference: Text(payment.text), by: .fact)
  }

  /// Recipe 16, given back: it was paid already.
  func automaticRefundBegun(_ refund: Refund) throws {
    try transaction.post(
      [Leg(.suspense, .refundsInTransit, refund.amount.amount)], refund.amount.currency, reference: Text(refund.payment.text),
      by: .fact)
  }
}
