import JSON
import WalletAPI
import WalletClient

/// What providers say they have settled, newest first.
enum SettlementsScreen {
  static let screen = Screen(
    name: "settlements", aliases: ["stl"], summary: "what providers have settled, and what does not fit", scope: .tenant,
    operation: .listSettlements, source: .list { ListRequest(path: "/v1/settlements", query: $0.parameters("status")) },
    columns: [
      ScreenColumn("CREATED", .time("created_at"), name: "created_at"), ScreenColumn("PROVIDER", .text("provider")),
      ScreenColumn("STATUS", .status("status")), ScreenColumn("NET", .amount("net", currency: "currency")),
      ScreenColumn("FEES", .amount("fees", currency: "currency"), priority: 2),
      ScreenColumn("SHORT", .amount("short", currency: "currency")), ScreenColumn("BOOKED", .number("booked"), priority: 3),
      ScreenColumn("PARKED", .number("parked"), priority: 1),
      ScreenColumn("REFERENCE", .text("reference"), priority: 4, widest: 24),
      ScreenColumn("SETTLEMENT", .text("settlement_id"), priority: 5, name: "settlement_id"),
    ],
    filters: [FilterField("status", choices: WireWords.settlementStates)], opens: .id("settlement_id"),
    empty: "No provider has settled anything yet: walletctl settlement create",
    command: { ["settlement", "list"] + Words.filters($0, "status") })
}

/// One settlement: what came, and its items.
enum SettlementScreen {
  static let screen = Screen(
    name: "settlement", summary: "one settlement and its items", scope: .tenant, argument: "stl_…", operation: .getSettlement,
    head: Screen.Head(requests: { [.get(PercentCoding.path("/v1/settlements", $0.subject.id))] }, facts: facts), needsHead: true,
    source: .list { context in
      ListRequest(path: "/v1/settlement_items", query: [("settlement", context.subject.id), ("status", context.query["status"])])
    },
    columns: [
      ScreenColumn("STATUS", .status("status")), ScreenColumn("TYPE", .text("type")),
      ScreenColumn("GROSS", .amount("gross", currency: "currency")),
      ScreenColumn("FEE", .amount("fee", currency: "currency"), priority: 1),
      ScreenColumn("TAX", .amount("tax", currency: "currency"), priority: 2),
      ScreenColumn("NET", .amount("net", currency: "currency")),
      ScreenColumn("WHY", .text("reason"), widest: 20), ScreenColumn("REFERENCE", .text("reference"), priority: 3, widest: 40),
    ],
    filters: [FilterField("status", choices: WireWords.settlementItemStates)], opens: .id("payment"),
    empty: "It has no item that is like that.", command: { ["settlement", "show", $0.subject.id] })

  @Sendable private static func facts(_ head: [JSONValue?], _ context: ScreenContext) -> [Screen.Fact] {
    guard let settlement = head.first.flatMap({ $0 }) else { return [] }
    let currency = settlement.text(at: "currency")
    var facts = [Screen.Fact("Status", PaymentCells.status(settlement.text(at: "status")))]
    for (title, name) in [
      ("Came", "paid"), ("Should have come", "net"), ("Fees", "fees"), ("Taxes", "taxes"), ("Short", "short"),
    ] {
      guard let amount = settlement[name] else { continue }
      facts.append(Screen.Fact(title, context.amounts.text(amount, currency)))
    }
    facts.append(Screen.Fact("To", Plain.text(settlement.text(at: "account"))))
    facts += PaymentCells.fact("Reference", settlement.text(at: "reference"))
    facts += PaymentCells.fact("Accepted by", settlement.text(at: "accepted_by"))
    facts += PaymentCells.fact("Because", settlement.text(at: "reason"))
    facts.append(Screen.Fact("Created", TimeText.seconds(settlement.text(at: "created_at"))))
    return facts + [Screen.Fact("Id", settlement.text(at: "settlement_id"), .faint)]
  }
}
