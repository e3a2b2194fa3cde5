import JSON
import WalletAPI
import WalletClient

extension InboxCommands {
  static let replay = Command(
    words: ["inbox", "replay"], summary: "Have a webhook read again, as if it had just come",
    details: "Harmless however often: the provider is asked about what it tells of, and what it says is booked once.",
    arguments: [Argument("DELIVERY", "its id, in_…")],
    calls: [.replayDelivery],
    examples: [.init("walletctl inbox replay in_01JD4W7Q2M0000CR00000000AG", "after what was wrong with it is put right")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/inbox", session.invocation.argument("DELIVERY"), "/replay")
      session.output.show(try session.post(path, [:]), as: InboxCommands.details)
    })
}
