import JSON
import WalletAPI

extension AccountCommands {
  static let close = Command(
    words: ["account", "close"], summary: "Close an empty account for good",
    arguments: [Argument("ACCOUNT", "its code or id")], options: [.currency],
    calls: [.closeAccount],
    examples: [.init("walletctl account close wallet:alice --yes", "without being asked")],
    run: { session throws(CommandFailure) in
      try session.confirm("Close \(session.invocation.argument("ACCOUNT")) for good?")
      try session.changeAccount("close", [:])
    })
}
