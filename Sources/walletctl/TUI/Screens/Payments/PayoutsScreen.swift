import JSON
import LedgerCore
import WalletAPI
import WalletClient

/// What leaves for banks, newest first.
enum PayoutsScreen {
  static let screen = Screen(
    name: "payouts", aliases: ["withdrawals"], summary: "what leaves for banks, and what waits for a second person",
    scope: .tenant,
    operation: .listPayouts,
    source: .list { ListRequest(path: "/v1/payouts", query: $0.parameters("status")) },
    columns: [
      ScreenColumn("CREATED", .time("created_at"), name: "created_at"), ScreenColumn("STATUS", .status("status")),
      ScreenColumn("FROM", .made { row, _ in PaymentCells.payee(row) }, widest: 32, narrowest: 8, opens: PaymentCells.toPayee),
      ScreenColumn("AMOUNT", .amount("amount", currency: "currency")),
      ScreenColumn("FEE", .amount("fee", currency: "currency"), priority: 4),
      ScreenColumn("TO", .made { row, _ in CellText(Plain.text(PayoutColumns.destination(row))) }, widest: 44, narrowest: 12),
      ScreenColumn("RAIL", .text("rail"), priority: 2), ScreenColumn("BY", .text("requested_by"), priority: 3),
      ScreenColumn("WHY NOT", .made(reason), priority: 1, widest: 40, narrowest: 8),
      ScreenColumn("PAYOUT", .text("payout_id"), priority: 5, name: "payout_id"),
    ],
    filters: [FilterField("status", choices: WireWords.payoutStates)], opens: .id("payout_id"), acts: PayoutActs.all,
    empty: "Nothing was paid out yet: walletctl payout create", command: { ["payout", "list"] + Words.filters($0, "status") })

  @Sendable private static func reason(_ row: JSONValue, _ context: ScreenContext) -> CellText {
    CellText(Plain.text(IntentColumns.said(row["error"])), .bad)
  }
}

/// One payout: who asked for it, who agreed, and the webhooks that were about it.
enum PayoutScreen {
  static let screen = Screen(
    name: "payout", summary: "one payout, and its webhooks", scope: .tenant, argument: "po_…", operation: .getPayout,
    head: Screen.Head(requests: { [.get(PercentCoding.path("/v1/payouts", $0.subject.id))] }, facts: facts), needsHead: true,
    source: .list { context in
      DeliveryRows.request(about: [context.subject.id], since: context.head.first.flatMap { $0 }?.text(at: "created_at") ?? "")
    },
    columns: DeliveryRows.columns, opens: .id("delivery_id"),
    ways: [
      Screen.Way(
        key: "b", name: "books", help: "what was posted for it",
        drill: Drill("transactions") { _, context in
          Subject(id: context.subject.id, facts: ["reference": context.subject.id])
        })
    ],
    empty: "The provider has told nothing about it by itself.", command: { ["payout", "show", $0.subject.id] })

  @Sendable private static func facts(_ head: [JSONValue?], _ context: ScreenContext) -> [Screen.Fact] {
    guard let payout = head.first.flatMap({ $0 }) else { return [] }
    let currency = payout.text(at: "currency")
    var facts = [
      Screen.Fact("Status", PaymentCells.status(payout.text(at: "status"))),
      Screen.Fact("From", PaymentCells.payee(payout)),
      Screen.Fact("Amount", context.amounts.text(payout["amount"], currency)),
      Screen.Fact("Fee", context.amounts.text(payout["fee"], currency)),
      Screen.Fact("To", Plain.text(PayoutColumns.destination(payout))),
      Screen.Fact("Asked for by", Plain.text(payout.text(at: "requested_by"))),
    ]
    for (title, field) in [
      ("Approved by", "approved_by"), ("Cancelled by", "cancelled_by"), ("Rail", "rail"), ("Provider", "provider"),
    ] {
      facts += PaymentCells.fact(title, payout.text(at: field))
    }
    facts += PaymentCells.fact("Why not", IntentColumns.said(payout["error"]), .bad)
    for (title, field) in [("Is sent", "sends_at"), ("Paid", "paid_at"), ("Created", "created_at"), ("Changed", "updated_at")] {
      facts += PaymentCells.fact(title, TimeText.seconds(payout.text(at: field)))
    }
    return facts
  }
}

/// What can be done to a payout before anybody is asked to pay it.
enum PayoutActs {
  static let all = [approve, cancel]

  static let approve = Act(
    key: "A", name: "approve", help: "agrees to what somebody else has asked for", operation: .approvePayout,
    refusal: { $0.text(at: "status") == "requested" ? nil : "it is \($0.text(at: "status")): nobody has to agree" },
    subject: subject,
    question: { payout in
      "\(Plain.text(payout.text(at: "requested_by"))) asks for it. Pay \(money(payout)) of \(PaymentCells.payee(payout).text) out to "
        + "\(Plain.text(PayoutColumns.destination(payout)))? What a provider has cannot be taken back."
    },
    typed: { payout in
      Currency(payout.text(at: "currency")).map { Money(payout["amount"]?.integerValue ?? 0, $0) }
    },
    request: { (path($0, "/approve"), [:]) }, command: { ["payout", "approve", $0.text(at: "payout_id")] },
    done: { "\(name($0)) is \($0.text(at: "status"))." })

  static let cancel = Act(
    key: "X", name: "cancel", help: "takes it back; its money is available again", operation: .cancelPayout,
    refusal: {
      ["requested", "approved"].contains($0.text(at: "status"))
        ? nil : "it is \($0.text(at: "status")): what a provider may have cannot be taken back"
    },
    subject: subject,
    question: { "Take \(name($0)) back? Its \(money($0)) are available to \(PaymentCells.payee($0).text) again, and its fee." },
    request: { (path($0, "/cancel"), [:]) }, command: { ["payout", "cancel", $0.text(at: "payout_id")] },
    done: { "\(name($0)) is \($0.text(at: "status"))." })

  @Sendable private static func subject(_ payout: JSONValue) -> ClientRequest { .get(path(payout)) }

  private static func path(_ payout: JSONValue, _ rest: String = "") -> String {
    PercentCoding.path("/v1/payouts", payout.text(at: "payout_id"), rest)
  }

  private static func name(_ payout: JSONValue) -> String { Plain.text(payout.text(at: "payout_id")) }

  private static func money(_ payout: JSONValue) -> String {
    AmountText(isMinor: false).text(payout["amount"]?.integerValue ?? 0, payout.text(at: "currency"))
  }
}
