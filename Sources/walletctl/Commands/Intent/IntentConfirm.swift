import JSON
import WalletAPI
import WalletClient

extension IntentCommands {
  static let confirm = Command(
    words: ["intent", "confirm"], summary: "Have the money taken: ask a provider, and say what the customer has to do",
    details: """
      In a terminal a code to be scanned is drawn. Exit 8 means that nobody knows yet whether the provider has it: the same command with the \
      same --key tells as soon as it is known. Never pay in another way meanwhile.
      """,
    arguments: [.intent], options: Option.method + [.ascii, .light],
    calls: [.confirmIntent],
    examples: [
      .init("walletctl intent confirm pi_01JD4W7Q2M0000CR00000000AD", "as the intent says"),
      .init(
        "walletctl intent confirm pi_01JD4W7Q2M0000CR00000000AD --method bank_transfer --bank bni -k order-17-again",
        "in another way, under a key of your own"),
      .init("walletctl intent confirm pi_01JD4W7Q2M0000CR00000000AD --json", "for scripts: the code is in next_action"),
    ],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/payment_intents", session.invocation.argument("INTENT"), "/confirm")
      var body = JSONObject()
      body["payment_method"] = try session.paymentMethod()
      IntentText.show(try session.post(path, .object(body)), session)
    })
}
