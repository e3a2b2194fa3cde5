import LedgerCore
import Payments
import WalletAPI

/// What payment settings say of wallets and their customers.
extension PaymentBody {
  mutating func fee(_ name: String) throws(Problem) -> FeePolicy? {
    guard var body = try object(name) else { return nil }
    let share = try body.percent("percent") ?? 0
    let fixed = try body.integer("fixed", 0...Limits.highestCounter) ?? 0
    let currency = try body.currency("currency")
    guard fixed == 0 || currency != nil else { throw body.missing("currency") }
    try body.end()
    return FeePolicy(share: share, fixed: fixed, currency: currency)
  }

  /// Nil where none are named; an empty list is one of no tiers.
  mutating func tiers() throws(Problem) -> [KYCTier]? {
    guard has("kyc_tiers") else { return nil }
    var tiers: [KYCTier] = []
    for var body in try objects("kyc_tiers", most: PaymentSettings.mostTiers) {
      let name = try body.required("name", most: KYCTier.nameBytes)
      guard name.withBytes({ $0.allSatisfy(PaymentBody.isOfName) }) else {
        throw body.invalid("name", "it is made of a–z, A–Z, 0–9, '-', '_' and '.'")
      }
      guard let currency = try body.currency("currency") else { throw body.missing("currency") }
      guard !tiers.contains(where: { $0.name == name && $0.currency == currency }) else {
        throw body.contradiction("name", "names a tier that stands in the list already, in the same currency")
      }
      var tier = KYCTier(name: name, currency: currency)
      tier.balance = try body.integer("balance", 0...Limits.highestCounter)
      tier.transaction = try body.integer("transaction", 0...Limits.highestCounter)
      tier.monthlyOutflow = try body.integer("monthly_outflow", 0...Limits.highestCounter)
      tier.monthlyInflow = try body.integer("monthly_inflow", 0...Limits.highestCounter)
      try body.end()
      tiers.append(tier)
    }
    return tiers
  }

  mutating func utcOffset() throws(Problem) -> UTCOffset? {
    guard let text = try text("utc_offset", most: 6) else { return nil }
    guard let offset = UTCOffset(text.string) else { throw invalid("utc_offset", "it is written like +07:00, at most 14 hours") }
    return offset
  }
}
