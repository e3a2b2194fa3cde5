/// One tenant's account at one provider: how to speak, and the line to speak over.
package struct ProviderAccount: Sendable {
  package let adapter: any ProviderAdapter
  /// Whether anybody may be charged there; what is under way goes on all the same.
  package let isActive: Bool
  /// Sends a request, and calls back exactly once, on any thread, which must not be held up.
  package let send: @Sendable (ProviderRequest, @escaping @Sendable (ProviderAnswer) -> Void) -> Void

  package init(
    _ adapter: any ProviderAdapter, isActive: Bool = true,
    send: @escaping @Sendable (ProviderRequest, @escaping @Sendable (ProviderAnswer) -> Void) -> Void
  ) {
    self.adapter = adapter
    self.isActive = isActive
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

  /// Of a tenant that has set up nothing.
  package static let none = ProviderSetup(accounts: [], routes: [])

  package func account(_ name: ProviderName) -> ProviderAccount? { accounts.first { $0.name == name } }
}
