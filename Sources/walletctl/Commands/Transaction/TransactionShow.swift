import WalletAPI
import WalletClient

extension TransactionCommands {
  static let show = Command(
    words: ["transaction", "show"], summary: "Show a transaction with its postings",
    arguments: [Argument("TRANSACTION", "its id, txn_…")],
    calls: [.getTransaction],
    examples: [.init("walletctl transaction show txn_01JD4W7Q2M0000CR00000000A9", "what it moved, and the balances just after")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/transactions", session.invocation.argument("TRANSACTION"))
      TransactionText.show(try session.get(path), session.output)
    })
}
