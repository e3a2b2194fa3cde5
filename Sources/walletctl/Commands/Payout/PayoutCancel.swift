import JSON
import WalletAPI
import WalletClient

extension PayoutCommands {
  static let cancel = Command(
    words: ["payout", "cancel"], summary: "Take a payout back that nobody was asked to pay",
    details: "Its money is available again, its fee too.",
    arguments: [.payout],
    calls: [.cancelPayout],
    examples: [.init("walletctl payout cancel po_01JD4W7Q2M0000CR00000000AH", "before it is approved, or while it waits")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/payouts", session.invocation.argument("PAYOUT"), "/cancel")
      session.output.show(try session.post(path, [:]), as: PayoutColumns.details)
    })
}
