import JSON
import WalletAPI

enum TransferCommands {
  static let create = Command(
    words: ["transfer", "create"], summary: "Move an amount from one account to another",
    details:
      "The first account is debited, the second credited: for wallets (liabilities) money goes from the first to the second.",
    arguments: [
      Argument("DEBIT", "the account that is debited, by code or id"),
      Argument("CREDIT", "the account that is credited, by code or id"),
    ],
    options: [Option.amount.required, .currency, .balancing] + Option.details + [.dryRun],
    calls: [.postTransfer, .getAccount],
    examples: [
      .init("walletctl transfer create wallet:alice wallet:bob -a 25000 -c IDR -r order-17", "Rp25.000 from Alice to Bob"),
      .init("walletctl transfer create wallet:alice wallet:bob -a 25000 -c IDR --dry-run", "what it would do; nothing is sent"),
      .init(
        "walletctl transfer create wallet:alice wallet:bob -a 25000 -c IDR --key order-17", "safe to run again: it is done once"),
    ],
    run: { session throws(CommandFailure) in
      let posting = try session.posting()
      if session.invocation.has("dry-run") { return try DryRun.show([posting], session) }
      let answer = try session.post("/v1/transfers", .object(try session.details(posting.json)))
      TransactionText.show(answer, session.output)
    })
}
