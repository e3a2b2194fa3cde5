import JSON
import WalletAPI
import WalletClient

extension WalletCommands {
  static let change = Command(
    words: ["wallet", "change"], summary: "Change what is said of a wallet, and whose it is",
    details:
      "What is not named stays as it is. A customer who is registered has a tier, which limits what the wallet may have and move.",
    arguments: [.wallet],
    options: [.value("customer", nil, "CUSTOMER", "a registered customer, whose it is from now on"), .metadata],
    calls: [.changeWallet],
    examples: [.init("walletctl wallet change alice --meta color=green", "its metadata are these from now on")],
    run: { session throws(CommandFailure) in
      var body = JSONObject()
      body["customer_id"] = session.invocation.value("customer").map { .string($0) }
      body["metadata"] = try session.metadata()
      guard !body.members.isEmpty else { throw .usage("nothing is to be changed; `--help` shows what can be") }
      try session.changeWallet("", .object(body))
    })
}

extension Session {
  /// Changes the wallet that the command names, and shows it.
  func changeWallet(_ verb: String, _ body: JSONValue) throws(CommandFailure) {
    let path = PercentCoding.path("/v1/wallets", invocation.argument("WALLET"), verb)
    output.show(try post(path, body), as: WalletColumns.details)
  }
}
