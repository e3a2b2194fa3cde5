import JSON
import WalletAPI

/// The commands about attempts, what was asked of providers, one file each.
enum AttemptCommands {
  static let list = Command(
    words: ["attempt", "list"], summary: "List what was asked of providers, newest first",
    details: """
      STATUS is one of: \(WireWords.attemptStates.joined(separator: ", ")).
      An attempt that is `unknown` is asked about again by itself, at the time under AGAIN.
      """,
    options: [
      .choice("status", "STATUS", WireWords.attemptStates, "with this status"),
      .value("intent", nil, "INTENT", "for this intent"),
    ] + Option.paging,
    calls: [.listAttempts],
    examples: [
      .init("walletctl attempt list --intent pi_01JD4W7Q2M0000CR00000000AD", "who was asked, and what they said"),
      .init("walletctl attempt list --status unknown", "what nobody knows the outcome of yet"),
    ],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/attempts",
        query: [("status", session.invocation.value("status")), ("intent", session.invocation.value("intent"))],
        as: columns, empty: "No attempt is like that.")
    })

  private static let columns = [
    Column("CREATED", "created_at", .time("created_at")), Column("PURPOSE", "purpose", .text("purpose")),
    Column("STATUS", "status", .status("status")), Column("AMOUNT", "amount", .amount("amount", currency: "currency")),
    Column("", "currency", .text("currency")), Column("METHOD", "method", .text("method")),
    Column("PROVIDER", "provider", .text("provider")), Column("THEIR ID", "provider_reference", .text("provider_reference")),
    Column("WHY NOT", "error", .made { IntentColumns.said($0["error"]) }),
    Column("AGAIN", "next_question_at", .time("next_question_at")),
    Column("INTENT", "payment_intent_id", .text("payment_intent_id")), Column("ATTEMPT", "attempt_id", .text("attempt_id")),
  ]
}
