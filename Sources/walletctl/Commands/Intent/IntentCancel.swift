import JSON
import WalletAPI
import WalletClient

extension IntentCommands {
  static let cancel = Command(
    words: ["intent", "cancel"], summary: "Cancel what nobody has paid, at the provider too",
    arguments: [.intent],
    calls: [.cancelIntent],
    examples: [.init("walletctl intent cancel pi_01JD4W7Q2M0000CR00000000AD", "nobody can pay it any more")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/payment_intents", session.invocation.argument("INTENT"), "/cancel")
      session.output.show(try session.post(path, [:]), as: IntentColumns.details)
    })
}
