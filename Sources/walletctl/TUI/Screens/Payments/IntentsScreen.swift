import JSON
import WalletAPI
import WalletClient

/// What is to be paid, newest first.
enum IntentsScreen {
  static let screen = Screen(
    name: "intents", aliases: ["payment-intents", "orders"], summary: "what is to be paid, by whom, and what it waits for",
    scope: .tenant, operation: .listIntents,
    source: .list { context in
      ListRequest(
        path: "/v1/payment_intents", query: [("status", context.query["status"] ?? context.subject.facts["status"])])
    },
    columns: [
      ScreenColumn("CREATED", .time("created_at"), name: "created_at"),
      ScreenColumn("STATUS", .status("intent_status"), name: "intent_status"),
      ScreenColumn("CUSTOMER", .text("customer_id"), widest: 32, narrowest: 8, name: "customer_id"),
      ScreenColumn("REFERENCE", .text("reference"), priority: 1, widest: 32, narrowest: 8),
      ScreenColumn("AMOUNT", .amount("amount", currency: "currency"), opens: .id("payment")),
      ScreenColumn(
        "FOR", .made { row, _ in PaymentCells.payee(row) }, priority: 2, widest: 32, narrowest: 8, opens: PaymentCells.toPayee),
      ScreenColumn("METHOD", .text("payment_method.type"), priority: 3, name: "method"),
      ScreenColumn("EXPIRES", .made(expiry), priority: 4, name: "expires_at"),
      ScreenColumn("PAYMENT", .text("payment"), priority: 6, opens: .id("payment")),
      ScreenColumn("INTENT", .text("payment_intent_id"), priority: 5, name: "payment_intent_id"),
    ],
    filters: [FilterField("status", choices: WireWords.intentStates)], opens: .id("payment_intent_id"),
    ways: [
      Screen.Way(key: "c", name: "code", help: "the code that the customer scans", drill: PaymentCells.code),
      Screen.Way(key: "m", name: "payment", help: "the money that came for it", drill: .id("payment")),
    ],
    acts: [IntentActs.cancel], empty: "Nothing is to be paid: walletctl intent create",
    command: { ["intent", "list"] + Words.filters($0, "status") })

  /// When a code that is waited for runs out, else the intent itself; what is through runs out no more.
  @Sendable private static func expiry(_ row: JSONValue, _ context: ScreenContext) -> CellText {
    if ["succeeded", "cancelled"].contains(row.text(at: "intent_status")) { return CellText("") }
    let code = row.text(at: "next_action.expires_at")
    return MomentText.due(code.isEmpty ? row.text(at: "expires_at") : code, now: context.now)
  }
}
