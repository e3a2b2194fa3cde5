import LedgerCore

/// Recipes 1c and 9: when captured money is the merchant's to have.
extension PaymentBooks {
  /// Counts so much more as captured. What is done with a merchant's share of it, behind the leg that brings it into `pending`: the fee is taken,
  /// whose fixed part is taken once (recipe 1); some goes into reserve (9a); the rest waits for its day or, where nothing is waited for, is
  /// available at once (1c, 7r).
  func sharing(_ amount: Int64, of payment: inout Payment) throws -> [Leg] {
    payment.captured += amount
    guard case .merchant(_, let merchant) = payment.payee else { return [] }
    let (currency, terms) = (payment.amount.currency, payment.terms)
    let whole = terms.fee.fee(onCaptured: Money(payment.captured, currency))
    let fee = whole - payment.fee
    payment.fee = whole
    let reserve = terms.reserve.amount(of: amount - fee)
    let rest = amount - fee - reserve
    var legs = [
      Leg(.merchantPending(merchant), .paymentFees, fee), Leg(.merchantPending(merchant), .merchantReserve(merchant), reserve),
    ]
    let calendar = terms.settlementDays > 0 || reserve > 0 ? try transaction.workingDays() : WorkingDays()
    if reserve > 0 { payment.reserved.add(Tranche(reserve, at: calendar.day(terms.reserve.days, after: transaction.postedAt))) }
    if terms.settlementDays > 0 {
      payment.pending.add(Tranche(rest, at: calendar.workingDay(terms.settlementDays, after: transaction.postedAt)))
    } else {
      legs.append(Leg(.merchantPending(merchant), .merchantAvailable(merchant), rest))
      legs.append(repayment(merchant, ofCredit: rest, currency))
    }
    return legs
  }

  /// Recipes 1c and 9b, then 7r: what waits of a payment and whose day has come. Time is a fact: no freeze keeps it out.
  func release(_ payment: inout Kept<Payment>) throws {
    guard case .merchant(_, let merchant) = payment.value.payee else { return }
    let pending = payment.value.pending.takeDue(by: transaction.now)
    let reserved = payment.value.reserved.takeDue(by: transaction.now)
    guard pending + reserved > 0 else { return }
    payment.value.released = pending + reserved
    payment.value.releasedAt = transaction.postedAt
    payment = try transaction.save(payment)
    let currency = payment.value.amount.currency
    let legs = [
      Leg(.merchantPending(merchant), .merchantAvailable(merchant), pending),
      Leg(.merchantReserve(merchant), .merchantAvailable(merchant), reserved),
      repayment(merchant, ofCredit: pending + reserved, currency),
    ]
    try transaction.post(legs, currency, reference: Text(payment.id.text), by: .fact)
  }

  /// Recipe 7r: what a merchant owes is paid with what becomes available to it, last in the transaction that makes it so. Whoever credits
  /// `merchantAvailable` appends this.
  func repayment(_ merchant: Text, ofCredit amount: Int64, _ currency: Currency) -> Leg {
    let owed = transaction.available(.merchantReceivable(merchant), currency)
    let available = transaction.available(.merchantAvailable(merchant), currency) + amount
    return Leg(.merchantAvailable(merchant), .merchantReceivable(merchant), amount == 0 ? 0 : min(owed, available))
  }
}
