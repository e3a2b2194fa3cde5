package import LedgerCore

/// To whom charges of some kind go: of all routes that fit, the first is tried first. A tenant without routes has all its accounts tried in their order.
package struct ProviderRoute: Sendable, Hashable {
  package var provider: ProviderName
  /// Empty: all.
  package var methods: [PaymentMethodType]
  package var currency: Currency?
  /// Minor units of `currency`.
  package var least: Int64?
  package var most: Int64?
  /// Nil: around the clock.
  package var hours: RouteHours?

  package init(
    _ provider: ProviderName, methods: [PaymentMethodType] = [], currency: Currency? = nil, least: Int64? = nil,
    most: Int64? = nil, hours: RouteHours? = nil
  ) {
    self.provider = provider
    self.methods = methods
    self.currency = currency
    self.least = least
    self.most = most
    self.hours = hours
  }

  package func fits(_ amount: Money, _ method: PaymentMethodType, at moment: Timestamp) -> Bool {
    (methods.isEmpty || methods.contains(method)) && (currency == nil || currency == amount.currency)
      && (least.map { amount.amount >= $0 } ?? true) && (most.map { amount.amount <= $0 } ?? true)
      && (hours?.contains(moment) ?? true)
  }
}

extension ProviderSetup {
  /// Who may be asked for a charge, in order: whose route fits at the charge's `now`, who takes such a charge, whose account is not disabled, and
  /// who is not cut off for now.
  package func candidates(for charge: Charge, isCutOff: (ProviderName) -> Bool) -> [ProviderName] {
    let ordered =
      routes.isEmpty
      ? accounts.map(\.name) : routes.filter { $0.fits(charge.amount, charge.method.type, at: charge.now) }.map(\.provider)
    var found: [ProviderName] = []
    for name in ordered where !found.contains(name) {
      if let account = account(name), account.isActive, account.adapter.objection(to: charge) == nil { found.append(name) }
    }
    // Where everybody is cut off, the desk still writes the attempt and says why it was not sent: that may pass, and is no unsupported method.
    let open = found.filter { !isCutOff($0) }
    return open.isEmpty ? found : open
  }
}
