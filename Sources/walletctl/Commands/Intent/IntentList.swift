import WalletAPI

extension IntentCommands {
  static let list = Command(
    words: ["intent", "list"], summary: "List payment intents, newest first",
    details: "STATUS is one of: \(WireWords.intentStates.joined(separator: ", ")).",
    options: [.choice("status", "STATUS", WireWords.intentStates, "with this status")] + Option.paging,
    calls: [.listIntents],
    examples: [.init("walletctl intent list --status requires_action", "what customers have not paid yet")],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/payment_intents", query: [("status", session.invocation.value("status"))], as: IntentColumns.list,
        empty: "No intent is like that.")
    })
}
