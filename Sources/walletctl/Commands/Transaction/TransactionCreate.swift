import JSON
import WalletAPI

/// The commands about transactions, one file each.
enum TransactionCommands {
  static let create = Command(
    words: ["transaction", "create"], summary: "Post several postings together, all or none",
    arguments: [Argument("FILE", "a JSON file with the request's body, as the API takes it; - is standard input", .optional)],
    options: [
      Option.value("posting", "p", "DEBIT,CREDIT,AMOUNT[,CURRENCY]", "one posting; give it again for each").repeatable, .currency,
    ] + Option.details + [.dryRun],
    calls: [.postTransaction, .getAccount],
    examples: [
      .init(
        "walletctl transaction create -p wallet:alice,wallet:shop,25000,IDR -p wallet:shop,fees,500,IDR -r order-17",
        "a purchase and its fee"),
      .init("walletctl transaction create purchase.json", "the same from a file, amounts in minor units"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      if let file = invocation.optionalArgument("FILE") {
        guard !invocation.has("posting"), !invocation.has("dry-run") else {
          throw .usage("a FILE is sent as it is: --posting and --dry-run go without one")
        }
        let body = try InputFile.json(file)
        return TransactionText.show(try session.post("/v1/transactions", body), session.output)
      }
      guard invocation.has("posting") else { throw .usage("--posting DEBIT,CREDIT,AMOUNT or a FILE is needed") }
      var postings: [PostingInput] = []
      for text in invocation.values("posting") { postings.append(try session.posting(text)) }
      if invocation.has("dry-run") { return try DryRun.show(postings, session) }
      let body = try session.details(JSONObject([("postings", .array(postings.map { .object($0.json) }))]))
      TransactionText.show(try session.post("/v1/transactions", .object(body)), session.output)
    })
}
