import WalletAPI

extension SettlementCommands {
  static let list = Command(
    words: ["settlement", "list"], summary: "List settlements, newest first",
    options: [.choice("status", WireWords.settlementStates, "with this status")] + Option.paging,
    calls: [.listSettlements],
    examples: [.init("walletctl settlement list --status open", "what a person has to look at")],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/settlements", query: [("status", session.invocation.value("status"))], as: SettlementColumns.list,
        empty: "No settlement is like that.")
    })

  static let items = Command(
    words: ["settlement", "items"], summary: "List what was settled, newest first",
    options: [
      .choice("status", WireWords.settlementItemStates, "with this status"),
      .value("settlement", nil, "ID", "of this settlement, stl_…"),
    ] + Option.paging,
    calls: [.listSettlementItems],
    examples: [.init("walletctl settlement items --status parked", "what matches nothing here")],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/settlement_items",
        query: [("status", session.invocation.value("status")), ("settlement", session.invocation.value("settlement"))],
        as: SettlementColumns.items, empty: "No item is like that.")
    })
}
