import WalletAPI

extension WalletCommands {
  static let list = Command(
    words: ["wallet", "list"], summary: "List wallets, newest first",
    options: [.choice("status", WireWords.walletStates, "with this status")] + Option.paging,
    calls: [.listWallets],
    examples: [.init("walletctl wallet list --csv --all", "all of them, for a spreadsheet")],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/wallets", query: [("status", session.invocation.value("status"))], as: WalletColumns.list,
        empty: "No wallet is like that.")
    })
}
