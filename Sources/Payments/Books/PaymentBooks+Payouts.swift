import LedgerCore

/// Recipes 8 and 12: money that leaves for a bank.
extension PaymentBooks {
  /// Recipes 8a and 12: the money leaves what is available at once, so that it can be paid out but once.
  func payoutRequested(_ payout: Kept<Payout>) throws {
    let (source, transit, fees) = accounts(of: payout.value)
    try post([Leg(source, transit, payout.value.amount.amount), Leg(source, fees, payout.value.fee)], payout, by: .payments)
  }

  /// Recipe 8b: it has arrived, out of what we have at the provider.
  func payoutPaid(_ payout: Kept<Payout>, at provider: ProviderName) throws {
    let (_, transit, _) = accounts(of: payout.value)
    try post([Leg(transit, .providerBalance(provider), payout.value.amount.amount)], payout, by: .fact)
  }

  /// Recipe 8c: it has not left, and is where it was, its fee too.
  func payoutFailed(_ payout: Kept<Payout>) throws {
    let (source, transit, fees) = accounts(of: payout.value)
    let (amount, fee) = (payout.value.amount.amount, payout.value.fee)
    let legs = [Leg(transit, source, amount), Leg(fees, source, fee)] + repaid(payout.value, ofCredit: amount + fee)
    try post(legs, payout, by: .fact)
  }

  /// Recipe 8d: the bank has sent it back. The fee is kept: the work was done.
  func payoutReturned(_ payout: Kept<Payout>, at provider: ProviderName) throws {
    let (source, _, _) = accounts(of: payout.value)
    let amount = payout.value.amount.amount
    let legs = [Leg(.providerBalance(provider), source, amount)] + repaid(payout.value, ofCredit: amount)
    try post(legs, payout, by: .fact)
  }

  private func repaid(_ payout: Payout, ofCredit amount: Int64) -> [Leg] {
    guard case .merchant(_, let merchant) = payout.source else { return [] }
    return [repayment(merchant, ofCredit: amount, payout.amount.currency)]
  }

  private func accounts(of payout: Payout) -> (source: BookAccount, transit: BookAccount, fees: BookAccount) {
    switch payout.source {
    case .merchant(_, let merchant): (.merchantAvailable(merchant), .payoutsInTransit, .payoutFees)
    case .wallet(_, let wallet): (.wallet(wallet), .withdrawalsInTransit, .withdrawalFees)
    }
  }

  private func post(_ legs: [Leg], _ payout: Kept<Payout>, by authority: Book.Authority) throws {
    try transaction.post(legs, payout.value.amount.currency, reference: Text(payout.id.text), by: authority)
  }
}
