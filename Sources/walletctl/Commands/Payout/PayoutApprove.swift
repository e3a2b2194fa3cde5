import JSON
import WalletAPI
import WalletClient

extension PayoutCommands {
  static let approve = Command(
    words: ["payout", "approve"], summary: "Agree to a payout that somebody else has asked for",
    details: "It is sent then, or waits for the hours of its rail. Look at it first: what a provider has cannot be taken back.",
    arguments: [.payout],
    calls: [.approvePayout],
    examples: [.init("walletctl payout approve po_01JD4W7Q2M0000CR00000000AH", "the second of two people")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/payouts", session.invocation.argument("PAYOUT"), "/approve")
      session.output.show(try session.post(path, [:]), as: PayoutColumns.details)
    })
}
