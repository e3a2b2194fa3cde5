import JSON
import WalletAPI
import WalletClient

/// One intent: what it waits for, and the attempts at it in their order.
enum IntentScreen {
  static let screen = Screen(
    name: "intent", summary: "one intent: what it waits for, and who was asked", scope: .tenant, argument: "pi_…",
    operation: .getIntent,
    head: Screen.Head(
      requests: { [.get(PercentCoding.path("/v1/payment_intents", $0.subject.id))] },
      more: { _, context in [.get("/v1/attempts", query: [("intent", context.subject.id), ("limit", "100")])] }, facts: facts),
    source: .parts { head, _ in (head.count > 1 ? head[1]?["data"]?.arrayValue ?? [] : []).reversed() },
    columns: [
      ScreenColumn("ASKED", .time("created_at"), name: "created_at"), ScreenColumn("WHAT", .text("purpose")),
      ScreenColumn("PROVIDER", .text("provider")), ScreenColumn("STATUS", .status("status")),
      ScreenColumn("AMOUNT", .amount("amount", currency: "currency"), priority: 3),
      ScreenColumn(
        "WHY NOT", .made { row, _ in CellText(Plain.text(IntentColumns.said(row["error"]))) }, priority: 1, widest: 60,
        narrowest: 16),
      ScreenColumn("THEIR ID", .text("provider_reference"), priority: 2, widest: 40, narrowest: 12),
      ScreenColumn("ATTEMPT", .text("attempt_id"), priority: 4, name: "attempt_id"),
    ],
    opens: .id("attempt_id"),
    ways: [
      Screen.Way(
        key: "c", name: "code", help: "the code that the customer scans",
        drill: Drill("code") { _, context in
          context.head.first.flatMap { $0 }.flatMap { PaymentCells.code.subject($0, context) }
        }),
      Screen.Way(
        key: "m", name: "payment", help: "the money that came for it",
        drill: Drill("payment") { _, context in
          context.head.first.flatMap { $0 }?["payment"]?.stringValue.map { Subject(id: $0) }
        }),
    ],
    acts: [IntentActs.cancel], actsOnHead: true, empty: "Nobody was asked yet.",
    command: { ["intent", "show", $0.subject.id] })

  @Sendable private static func facts(_ head: [JSONValue?], _ context: ScreenContext) -> [Screen.Fact] {
    guard let intent = head.first.flatMap({ $0 }) else { return [] }
    var facts = [
      Screen.Fact("Status", PaymentCells.status(intent.text(at: "intent_status"))),
      Screen.Fact("Amount", context.amounts.text(intent["amount"], intent.text(at: "currency"))),
      Screen.Fact("For", PaymentCells.payee(intent)),
    ]
    for (name, path) in [
      ("Customer", "customer_id"), ("Reference", "reference"), ("Method", "payment_method.type"), ("Capture", "capture_method"),
    ] { facts += PaymentCells.fact(name, intent.text(at: path)) }
    facts += waiting(intent, context)
    facts += PaymentCells.fact("Why not", IntentColumns.error(intent), .warning)
    return facts + PaymentCells.fact("Description", intent.text(at: "description"), .faint)
  }

  /// What the customer has to do, and until when.
  private static func waiting(_ intent: JSONValue, _ context: ScreenContext) -> [Screen.Fact] {
    let status = intent.text(at: "intent_status")
    guard status == "requires_action" else {
      return ["succeeded", "cancelled"].contains(status)
        ? [] : [Screen.Fact("Expires", MomentText.due(intent.text(at: "expires_at"), now: context.now))]
    }
    let action =
      switch intent.text(at: "next_action.type") {
      case "scan": "for a scan: c shows the code"
      case "transfer": "for a transfer to \(intent.text(at: "next_action.bank")) \(intent.text(at: "next_action.number"))"
      case "redirect", "deeplink": "at \(intent.text(at: "next_action.url"))"
      default: "for the customer's word in the app"
      }
    return PaymentCells.fact("Waits", action, .warning)
      + [Screen.Fact("Until then", MomentText.due(intent.text(at: "next_action.expires_at"), now: context.now))]
  }
}
