import JSON
import WalletAPI

/// Who did what, newest first.
enum AuditScreen {
  static let screen = Screen(
    name: "audit", digit: "8", tab: "audit", summary: "who did what", scope: .daemon, operation: .listAudit,
    source: .list(request),
    columns: [
      ScreenColumn("AT", .time("at")), ScreenColumn("ACTOR", .text("actor"), widest: 36, narrowest: 16),
      ScreenColumn("ACTION", .text("action")),
      ScreenColumn("SUBJECT", .text("subject"), priority: 1, narrowest: 12, opens: subject),
      ScreenColumn("AFTER", .made { row, _ in facts(row["after"]) }, priority: 2, widest: 60, narrowest: 16),
      ScreenColumn("BEFORE", .made { row, _ in facts(row["before"]) }, priority: 4, widest: 60, narrowest: 16),
      ScreenColumn("TENANT", .text("tenant"), priority: 5),
      ScreenColumn("ROW", .number("sequence"), priority: 3, name: "sequence"),
    ],
    filters: [
      FilterField("tenant"), FilterField("action"), FilterField("actor"), FilterField("from"), FilterField("to"),
    ],
    opens: .record, empty: "No row is like that.",
    command: { context in
      var query = context
      if let tenant = context.subject.facts["tenant"], !tenant.isEmpty, query.query["tenant"] == nil {
        query.query["tenant"] = tenant
      }
      return ["audit", "list", "--all"]
        + Words.options(query, ["tenant": "tenant", "action": "action", "actor": "actor", "from": "from", "to": "to"])
    })

  @Sendable private static func request(_ context: ScreenContext) -> ListRequest {
    let facts = context.subject.facts
    let names = ["subject", "code"].compactMap { facts[$0] }.filter { !$0.isEmpty }
    let tenant = facts["tenant"].flatMap { $0.isEmpty ? nil : $0 }
    var request = ListRequest(
      path: "/v1/audit",
      query: [
        ("tenant", context.query["tenant"] ?? tenant), ("action", context.query["action"]), ("actor", context.query["actor"]),
        ("from", context.query["from"]), ("to", context.query["to"]),
      ], isAboutAllTenants: true)
    guard !names.isEmpty else { return request }
    // The trail keeps what somebody called the account: its id or its code.
    request.keep = { row in names.contains(row.text(at: "subject")) }
    request.keepNote = "about \(names.joined(separator: " or "))"
    return request
  }

  /// To what was acted on, where it has a screen.
  private static let subject = Drill("account") { row, _ in
    let subject = row.text(at: "subject")
    return subject.hasPrefix("acc_") || row.text(at: "action").hasPrefix("account.") ? Subject(id: subject) : nil
  }

  private static func facts(_ value: JSONValue?) -> CellText {
    CellText(
      Plain.text(
        (value?.objectValue?.members ?? []).map { "\($0.key)=\($0.value.stringValue ?? "\($0.value)")" }.joined(separator: " ")))
  }
}
