import WalletAPI

extension BonusCommands {
  static let list = Command(
    words: ["bonus", "list"], summary: "List bonuses, newest first",
    options: [
      .choice("status", WireWords.bonusStates, "with this status"), .value("wallet", nil, "ID", "of this wallet, wal_…"),
    ] + Option.paging,
    calls: [.listBonuses],
    examples: [.init("walletctl bonus list --status active", "what may still be spent")],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/bonuses", query: [("status", session.invocation.value("status")), ("wallet", session.invocation.value("wallet"))],
        as: BonusColumns.list, empty: "No bonus is like that.")
    })
}
