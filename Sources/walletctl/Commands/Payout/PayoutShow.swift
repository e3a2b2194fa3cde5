import WalletAPI
import WalletClient

extension PayoutCommands {
  static let show = Command(
    words: ["payout", "show"], summary: "Show a payout, with the whole number of its account", arguments: [.payout],
    calls: [.getPayout],
    examples: [.init("walletctl payout show po_01JD4W7Q2M0000CR00000000AH", "has it arrived?")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/payouts", session.invocation.argument("PAYOUT"))
      session.output.show(try session.get(path), as: PayoutColumns.details)
    })
}
