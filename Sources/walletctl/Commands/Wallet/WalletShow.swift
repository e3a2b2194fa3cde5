import WalletAPI
import WalletClient

extension WalletCommands {
  static let show = Command(
    words: ["wallet", "show"], summary: "Show a wallet",
    details: "What is in it stands on its account: `walletctl account balance`.", arguments: [.wallet],
    calls: [.getWallet],
    examples: [.init("walletctl wallet show alice", "whose it is, and its account")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/wallets", session.invocation.argument("WALLET"))
      session.output.show(try session.get(path), as: WalletColumns.details)
    })
}
