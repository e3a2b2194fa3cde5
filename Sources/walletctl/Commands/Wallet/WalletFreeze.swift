import WalletAPI

extension WalletCommands {
  static let freeze = Command(
    words: ["wallet", "freeze"], summary: "Freeze a wallet: what may leave it, what may come",
    details:
      "Both sides, or only one; bonuses are frozen too. What was reserved before can still be captured, and what a provider has taken is booked.",
    arguments: [.wallet], options: [.flag("debits", nil, "only debits"), .flag("credits", nil, "only credits")],
    calls: [.freezeWallet],
    examples: [.init("walletctl wallet freeze alice --debits", "money may still come in, none goes out")],
    run: { session throws(CommandFailure) in try session.changeWallet("/freeze", session.sides) })

  static let unfreeze = Command(
    words: ["wallet", "unfreeze"], summary: "Take a freeze of a wallet away",
    arguments: [.wallet], options: [.flag("debits", nil, "only debits"), .flag("credits", nil, "only credits")],
    calls: [.unfreezeWallet],
    examples: [.init("walletctl wallet unfreeze alice", "both sides move again")],
    run: { session throws(CommandFailure) in try session.changeWallet("/unfreeze", session.sides) })
}
