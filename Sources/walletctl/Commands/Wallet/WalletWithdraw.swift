import WalletAPI

extension WalletCommands {
  static let withdraw = Command(
    words: ["wallet", "withdraw"], summary: "Have a wallet's own money paid out to a bank account",
    details: "A payout like any other: `payout show` follows it. Bonuses are never withdrawn.",
    arguments: [.wallet], options: PayoutCommands.wish + PayoutCommands.destination,
    calls: [.createPayout],
    examples: [
      .init(
        "walletctl wallet withdraw alice -a 50000 -c IDR --bank 008 --account 1230004567890 --holder Alice",
        "Rp50.000 to an account at Mandiri")
    ],
    run: { session throws(CommandFailure) in
      try PayoutCommands.ask("wallet_id", session.invocation.argument("WALLET"), session)
    })
}
