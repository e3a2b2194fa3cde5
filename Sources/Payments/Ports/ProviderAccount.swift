/// One tenant's account at one provider: how to speak, and the line to speak over.
package struct ProviderAccount: Sendable {
  package let adapter: any ProviderAdapter
  /// Sends a request, and calls back exactly once, on any thread, which must not be held up.
  package let send: @Sendable (ProviderRequest, @escaping @Sendable (ProviderAnswer) -> Void) -> Void

  package init(
    _ adapter: any ProviderAdapter,
    send: @escaping @Sendable (ProviderRequest, @escaping @Sendable (ProviderAnswer) -> Void) -> Void
  ) {
    self.adapter = adapter
    self.send = send
  }

  package var name: ProviderName { adapter.name }
}

/// What a tenant has set up: its accounts, and who is asked first for what.
package struct ProviderSetup: Sendable {
  package var accounts: [ProviderAccount]
  package var routes: [ProviderRoute]
  /// Whether refunds give the platform's fee back.
  package var returnsFees: Bool
  /// Whether a merchant may come to owe what is given back for it, where it has not got the money any more.
  package var allowsMerchantDebt: Bool

  package init(
    accounts: [ProviderAccount], routes: [ProviderRoute], returnsFees: Bool = true, allowsMerchantDebt: Bool = false
  ) {
    self.accounts = accounts
    self.routes = routes
    self.returnsFees = returnsFees
    self.allowsMerchantDebt = allowsMerchantDebt
  }

  package func account(_ name: ProviderName) -> ProviderAccount? { accounts.first { $0.name == name } }
}
