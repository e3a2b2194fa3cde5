import WalletAPI
import WalletClient

extension WalletCommands {
  static let show = Command(
    words: ["wallet", "show"], summary: "Show a wallet and what is in it", arguments: [.wallet],
    calls: [.getWallet],
    examples: [.init("walletctl wallet show alice", "its own money, its bonuses, and what authorizations hold")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/wallets", session.invocation.argument("WALLET"))
      session.output.show(try session.get(path), as: WalletColumns.details)
    })
}
