import JSON
import WalletAPI
import WalletClient

extension TransactionCommands {
  static let reverse = Command(
    words: ["transaction", "reverse"], summary: "Post a transaction the other way round",
    details: "Nothing is ever deleted: a mistake is corrected by another transaction that names it. Each can be reversed once.",
    arguments: [Argument("TRANSACTION", "its id, txn_…")], options: Option.details + [.dryRun],
    calls: [.reverseTransaction, .getTransaction, .getAccount],
    examples: [
      .init("walletctl transaction reverse txn_01JD4W7Q2M0000CR00000000A9 -r 'order-17 cancelled'", "the money goes back"),
      .init("walletctl transaction reverse txn_01JD4W7Q2M0000CR00000000A9 --dry-run", "what that would do"),
    ],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/transactions", session.invocation.argument("TRANSACTION"))
      if session.invocation.has("dry-run") {
        return try DryRun.show(mirrored(try session.get(path)), session)
      }
      let answer = try session.post(path + "/reverse", .object(try session.details(JSONObject())))
      TransactionText.show(answer, session.output)
    })

  /// What a reversal posts: the posted rows the other way round, last first.
  private static func mirrored(_ transaction: JSONValue) -> [PostingInput] {
    (transaction["postings"]?.arrayValue ?? []).reversed().filter { ["post", "capture"].contains($0.text(at: "kind")) }.map {
      PostingInput(
        debit: $0.text(at: "credit"), credit: $0.text(at: "debit"), amount: $0["amount"]?.integerValue ?? 0,
        currency: $0["currency"]?.stringValue, balancing: nil)
    }
  }
}
