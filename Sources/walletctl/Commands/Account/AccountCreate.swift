import JSON
import LedgerCore
import WalletAPI

/// The commands about accounts, one file each.
enum AccountCommands {
  static let create = Command(
    words: ["account", "create"], summary: "Open an account",
    details: """
      The class says what the account is in the books, and on which side it grows: assets and expenses on the debit side, \
      liabilities, equity and revenue on the credit side. A customer's wallet is a liability: money you owe.
      """,
    arguments: [Argument("CODE", "your own name for it, such as wallet:alice", .optional)],
    options: [
      Option.value("currency", "c", "CODE", "ISO 4217").required,
      .choice("class", ["asset", "liability", "equity", "revenue", "expense"], "what it is in the books"),
      .choice("normal-side", ["debit", "credit"], "instead of --class: an asset or a liability"),
      .limitChoice, .floor, .choice("managed-by", ["none", "payments"], "who may post to it (default none)"), .metadata,
    ],
    calls: [.openAccount],
    examples: [
      .init(
        "walletctl account create wallet:alice -c IDR --class liability --limit no_overdraft", "a wallet that cannot be overdrawn"
      ),
      .init(
        "walletctl account create wallet:shop -c IDR --class liability --floor -500000",
        "a wallet with a credit line of Rp500.000"),
      .init("walletctl account create bank:bca -c IDR --class asset", "your own money at the bank"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      let code = try AmountInput.currency(invocation.value("currency") ?? "")
      var body = JSONObject([("currency", .string(code.code))])
      body["code"] = invocation.optionalArgument("CODE").map { .string($0) }
      body["class"] = invocation.value("class").map { .string($0) }
      body["normal_side"] = invocation.value("normal-side").map { .string($0) }
      guard body["class"] != nil || body["normal_side"] != nil else {
        throw .usage("--class is needed: asset, liability, equity, revenue or expense")
      }
      body["limit"] = try session.limit(in: code)
      body["managed_by"] = invocation.value("managed-by").map { .string($0) }
      body["metadata"] = try session.metadata()
      session.output.show(try session.post("/v1/accounts", .object(body)), as: AccountColumns.details)
    })
}
