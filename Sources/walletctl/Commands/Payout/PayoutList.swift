import WalletAPI

extension PayoutCommands {
  static let list = Command(
    words: ["payout", "list"], summary: "List payouts, newest first",
    details: "STATUS is one of: \(WireWords.payoutStates.joined(separator: ", ")); sending and unknown are shown as submitted.",
    options: [
      .choice("status", "STATUS", WireWords.payoutStates, "in this state"),
      .value("merchant", nil, "ID", "of this merchant, mch_…"),
      .value("wallet", nil, "ID", "of this wallet, wal_…"),
    ] + Option.paging,
    calls: [.listPayouts],
    examples: [.init("walletctl payout list --status requested", "what waits for a second person")],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/payouts", query: ["status", "merchant", "wallet"].map { ($0, session.invocation.value($0)) }, as: PayoutColumns.list,
        empty: "No payout is like that.")
    })
}
