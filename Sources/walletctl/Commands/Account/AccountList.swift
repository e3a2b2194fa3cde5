import WalletAPI

extension AccountCommands {
  static let list = Command(
    words: ["account", "list"], summary: "List accounts with their balances, newest first",
    options: [
      .value("prefix", "p", "CODE", "whose code begins so"), .value("currency", "c", "CODE", "of this currency"),
      .choice("class", ["asset", "liability", "equity", "revenue", "expense"], "of this class"),
      .choice("status", ["open", "frozen", "closed"], "with this status"),
    ] + Option.paging,
    calls: [.listAccounts],
    examples: [
      .init("walletctl account list --prefix wallet: --currency IDR", "all wallets in rupiah"),
      .init("walletctl account list --all --csv > accounts.csv", "every account, for a spreadsheet"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      try session.list(
        "/v1/accounts",
        query: [
          ("code_prefix", invocation.value("prefix")), ("currency", invocation.value("currency")),
          ("class", invocation.value("class")), ("status", invocation.value("status")),
        ], as: AccountColumns.list, empty: "No account is like that.")
    })
}
