import WalletAPI
import WalletClient

extension BonusCommands {
  static let show = Command(
    words: ["bonus", "show"], summary: "Show a bonus", arguments: [Argument("BONUS", "its id, bon_…")],
    calls: [.getBonus],
    examples: [.init("walletctl bonus show bon_01JD4W7Q2M0000CR00000000AG", "what is left of it")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/bonuses", session.invocation.argument("BONUS"))
      session.output.show(try session.get(path), as: BonusColumns.details)
    })
}
