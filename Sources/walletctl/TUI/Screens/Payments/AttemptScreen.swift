import JSON
import WalletAPI
import WalletClient

/// One attempt: what is kept of the provider's answers, and the webhooks that were about it.
enum AttemptScreen {
  static let screen = Screen(
    name: "attempt", summary: "one attempt: what the provider answered, and its webhooks", scope: .tenant, argument: "att_…",
    operation: .getAttempt,
    head: Screen.Head(requests: { [.get(PercentCoding.path("/v1/attempts", $0.subject.id))] }, facts: facts), needsHead: true,
    source: .list { context in
      DeliveryRows.request(about: [context.subject.id], since: context.head.first.flatMap { $0 }?.text(at: "created_at") ?? "")
    },
    columns: DeliveryRows.columns, opens: .id("delivery_id"),
    ways: [
      Screen.Way(
        key: "i", name: "intent", help: "what was to be paid",
        drill: Drill("intent") { _, context in
          context.head.first.flatMap { $0 }.map { Subject(id: $0.text(at: "payment_intent_id")) }
        }),
      Screen.Way(
        key: "o", name: "charge", help: "the charge that is captured or cancelled",
        drill: Drill("attempt") { _, context in
          context.head.first.flatMap { $0 }?["charge"]?.stringValue.map { Subject(id: $0) }
        }),
    ],
    empty: "The provider has told nothing about it by itself.", command: { ["attempt", "show", $0.subject.id] })

  @Sendable private static func facts(_ head: [JSONValue?], _ context: ScreenContext) -> [Screen.Fact] {
    guard let attempt = head.first.flatMap({ $0 }) else { return [] }
    var facts = [
      Screen.Fact("What", "\(Plain.text(attempt.text(at: "purpose"))) at \(Plain.text(attempt.text(at: "provider")))"),
      Screen.Fact("Status", PaymentCells.status(attempt.text(at: "status"))),
      Screen.Fact("Amount", context.amounts.text(attempt["amount"], attempt.text(at: "currency"))),
      Screen.Fact("Method", Plain.text(attempt.text(at: "method"))),
    ]
    facts += PaymentCells.fact("Their id", attempt.text(at: "provider_reference"))
    facts += PaymentCells.fact("Why not", IntentColumns.said(attempt["error"]), .warning)
    for (name, path) in [("Questions", "questions"), ("Not known there", "misses")] {
      let count = attempt[path]?.integerValue ?? 0
      if count > 0 { facts.append(Screen.Fact(name, "\(count)")) }
    }
    let again = AttemptsScreen.again(attempt, context)
    if !again.text.isEmpty { facts.append(Screen.Fact("Asked again", again)) }
    facts += PaymentCells.fact("Instead", attempt.text(at: "successor"))
    facts.append(Screen.Fact("Asked", TimeText.seconds(attempt.text(at: "created_at"))))
    facts.append(Screen.Fact("Changed", TimeText.seconds(attempt.text(at: "updated_at"))))
    return facts
  }
}
