import JSON
import WalletAPI
import WalletClient

extension SettlementCommands {
  static let accept = Command(
    words: ["settlement", "accept"], summary: "Write off the difference of a settlement",
    details: "Up to the limit that `walletctl payment-settings set --write-off-limit` sets. What is parked of it is left alone.",
    arguments: [.settlement], options: [Option.value("reason", nil, "TEXT", "why; kept with it").required],
    calls: [.acceptSettlement],
    examples: [
      .init(
        "walletctl settlement accept stl_01JD4W7Q2M0000CR00000000AG --reason 'rounding at the provider'", "clearing is rid of it")
    ],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/settlements", session.invocation.argument("SETTLEMENT"), "/accept")
      let body: JSONValue = ["reason": .string(session.invocation.value("reason") ?? "")]
      session.output.show(try session.post(path, body), as: SettlementColumns.details)
    })
}
