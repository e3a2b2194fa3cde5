import JSON
import WalletAPI
import WalletClient

/// What was asked of providers, newest first.
enum AttemptsScreen {
  static let screen = Screen(
    name: "attempts", aliases: ["asked"], summary: "what was asked of providers, and what they said", scope: .tenant,
    operation: .listAttempts,
    source: .list { context in
      ListRequest(
        path: "/v1/attempts",
        query: [
          ("status", context.query["status"] ?? context.subject.facts["status"]),
          ("intent", context.query["intent"] ?? context.subject.facts["intent"]),
        ])
    },
    columns: [
      ScreenColumn("ASKED", .time("created_at"), name: "created_at"), ScreenColumn("WHAT", .text("purpose"), name: "purpose"),
      ScreenColumn("PROVIDER", .text("provider")), ScreenColumn("STATUS", .status("status")),
      ScreenColumn("AMOUNT", .amount("amount", currency: "currency")), ScreenColumn("METHOD", .text("method"), priority: 2),
      ScreenColumn("AGAIN", .made(again), priority: 1, name: "next_question_at"),
      ScreenColumn(
        "WHY NOT", .made { row, _ in CellText(Plain.text(IntentColumns.said(row["error"]))) }, priority: 3, widest: 60,
        narrowest: 16),
      ScreenColumn("THEIR ID", .text("provider_reference"), priority: 4, widest: 40, narrowest: 12),
      ScreenColumn("ATTEMPT", .text("attempt_id"), priority: 5, name: "attempt_id"),
    ],
    filters: [FilterField("status", choices: WireWords.attemptStates), FilterField("intent")], opens: .id("attempt_id"),
    ways: [Screen.Way(key: "i", name: "intent", help: "what was to be paid", drill: .id("payment_intent_id"))],
    empty: "Nothing was asked of a provider.",
    command: { ["attempt", "list"] + Words.filters($0, "status", "intent") })

  /// When the provider is asked again what became of it.
  @Sendable static func again(_ row: JSONValue, _ context: ScreenContext) -> CellText {
    let time = row.text(at: "next_question_at")
    return time.isEmpty ? CellText("") : MomentText.due(time, now: context.now)
  }
}
