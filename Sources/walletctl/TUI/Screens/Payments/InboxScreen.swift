import JSON
import WalletAPI
import WalletClient

/// Webhooks as they arrived from providers, newest first.
enum InboxScreen {
  static let screen = Screen(
    name: "inbox", aliases: ["webhooks", "deliveries"], summary: "webhooks as they arrived from providers", scope: .tenant,
    operation: .listInbox,
    source: .list { context in
      let facts = context.subject.facts
      var request = DeliveryRows.request(
        about: (facts["about"] ?? "").split(separator: " ").map(String.init), since: facts["since"] ?? "")
      request.query = [("status", context.query["status"] ?? facts["status"])]
      return request
    },
    columns: DeliveryRows.columns, filters: [FilterField("status", choices: WireWords.deliveryStates)],
    opens: .id("delivery_id"),
    ways: [
      Screen.Way(key: "o", name: "about", help: "the attempt or refund that it is about", drill: .id("about")),
      Screen.Way(key: "f", name: "fields", help: "what it says, field by field", drill: DeliveryScreen.fields("delivery_id")),
    ],
    acts: [InboxActs.replay], empty: "No webhook is like that.", command: { ["inbox", "list"] + Words.filters($0, "status") })
}

/// Webhooks as rows, on every screen that lists them.
enum DeliveryRows {
  static let columns = [
    ScreenColumn("ARRIVED", .time("created_at"), name: "created_at"), ScreenColumn("STATUS", .status("status")),
    ScreenColumn("PROVIDER", .text("provider")), ScreenColumn("EVENT", .text("event"), widest: 40, narrowest: 10),
    ScreenColumn("ABOUT", .text("about"), priority: 1, opens: .id("about")),
    ScreenColumn("AGE", .age("created_at"), priority: 2, name: "age"),
    ScreenColumn(
      "BYTES",
      .made { row, _ in
        let count = row.text(at: "body").utf8.count
        return CellText(Count.text(Int64(count)), order: Int64(count))
      }, priority: 4, isRight: true, name: "bytes"),
    ScreenColumn("DELIVERY", .text("delivery_id"), priority: 3, name: "delivery_id"),
  ]

  /// Those about one of these ids; all, where there are none. None is older than what it is about: the list is read no further than `since`.
  static func request(about ids: [String], since: String) -> ListRequest {
    var request = ListRequest(path: "/v1/inbox")
    guard !ids.isEmpty else { return request }
    request.keep = { ids.contains($0.text(at: "about")) }
    request.keepNote = "webhooks about \(ids.prefix(3).joined(separator: ", "))\(ids.count > 3 ? " and others" : "")"
    if !since.isEmpty { request.ends = { $0.text(at: "created_at") < since } }
    return request
  }
}
