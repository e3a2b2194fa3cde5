import WalletAPI

/// The commands about refunds, one file each. `payment refund` makes them.
enum RefundCommands {
  static let list = Command(
    words: ["refund", "list"], summary: "List refunds, newest first",
    options: [
      .choice("status", WireWords.refundStates, "with this status"), .value("payment", nil, "PAYMENT", "of this payment"),
    ] + Option.paging,
    calls: [.listRefunds],
    examples: [.init("walletctl refund list --payment pay_01JD4W7Q2M0000CR00000000AE", "what went back of one payment")],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/refunds",
        query: [("status", session.invocation.value("status")), ("payment", session.invocation.value("payment"))],
        as: RefundColumns.list, empty: "No refund is like that.")
    })
}
