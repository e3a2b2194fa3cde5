import WalletAPI
import WalletClient

extension MerchantCommands {
  static let show = Command(
    words: ["merchant", "show"], summary: "Show a merchant", arguments: [.merchant],
    calls: [.getMerchant],
    examples: [.init("walletctl merchant show m123", "its fee, and when it is paid out")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/merchants", session.invocation.argument("MERCHANT"))
      session.output.show(try session.get(path), as: MerchantColumns.details)
    })
}
