import JSON
import WalletAPI
import WalletClient

extension HoldCommands {
  static let release = Command(
    words: ["hold", "release"], summary: "Free what a hold still reserves",
    arguments: [Argument("HOLD", "its id, hold_…")], options: Option.details,
    calls: [.releaseHold],
    examples: [
      .init("walletctl hold release hold_01JD4W7Q2M0000CR00000000AC -r 'order-17 cancelled'", "the money is available again")
    ],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/holds", session.invocation.argument("HOLD"), "/release")
      HoldColumns.showResolution(try session.post(path, .object(try session.details(JSONObject()))), session.output)
    })
}
