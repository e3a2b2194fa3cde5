import WalletAPI

/// The commands about payments, one file each.
enum PaymentCommands {
  static let list = Command(
    words: ["payment", "list"], summary: "List payments, newest first",
    details: "STATUS is one of: \(WireWords.paymentStates.joined(separator: ", ")).",
    options: [.choice("status", "STATUS", WireWords.paymentStates, "with this status")] + Option.paging,
    calls: [.listPayments],
    examples: [.init("walletctl payment list --status captured", "what has come in")],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/payments", query: [("status", session.invocation.value("status"))], as: PaymentColumns.list,
        empty: "No payment is like that.")
    })
}

extension Argument {
  static let payment = Argument("PAYMENT", "its id, pay_…")
}
