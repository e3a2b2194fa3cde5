import JSON
import WalletAPI
import WalletClient

/// What went back, newest first.
enum RefundsScreen {
  static let screen = Screen(
    name: "refunds", summary: "what goes back to customers", scope: .tenant, operation: .listRefunds,
    source: .list { context in
      ListRequest(
        path: "/v1/refunds",
        query: [
          ("status", context.query["status"] ?? context.subject.facts["status"]),
          ("payment", context.query["payment"] ?? context.subject.facts["payment"]),
        ])
    },
    columns: [
      ScreenColumn("CREATED", .time("created_at"), name: "created_at"), ScreenColumn("STATUS", .status("status")),
      ScreenColumn("AMOUNT", .amount("amount", currency: "currency")),
      ScreenColumn("FEE BACK", .amount("fee_returned", currency: "currency"), priority: 2, name: "fee_returned"),
      ScreenColumn("PROVIDER", .text("provider"), priority: 1), ScreenColumn("REASON", .made(reason), widest: 60, narrowest: 12),
      ScreenColumn("PAYMENT", .text("payment_id"), priority: 3, opens: .id("payment_id"), name: "payment_id"),
      ScreenColumn("REFUND", .text("refund_id"), priority: 4, name: "refund_id"),
    ],
    filters: [FilterField("status", choices: WireWords.refundStates), FilterField("payment")], opens: .id("refund_id"),
    ways: [Screen.Way(key: "m", name: "payment", help: "the payment that it gives back", drill: .id("payment_id"))],
    empty: "Nothing went back.",
    command: { ["refund", "list"] + Words.filters($0, "status", "payment") })

  /// Why it went back, or why it did not.
  @Sendable private static func reason(_ row: JSONValue, _ context: ScreenContext) -> CellText {
    let error = IntentColumns.said(row["error"])
    if !error.isEmpty { return CellText(Plain.text(error), .bad) }
    return CellText(
      row["automatic"]?.boolValue == true ? "by itself: it came twice or too late" : Plain.text(row.text(at: "reason")))
  }
}

/// One refund: how it stands, and the webhooks that were about it.
enum RefundScreen {
  static let screen = Screen(
    name: "refund", summary: "one refund, and its webhooks", scope: .tenant, argument: "re_…", operation: .getRefund,
    head: Screen.Head(requests: { [.get(PercentCoding.path("/v1/refunds", $0.subject.id))] }, facts: facts), needsHead: true,
    source: .list { context in
      DeliveryRows.request(about: [context.subject.id], since: context.head.first.flatMap { $0 }?.text(at: "created_at") ?? "")
    },
    columns: DeliveryRows.columns, opens: .id("delivery_id"),
    ways: [
      Screen.Way(
        key: "m", name: "payment", help: "the payment that it gives back",
        drill: Drill("payment") { _, context in
          context.head.first.flatMap { $0 }.map { Subject(id: $0.text(at: "payment_id")) }
        })
    ],
    empty: "The provider has told nothing about it by itself.", command: { ["refund", "show", $0.subject.id] })

  @Sendable private static func facts(_ head: [JSONValue?], _ context: ScreenContext) -> [Screen.Fact] {
    guard let refund = head.first.flatMap({ $0 }) else { return [] }
    let currency = refund.text(at: "currency")
    var facts = [
      Screen.Fact("Status", PaymentCells.status(refund.text(at: "status"))),
      Screen.Fact("Amount", context.amounts.text(refund["amount"], currency)),
      Screen.Fact("Fee given back", context.amounts.text(refund["fee_returned"], currency)),
      Screen.Fact("Provider", Plain.text(refund.text(at: "provider"))),
    ]
    facts += PaymentCells.fact("Reason", refund.text(at: "reason"))
    if refund["automatic"]?.boolValue == true { facts.append(Screen.Fact("By itself", "it came twice, or too late")) }
    facts += PaymentCells.fact("Why not", IntentColumns.said(refund["error"]), .bad)
    facts.append(Screen.Fact("Payment", Plain.text(refund.text(at: "payment_id")), .faint))
    facts.append(Screen.Fact("Created", TimeText.seconds(refund.text(at: "created_at"))))
    facts.append(Screen.Fact("Changed", TimeText.seconds(refund.text(at: "updated_at"))))
    return facts
  }
}
