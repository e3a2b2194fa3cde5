import JSON
import WalletAPI
import WalletClient

extension InboxCommands {
  static let show = Command(
    words: ["inbox", "show"], summary: "Show a webhook as it arrived", arguments: [Argument("DELIVERY", "its id, in_…")],
    calls: [.getDelivery],
    examples: [.init("walletctl inbox show in_01JD4W7Q2M0000CR00000000AG", "what the provider sent, byte for byte")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/inbox", session.invocation.argument("DELIVERY"))
      session.output.show(try session.get(path), as: details)
    })

  static let details = [
    Column("Delivery", "delivery_id", .text("delivery_id")), Column("Status", "status", .status("status")),
    Column("Provider", "provider", .text("provider")), Column("Event", "event", .text("event")),
    Column("About", "about", .text("about")),
    Column("Why not", "error", .made { IntentColumns.said($0["error"]) }), Column("Arrived", "created_at", .time("created_at")),
    Column("Changed", "updated_at", .time("updated_at")), Column("Body", "body", .text("body")),
  ]
}
