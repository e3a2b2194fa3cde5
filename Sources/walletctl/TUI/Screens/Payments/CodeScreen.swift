import JSON
import WalletAPI
import WalletClient

/// The code of an intent, to be scanned from the screen, and how long it is good for.
enum CodeScreen {
  static let screen = Screen(
    name: "code", aliases: ["qr"], summary: "the code of an intent, to be scanned from the screen", scope: .tenant,
    argument: "pi_…", operation: .getIntent,
    head: Screen.Head(requests: { [.get(PercentCoding.path("/v1/payment_intents", $0.subject.id))] }, facts: facts),
    source: .parts { _, _ in [] }, columns: [],
    code: { head, _ in
      guard let intent = head.first.flatMap({ $0 }), intent.text(at: "intent_status") == "requires_action" else { return nil }
      return intent.at("next_action.qr_string")?.stringValue
    },
    ways: [
      Screen.Way(
        key: "i", name: "intent", help: "what is to be paid",
        drill: Drill("intent") { _, context in Subject(id: context.subject.id) })
    ],
    empty: "It has no code now.", command: { ["intent", "show", $0.subject.id] })

  @Sendable private static func facts(_ head: [JSONValue?], _ context: ScreenContext) -> [Screen.Fact] {
    guard let intent = head.first.flatMap({ $0 }) else { return [] }
    let status = intent.text(at: "intent_status")
    var facts = [
      Screen.Fact("Amount", context.amounts.text(intent["amount"], intent.text(at: "currency"))),
      Screen.Fact("For", PaymentCells.payee(intent)), Screen.Fact("Status", PaymentCells.status(status)),
    ]
    if status == "requires_action" {
      facts.append(Screen.Fact("Expires", MomentText.due(intent.text(at: "next_action.expires_at"), now: context.now)))
    }
    return facts
  }
}
