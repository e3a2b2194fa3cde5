import JSON
import WalletAPI
import WalletClient

/// One payment and its whole story in the order of time: what was to be paid, what providers were asked, what was posted, what went back.
enum PaymentScreen {
  static let screen = Screen(
    name: "payment", summary: "one payment: its attempts, postings and refunds, in their order", scope: .tenant,
    argument: "pay_…", operation: .getPayment,
    head: Screen.Head(requests: { [.get(PercentCoding.path("/v1/payments", $0.subject.id))] }, more: parts, facts: facts),
    source: .parts { head, _ in PaymentStory.rows(head) }, columns: PaymentStory.columns, opens: .id("id"),
    ways: [
      Screen.Way(key: "i", name: "intent", help: "what was to be paid", drill: ofHead(.id("payment_intent_id"))),
      Screen.Way(
        key: "c", name: "code", help: "the code that the customer scans",
        drill: Drill("code") { _, context in
          context.head.dropFirst().first.flatMap { $0 }.flatMap { PaymentCells.code.subject($0, context) }
        }),
      Screen.Way(key: "b", name: "books", help: "what was posted for it", drill: ofHead(PaymentCells.books)),
      Screen.Way(
        key: "w", name: "webhooks", help: "what providers told about it, byte for byte",
        drill: Drill("inbox") { _, context in
          guard let payment = context.head.first.flatMap({ $0 }), context.head.count > 2 else { return nil }
          let ids = PaymentStory.rows(context.head).map { $0.text(at: "id") }.filter {
            $0.hasPrefix("att_") || $0.hasPrefix("re_")
          }
          return PaymentCells.webhooks(about: ids, since: payment.text(at: "created_at"))
        }),
    ],
    acts: PaymentActs.all, actsOnHead: true, command: { ["payment", "show", $0.subject.id] })

  /// A way that leads from the payment, whatever row is chosen.
  private static func ofHead(_ drill: Drill) -> Drill {
    Drill(drill.screen) { _, context in context.head.first.flatMap { $0 }.flatMap { drill.subject($0, context) } }
  }

  @Sendable private static func parts(_ head: [JSONValue?], _ context: ScreenContext) -> [ClientRequest] {
    guard let payment = head.first.flatMap({ $0 }) else { return [] }
    let (id, intent) = (payment.text(at: "payment_id"), payment.text(at: "payment_intent_id"))
    return [
      .get(PercentCoding.path("/v1/payment_intents", intent)),
      .get("/v1/attempts", query: [("intent", intent), ("limit", "100")]),
      .get("/v1/refunds", query: [("payment", id), ("limit", "100")]),
      .get("/v1/transactions", query: [("reference", id), ("limit", "100")]),
    ]
  }

  @Sendable private static func facts(_ head: [JSONValue?], _ context: ScreenContext) -> [Screen.Fact] {
    guard let payment = head.first.flatMap({ $0 }) else { return [] }
    let currency = payment.text(at: "currency")
    func amount(_ name: String) -> String { context.amounts.text(payment[name], currency) }
    var facts = [
      Screen.Fact("Status", PaymentCells.status(payment.text(at: "status"))), Screen.Fact("Amount", amount("amount")),
      Screen.Fact("Captured", amount("captured")), Screen.Fact("Refunded", amount("refunded")),
      Screen.Fact("Fee", amount("fee")),
    ]
    if payment["fee_returned"]?.integerValue ?? 0 > 0 { facts.append(Screen.Fact("Fee given back", amount("fee_returned"))) }
    facts.append(Screen.Fact("For", PaymentCells.payee(payment)))
    facts += PaymentCells.fact("Method", payment.text(at: "method")) + PaymentCells.fact("Provider", payment.text(at: "provider"))
    if head.count > 1, let intent = head[1] {
      facts += PaymentCells.fact("Customer", intent.text(at: "customer_id"))
      facts += PaymentCells.fact("Reference", intent.text(at: "reference"))
    }
    return facts
  }
}
