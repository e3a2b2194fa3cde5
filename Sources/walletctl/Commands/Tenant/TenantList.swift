import WalletAPI

extension TenantCommands {
  static let list = Command(
    words: ["tenant", "list"], summary: "List tenants, newest first", options: Option.paging,
    calls: [.listTenants],
    examples: [.init("walletctl tenant list --all", "every tenant of this daemon")],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/tenants", query: [], as: TenantColumns.list, empty: "There is no tenant yet: walletctl tenant create CODE")
    })
}
