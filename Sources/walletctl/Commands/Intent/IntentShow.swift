import WalletAPI
import WalletClient

extension IntentCommands {
  static let show = Command(
    words: ["intent", "show"], summary: "Show a payment intent, and what it waits for",
    details: "In a terminal a code to be scanned is drawn.", arguments: [.intent], options: [.ascii, .light],
    calls: [.getIntent],
    examples: [.init("walletctl intent show pi_01JD4W7Q2M0000CR00000000AD", "is it paid?")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/payment_intents", session.invocation.argument("INTENT"))
      IntentText.show(try session.get(path), session)
    })
}
