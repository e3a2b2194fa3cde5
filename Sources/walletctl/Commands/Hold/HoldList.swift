import WalletAPI

extension HoldCommands {
  static let list = Command(
    words: ["hold", "list"], summary: "List holds, newest first",
    options: [
      .choice("status", ["open", "captured", "released", "expired"], "with this status"),
      .value("account", "a", "ACCOUNT", "on either side, by code or id"), .currency,
    ] + Option.paging,
    calls: [.listHolds],
    examples: [.init("walletctl hold list --status open --account wallet:alice", "what is reserved on Alice's wallet")],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      try session.list(
        "/v1/holds",
        query: [
          ("status", invocation.value("status")), ("account", invocation.value("account")),
          ("currency", invocation.value("currency")),
        ], as: HoldColumns.list, empty: "No hold is like that.")
    })
}
