import JSON
import LedgerCore
import WalletAPI

/// The commands about wallets, one file each.
enum WalletCommands {
  static let create = Command(
    words: ["wallet", "create"], summary: "Make a wallet that can be topped up and paid from, with its account",
    arguments: [Argument("NAME", "your own name for it, which never changes: alice")],
    options: [
      Option.value("currency", "c", "CODE", "ISO 4217").required, .value("customer", nil, "TEXT", "your own name of its owner"),
      .metadata,
    ],
    calls: [.createWallet],
    examples: [.init("walletctl wallet create bob -c IDR --customer c457", "its account is liabilities:wallet:bob:available")],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      let currency = try AmountInput.currency(invocation.value("currency") ?? "")
      var body = JSONObject([("wallet_id", .string(invocation.argument("NAME"))), ("currency", .string(currency.code))])
      body["customer_id"] = invocation.value("customer").map { .string($0) }
      body["metadata"] = try session.metadata()
      session.output.show(try session.post("/v1/wallets", .object(body)), as: WalletColumns.details)
    })
}

extension Argument {
  static let wallet = Argument("WALLET", "your own name for it, or its id, wal_…")
}
