import JSON
import LedgerCore
import WalletAPI
import WalletClient

extension WalletCommands {
  static let transfer = Command(
    words: ["wallet", "transfer"], summary: "Move money from a wallet to another one",
    details: """
      Of the wallet's own money: bonuses never move. The fee that the payment settings name is taken beside the amount, and both balances \
      are shown.
      """,
    arguments: [.wallet, Argument("TO", "the wallet that gets it")],
    options: [
      Option.amount.required, Option.value("currency", "c", "CODE", "the wallets'").required, .reference, .metadata,
    ],
    calls: [.transferFromWallet],
    examples: [.init("walletctl wallet transfer alice bob -a 25000 -c IDR -r lunch", "Rp25.000, and the fee if there is one")],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      let currency = try AmountInput.currency(invocation.value("currency") ?? "")
      let amount = try AmountInput.parse(invocation.value("amount") ?? "", currency: currency, isMinor: session.isMinor)
      guard amount > 0 else { throw .usage("a transfer is of more than zero") }
      var body = JSONObject([
        ("to", .string(invocation.argument("TO"))), ("amount", .integer(amount)), ("currency", .string(currency.code)),
      ])
      body["reference"] = invocation.value("reference").map { .string($0) }
      body["metadata"] = try session.metadata()
      let path = PercentCoding.path("/v1/wallets", invocation.argument("WALLET"), "/transfers")
      session.output.show(try session.post(path, .object(body)), as: WalletColumns.transfer)
    })
}
