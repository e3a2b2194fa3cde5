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

  package init(
    _ provider: ProviderName, methods: [PaymentMethodType] = [], currency: Currency? = nil, least: Int64? = nil,
    most: Int64? = nil
  ) {
    self.provider = provider
    self.methods = methods
    self.currency = currency
    self.least = least
    self.most = most
  }

  package func fits(_ amount: Money, _ method: PaymentMethodType) -> Bool {
    (methods.isEmpty || methods.contains(method)) && (currency == nil || currency == amount.currency)
      && (least.map { amount.amount >= $0 } ?? true) && (most.map { amount.amount <= $0 } ?? true)
  }
}

extension ProviderSetup {
  /// Who may be asked for a charge, in order: whose route fits, who takes such a charge, and who is not cut off for now.
  package func candidates(for charge: Charge, isCutOff: (ProviderName) -> Bool) -> [ProviderName] {
    let ordered =
      routes.isEmpty ? accounts.map(\.name) : routes.filter { $0.fits(charge.amount, charge.method.type) }.map(\.provider)
    var found: [ProviderName] = []
    for name in ordered where !found.contains(name) {
      if let account = account(name), account.adapter.objection(to: charge) == nil { found.append(name) }
    }
    // Where everybody is cut off, the desk still writes the attempt and says why it was not sent: that may pass, and is no unsupported method.
    let open = found.filter { !isCutOff($0) }
    return open.isEmpty ? found : open
  }
}
