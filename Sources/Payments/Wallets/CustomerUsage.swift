package import LedgerCore

/// What a customer's tier allows, and what of it is used: for people who look. What may be done the writer decides (`WalletLimits`), by the same
/// rule.
package struct CustomerUsage: Sendable {
  package struct Line: Sendable {
    package let currency: Currency
    /// As the tier calls it.
    package let name: StaticString
    package let limit: Int64
    /// Nil for what counts each time by itself.
    package let used: Int64?

    package var left: Int64 { max(0, limit - (used ?? 0)) }
  }

  package let lines: [Line]

  /// Reads the file: for a thread that may wait.
  package init(of customer: Customer, at now: Timestamp, _ ledger: any Ledger) throws {
    let settings = try ledger.find(named: PaymentSettings.name, PaymentSettings.self)?.value ?? PaymentSettings()
    let tiers = settings.tiers.filter { $0.name == customer.tier }
    guard !tiers.isEmpty else {
      lines = []
      return
    }
    let before = Timestamp(microseconds: settings.utcOffset.month(of: now).lowerBound.microseconds - 1)
    var moved: [Currency: (balance: Int64, outflow: Int64, inflow: Int64)] = [:]
    for id in customer.wallets {
      guard let wallet = try ledger.find(id, Wallet.self)?.value,
        case .found(let account) = ledger.account(
          .code(BookAccount.wallet(wallet.reference).code), currency: wallet.currency)
      else { continue }
      let counters = account.state.counters
      let base = try ledger.counters(of: account.identity.number, asOf: before, by: .posted) ?? Counters()
      var sums = moved[wallet.currency] ?? (0, 0, 0)
      sums.balance = CustomerUsage.sum(sums.balance, account.state.posted)
      sums.outflow = CustomerUsage.sum(sums.outflow, counters.debitsPosted - base.debitsPosted + counters.debitsPending)
      sums.inflow = CustomerUsage.sum(sums.inflow, counters.creditsPosted - base.creditsPosted)
      moved[wallet.currency] = sums
    }
    lines = tiers.flatMap { tier in
      let sums = moved[tier.currency] ?? (0, 0, 0)
      let limits: [(StaticString, Int64?, Int64?)] = [
        ("balance", tier.balance, sums.balance), ("transaction", tier.transaction, nil),
        ("monthly_outflow", tier.monthlyOutflow, sums.outflow), ("monthly_inflow", tier.monthlyInflow, sums.inflow),
      ]
      return limits.compactMap { name, limit, used in
        limit.map { Line(currency: tier.currency, name: name, limit: $0, used: used) }
      }
    }
  }

  /// Stops at what can be shown.
  private static func sum(_ one: Int64, _ other: Int64) -> Int64 { Int64(clamping: Int128(one) + Int128(other)) }
}
