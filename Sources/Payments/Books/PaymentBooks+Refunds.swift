import LedgerCore

/// Recipe 6: money that goes back.
extension PaymentBooks {
  /// How the tenant has it with refunds.
  struct Policy {
    /// Whether the platform gives its fee back too.
    var returnsFee: Bool
    /// Whether a merchant may come to owe what it has not got any more.
    var allowsDebt: Bool
  }

  /// Recipes 6a and 6b, and 7s before them: from where it is taken is noted on both, and told as legs.
  func takingBack(_ payment: inout Payment, _ refund: inout Refund, _ policy: Policy) -> [Leg] {
    let (currency, amount) = (refund.amount.currency, refund.amount.amount)
    let refunded = payment.refunded + amount
    defer {
      payment.refunded = refunded
      payment.feeReturned += refund.fromFee
    }
    switch payment.payee {
    case .wallet(_, let wallet):
      refund.fromAvailable = amount
      return [Leg(.wallet(wallet), .refundsInTransit, amount)]
    case .merchant(_, let merchant):
      if policy.returnsFee {
        refund.fromFee = FeeRefund.share(
          ofFee: payment.fee, refunded: refunded, captured: payment.captured, given: payment.feeReturned, refund: amount)
      }
      let due = amount - refund.fromFee
      // Of what is pending only this payment's own part: the rest is other customers' money.
      let own = payment.captured - payment.fee - (payment.refunded - payment.feeReturned)
      refund.fromPending = min(due, max(0, min(own, transaction.available(.merchantPending(merchant), currency))))
      refund.fromAvailable = due - refund.fromPending
      if policy.allowsDebt {
        refund.owed = max(0, refund.fromAvailable - transaction.available(.merchantAvailable(merchant), currency))
      }
      return [
        Leg(.merchantReceivable(merchant), .merchantAvailable(merchant), refund.owed),
        Leg(.merchantPending(merchant), .refundsInTransit, refund.fromPending),
        Leg(.merchantAvailable(merchant), .refundsInTransit, refund.fromAvailable),
        Leg(.paymentFees, .refundsInTransit, refund.fromFee),
      ]
    }
  }

  /// Recipe 6c: the provider has given it back.
  func refundSucceeded(_ refund: Refund, at provider: ProviderName) throws {
    try transaction.post(
      [Leg(.refundsInTransit, .clearing(provider), refund.amount.amount)], refund.amount.currency,
      reference: Text(refund.payment.text), by: .fact)
  }

  /// Recipe 6d: it did not go, and everything is back where it was taken from.
  func refundFailed(_ payment: inout Kept<Payment>, _ refund: Refund) throws {
    let currency = refund.amount.currency
    var legs: [Leg] = []
    switch payment.value.payee {
    case _ where refund.isAutomatic: legs = [Leg(.refundsInTransit, .suspense, refund.amount.amount)]
    case .wallet(_, let wallet): legs = [Leg(.refundsInTransit, .wallet(wallet), refund.amount.amount)]
    case .merchant(_, let merchant):
      legs = [
        Leg(.refundsInTransit, .merchantPending(merchant), refund.fromPending),
        Leg(.refundsInTransit, .merchantAvailable(merchant), refund.fromAvailable),
        Leg(.refundsInTransit, .paymentFees, refund.fromFee),
        repayment(merchant, ofCredit: refund.fromAvailable, currency),
      ]
    }
    try transaction.post(legs, currency, reference: Text(refund.payment.text), by: .fact)
    guard !refund.isAutomatic else { return }
    payment.value.refunded -= refund.amount.amount
    payment.value.feeReturned -= refund.fromFee
  }

  /// Recipe 7r: what a merchant owes is paid with what becomes available to it, last in the transaction that makes it so. Whoever credits
  /// `merchantAvailable` appends this.
  func repayment(_ merchant: Text, ofCredit amount: Int64, _ currency: Currency) -> Leg {
    let owed = transaction.available(.merchantReceivable(merchant), currency)
    let available = transaction.available(.merchantAvailable(merchant), currency) + amount
    return Leg(.merchantAvailable(merchant), .merchantReceivable(merchant), amount == 0 ? 0 : min(owed, available))
  }

  /// Recipe 16, given back: it was paid already.
  func automaticRefundBegun(_ refund: Refund) throws {
    try transaction.post(
      [Leg(.suspense, .refundsInTransit, refund.amount.amount)], refund.amount.currency, reference: Text(refund.payment.text),
      by: .fact)
  }
}
