import JSON
import WalletAPI

/// Whether a wallet takes part.
extension WalletCommands {
  static let suspend = Command(
    words: ["wallet", "suspend"], summary: "Have a wallet take part in nothing new",
    details: "What was begun before goes on: it is captured, and given back.",
    arguments: [.wallet], calls: [.suspendWallet],
    examples: [.init("walletctl wallet suspend alice", "nothing is paid to it or by it")],
    run: { session throws(CommandFailure) in try session.changeWallet("/suspend", [:]) })

  static let activate = Command(
    words: ["wallet", "activate"], summary: "Have a wallet take part again, whether it was suspended or closed",
    arguments: [.wallet], calls: [.activateWallet],
    examples: [.init("walletctl wallet activate alice", "it pays and is paid again")],
    run: { session throws(CommandFailure) in try session.changeWallet("/activate", [:]) })

  static let close = Command(
    words: ["wallet", "close"], summary: "Close an empty wallet",
    details: "Only where nothing is in it or reserved: no money of its own, and no bonus.",
    arguments: [.wallet], calls: [.closeWallet],
    examples: [.init("walletctl wallet close alice", "nothing is paid to it or by it any more")],
    run: { session throws(CommandFailure) in try session.changeWallet("/close", [:]) })
}
