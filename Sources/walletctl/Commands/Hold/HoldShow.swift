import WalletAPI
import WalletClient

extension HoldCommands {
  static let show = Command(
    words: ["hold", "show"], summary: "Show a hold", arguments: [Argument("HOLD", "its id, hold_…")],
    calls: [.getHold],
    examples: [.init("walletctl hold show hold_01JD4W7Q2M0000CR00000000AC", "what it still reserves")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/holds", session.invocation.argument("HOLD"))
      session.output.show(try session.get(path), as: HoldColumns.details)
    })
}
