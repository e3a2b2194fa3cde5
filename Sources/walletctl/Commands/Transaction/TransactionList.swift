import WalletAPI

extension TransactionCommands {
  static let list = Command(
    words: ["transaction", "list"], summary: "List transactions, newest first",
    options: [
      .value("account", "a", "ACCOUNT", "on either side, by code or id"), .currency,
      .choice("type", ["transfer", "hold", "capture", "release", "expiry", "reversal"], "of this type"),
      .value("reference", "r", "TEXT", "with exactly this reference"),
      .value("posted-key", nil, "KEY", "posted under this idempotency key"), .from, .to,
    ] + Option.paging,
    calls: [.listTransactions],
    examples: [
      .init("walletctl transaction list --account wallet:alice --from 2026-11-01", "what moved on Alice's wallet since November"),
      .init("walletctl transaction list --reference order-17 --json", "everything about an order, as the API answers it"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      try session.list(
        "/v1/transactions",
        query: [
          ("account", invocation.value("account")), ("currency", invocation.value("currency")),
          ("type", invocation.value("type")), ("reference", invocation.value("reference")),
          ("key", invocation.value("posted-key")), ("from", invocation.value("from")), ("to", invocation.value("to")),
        ], as: TransactionText.list, empty: "No transaction is like that.")
    })
}
