import JSON
import WalletAPI

/// The commands about webhooks that arrived, one file each.
enum InboxCommands {
  static let list = Command(
    words: ["inbox", "list"], summary: "List webhooks that arrived from providers, newest first",
    details: """
      A webhook is a hint: money moves only after the provider was asked. One that is `unmatched` or `unreadable` is a dead letter: `walletctl job list \
      --status dead` says why.
      STATUS is one of: \(WireWords.deliveryStates.joined(separator: ", ")).
      """,
    options: [.choice("status", "STATUS", WireWords.deliveryStates, "with this status")] + Option.paging,
    calls: [.listInbox],
    examples: [.init("walletctl inbox list --status unmatched", "about nothing that is known here")],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/inbox", query: [("status", session.invocation.value("status"))], as: columns, empty: "No webhook is like that.")
    })

  private static let columns = [
    Column("ARRIVED", "created_at", .time("created_at")), Column("STATUS", "status", .status("status")),
    Column("PROVIDER", "provider", .text("provider")), Column("EVENT", "event", .text("event")),
    Column("ABOUT", "about", .text("about")), Column("WHY NOT", "error", .made { IntentColumns.said($0["error"]) }),
    Column("", "body", .text("body")),
    Column("DELIVERY", "delivery_id", .text("delivery_id")),
  ]
}
