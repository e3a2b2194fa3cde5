import WalletAPI

extension AccountCommands {
  static let balance = Command(
    words: ["account", "balance"], summary: "Show an account's balance, now or as of a moment",
    arguments: [Argument("ACCOUNT", "its code or id")], options: [.currency, .asOf, .by],
    calls: [.getAccount],
    examples: [
      .init("walletctl account balance wallet:alice", "posted, reserved, available"),
      .init("walletctl account balance wallet:alice --as-of 2026-11-01 --by effective", "as it counted at the start of November"),
    ],
    run: { session throws(CommandFailure) in
      session.output.show(try session.accountAsOf(), as: AccountColumns.balance)
    })
}
