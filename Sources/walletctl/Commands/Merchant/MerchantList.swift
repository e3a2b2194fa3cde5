import WalletAPI

extension MerchantCommands {
  static let list = Command(
    words: ["merchant", "list"], summary: "List merchants, newest first",
    options: [.choice("status", WireWords.merchantStates, "with this status")] + Option.paging,
    calls: [.listMerchants],
    examples: [.init("walletctl merchant list --status active", "who can be paid")],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/merchants", query: [("status", session.invocation.value("status"))], as: MerchantColumns.list,
        empty: "No merchant is like that.")
    })
}
