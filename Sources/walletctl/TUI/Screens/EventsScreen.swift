import JSON
import WalletAPI

/// What happened, newest first; live.
enum EventsScreen {
  static let screen = Screen(
    name: "events", aliases: ["ev"], digit: "9", tab: "events", summary: "what happened, live", scope: .tenant, isMoney: true,
    operation: .listEvents,
    source: .list { context in
      ListRequest(
        path: "/v1/events",
        query: [
          ("type", context.query["type"]), ("account", context.query["account"] ?? context.subject.facts["account"]),
          ("object", context.query["object"] ?? context.subject.facts["object"]), ("channel", context.query["channel"]),
          ("from", context.query["from"]), ("to", context.query["to"] ?? context.until),
        ])
    },
    columns: [
      ScreenColumn("AT", .time("occurred_at"), name: "occurred_at"), ScreenColumn("TYPE", .text("type")),
      ScreenColumn("OBJECT", .text("object"), priority: 1, opens: .id("object")),
      ScreenColumn(
        "ACCOUNTS",
        .made { row, _ in
          CellText(Plain.text((row["accounts"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " ")))
        },
        priority: 3, widest: 64),
      ScreenColumn("CHANNEL", .text("channel"), priority: 4), ScreenColumn("SEQUENCE", .number("sequence"), priority: 2),
      ScreenColumn("EVENT", .text("id"), priority: 5, name: "id"),
    ],
    filters: [
      FilterField("type"), FilterField("account"), FilterField("object"), FilterField("channel"), FilterField("from"),
      FilterField("to"),
    ],
    opens: .record, empty: "Nothing happened yet.",
    command: { context in
      let names = ["type", "account", "object", "channel", "from", "to"]
      return ["events", "list"] + Words.options(context, Dictionary(uniqueKeysWithValues: names.map { ($0, $0) }))
    })
}
