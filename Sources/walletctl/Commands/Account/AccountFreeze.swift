import WalletAPI

extension AccountCommands {
  static let freeze = Command(
    words: ["account", "freeze"], summary: "Freeze an account: no new postings and holds",
    details: "Both sides, or only one. What was reserved before can still be captured, released and expire.",
    arguments: [Argument("ACCOUNT", "its code or id")],
    options: [.flag("debits", nil, "only debits"), .flag("credits", nil, "only credits"), .currency],
    calls: [.freezeAccount],
    examples: [.init("walletctl account freeze wallet:alice --debits", "money may still come in, none goes out")],
    run: { session throws(CommandFailure) in try session.changeAccount("freeze", session.sides) })

  static let unfreeze = Command(
    words: ["account", "unfreeze"], summary: "Take a freeze away",
    arguments: [Argument("ACCOUNT", "its code or id")],
    options: [.flag("debits", nil, "only debits"), .flag("credits", nil, "only credits"), .currency],
    calls: [.unfreezeAccount],
    examples: [.init("walletctl account unfreeze wallet:alice", "both sides move again")],
    run: { session throws(CommandFailure) in try session.changeAccount("unfreeze", session.sides) })
}
