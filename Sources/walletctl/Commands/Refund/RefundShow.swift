import WalletAPI
import WalletClient

extension RefundCommands {
  static let show = Command(
    words: ["refund", "show"], summary: "Show a refund", arguments: [Argument("REFUND", "its id, re_…")],
    calls: [.getRefund],
    examples: [.init("walletctl refund show re_01JD4W7Q2M0000CR00000000AF", "has the customer got it?")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/refunds", session.invocation.argument("REFUND"))
      session.output.show(try session.get(path), as: RefundColumns.details)
    })
}
