import LedgerCore

/// What is posted for a payment. The numbers are those of the recipes in docs/concepts/payments.md; refunds have a file of their own.
struct PaymentBooks {
  let transaction: any RecordTransaction

  /// Recipes 1 and 10: a provider has taken `amount`. Of a merchant's payment the fee is taken at once.
  func captured(_ payment: inout Kept<Payment>, _ amount: Money, at provider: ProviderName) throws {
    try credit(&payment, amount, from: .clearing(provider))
  }

  /// Recipe 16, accepted: money that came late for a payment nobody else has paid.
  func acceptedLate(_ payment: inout Kept<Payment>, _ amount: Money) throws {
    try credit(&payment, amount, from: .suspense)
  }

  private func credit(_ payment: inout Kept<Payment>, _ amount: Money, from source: BookAccount) throws {
    let into: BookAccount =
      switch payment.value.payee {
      case .wallet(_, let wallet): .wallet(wallet)
      case .merchant(_, let merchant): .merchantPending(merchant)
      }
    let legs = [Leg(source, into, amount.amount)] + (try sharing(amount.amount, of: &payment.value))
    try transaction.post(legs, amount.currency, reference: Text(payment.id.text), by: .fact)
  }

  /// Recipe 3: `amount` of what a provider's customer had authorized is taken; `isFinal` frees the rest.
  func captured(_ payment: inout Kept<Payment>, _ amount: Money, ofHold hold: HoldID, isFinal: Bool) throws {
    let fee = try transaction.postings(sharing(amount.amount, of: &payment.value), amount.currency)
    try transaction.perform(
      .captureHold(hold, amount: amount.amount, isFinal: isFinal, then: fee, Details(reference: Text(payment.id.text))), by: .fact
    )
  }

  /// Recipe 2: a card's issuer holds the amount for us.
  func authorized(_ payment: inout Kept<Payment>, _ amount: Money, at provider: ProviderName) throws {
    guard case .merchant(_, let merchant) = payment.value.payee else { preconditionFailure("a top-up is captured at once") }
    payment.value.hold = try transaction.hold(
      Leg(.clearing(provider), .merchantPending(merchant), amount.amount), amount.currency, for: nil,
      reference: Text(payment.id.text), by: .fact)
  }

  /// Recipes 4 and 5: what was authorized and not taken is free again.
  func released(_ payment: inout Kept<Payment>) throws {
    guard let hold = payment.value.hold else { return }
    try transaction.perform(.releaseHold(hold, Details(reference: Text(payment.id.text))), by: .fact)
    payment.value.hold = nil
  }

  /// Recipe 16: money for an attempt that was given up.
  func arrivedLate(_ amount: Money, at provider: ProviderName, for payment: PaymentID) throws {
    try transaction.post(
      [Leg(.clearing(provider), .suspense, amount.amount)], amount.currency, reference: Text(payment.text), by: .fact)
  }
}
