import JSON
import WalletAPI
import WalletClient

extension AttemptCommands {
  static let show = Command(
    words: ["attempt", "show"], summary: "Show what was asked of a provider, and what is kept of its answers",
    arguments: [Argument("ATTEMPT", "its id, att_…")],
    calls: [.getAttempt],
    examples: [
      .init("walletctl attempt show att_01JD4W7Q2M0000CR00000000AH", "what the provider said, and when it is asked again")
    ],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/attempts", session.invocation.argument("ATTEMPT"))
      session.output.show(try session.get(path), as: details)
    })

  private static let details = [
    Column("Attempt", "attempt_id", .text("attempt_id")), Column("Purpose", "purpose", .text("purpose")),
    Column("Status", "status", .status("status")), Column("Intent", "payment_intent_id", .text("payment_intent_id")),
    Column("", "currency", .text("currency")), Column("Amount", "amount", .amount("amount", currency: "currency")),
    Column("Method", "method", .text("method")), Column("Provider", "provider", .text("provider")),
    Column("Their id", "provider_reference", .text("provider_reference")),
    Column("Why not", "error", .made { IntentColumns.said($0["error"]) }), Column("Of the charge", "charge", .text("charge")),
    Column("Made instead", "successor", .text("successor")), Column("Asked about it", "questions", .number("questions")),
    Column("Not known there", "misses", .number("misses")), Column("Asked again", "next_question_at", .time("next_question_at")),
    Column("Created", "created_at", .time("created_at")), Column("Changed", "updated_at", .time("updated_at")),
  ]
}
