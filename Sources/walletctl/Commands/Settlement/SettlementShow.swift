import WalletAPI
import WalletClient

extension SettlementCommands {
  static let show = Command(
    words: ["settlement", "show"], summary: "Show a settlement", arguments: [.settlement], calls: [.getSettlement],
    examples: [.init("walletctl settlement show stl_01JD4W7Q2M0000CR00000000AG", "what came, and what should have come")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/settlements", session.invocation.argument("SETTLEMENT"))
      session.output.show(try session.get(path), as: SettlementColumns.details)
    })
}
