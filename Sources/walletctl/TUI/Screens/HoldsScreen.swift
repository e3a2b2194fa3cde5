import JSON
import LedgerCore
import WalletAPI
import WalletClient

/// What is reserved, the nearest expiry first.
enum HoldsScreen {
  static let screen = Screen(
    name: "holds", digit: "5", tab: "holds", summary: "what is reserved, the nearest expiry first", scope: .tenant, isMoney: true,
    operation: .listHolds,
    source: .list(request),
    columns: [
      ScreenColumn("EXPIRES", .due("expires_at"), name: "expires_at"),
      ScreenColumn("LEFT", .amount("remaining", currency: "currency"), opens: .hold("id"), name: "remaining"),
      ScreenColumn(
        "DEBIT", .account(code: "debit_code", id: "debit"), widest: 32, opens: .account(id: "debit", code: "debit_code")),
      ScreenColumn(
        "CREDIT", .account(code: "credit_code", id: "credit"), priority: 1, widest: 32,
        opens: .account(id: "credit", code: "credit_code")),
      ScreenColumn("STATUS", .status("status"), priority: 2),
      ScreenColumn("AMOUNT", .amount("amount", currency: "currency"), priority: 4),
      ScreenColumn("PLACED", .time("placed_at"), priority: 3, name: "placed_at"),
      ScreenColumn("REFERENCE", .text("reference"), priority: 5, widest: 32, narrowest: 10),
      ScreenColumn("HOLD", .text("id"), priority: 6, name: "id"),
    ],
    filters: [FilterField("status", choices: ["open", "captured", "released", "expired"]), FilterField("account")],
    order: "EXPIRES", asItWas: Screen.RowQuestion(request: entriesSince, row: asItWas), opens: .hold("id"), acts: HoldActs.all,
    empty: "Nothing is reserved.",
    command: { context in
      var query = context
      if let account = context.subject.facts["account"], query.query["account"] == nil { query.query["account"] = account }
      if query.query["status"] == nil, context.asOf == nil { query.query["status"] = "open" }
      return ["hold", "list", "--all"] + Words.options(query, ["status": "status", "account": "account"])
    })

  @Sendable private static func request(_ context: ScreenContext) -> ListRequest {
    let isNow = context.asOf == nil
    var request = ListRequest(
      path: "/v1/holds",
      query: [
        ("status", context.query["status"] ?? (isNow ? "open" : nil)),
        ("account", context.query["account"] ?? context.subject.facts["account"]),
      ])
    guard let moment = context.asOf?.rfc3339 else { return request }
    // What the daemon lists is the present: what was placed later was not there yet, what expired before was gone.
    request.keep = { row in
      let expires = row.text(at: "expires_at")
      return row.text(at: "placed_at") <= moment && (expires.isEmpty || expires > moment)
    }
    request.keepNote = "placed by then and not expired by then; LEFT as it was then"
    return request
  }

  /// What happened on the debited account since the moment looked at.
  @Sendable private static func entriesSince(_ row: JSONValue, _ context: ScreenContext) -> ClientRequest {
    .get(
      PercentCoding.path("/v1/accounts", row.text(at: "debit"), "/entries"),
      query: [("from", context.until), ("limit", "100")])
  }

  /// What has left it since was still in it then. Not told where more happened since than one answer holds.
  @Sendable private static func asItWas(_ row: JSONValue, _ answer: JSONValue, _ context: ScreenContext) -> JSONValue? {
    guard answer["has_more"]?.boolValue == false, case .object(var members) = row else { return nil }
    let id = row.text(at: "id")
    let since = (answer["data"]?.arrayValue ?? []).filter { entry in
      entry.text(at: "hold") == id && ["capture", "release", "expiry"].contains(entry.text(at: "kind"))
    }
    let left = since.reduce(row["remaining"]?.integerValue ?? 0) { $0 + ($1["amount"]?.integerValue ?? 0) }
    members["remaining"] = .integer(left)
    if left > 0 { members["status"] = .string("open") }
    return .object(members)
  }
}
