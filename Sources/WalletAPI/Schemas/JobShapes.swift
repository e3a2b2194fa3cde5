/// What is still to be done.
enum JobShapes {
  static let openStates = ["due", "waiting", "dead"]
  static let kinds = ["attempt", "refund", "intent", "delivery", "payment", "bonus", "settlement", "payout", "other"]

  static let jobID = Schema.string(pattern: WirePattern.id("job"))

  static let job = Schema.object(
    [
      Field("job_id", jobID, "The id of its record, under another prefix."),
      Field(
        "status", .oneOf(openStates + ["done"]),
        "`due`: its time has come; `waiting`: its time will come; `dead`: given up until a person says otherwise; `done`: nothing is left to do."
      ), Field("kind", .oneOf(kinds), "What its record is."),
      .optional(
        "purpose", .oneOf(["charge", "capture", "cancel", "refund", "payout", "read", "expire", "settle"]),
        "What is done. Not there where this version cannot read the record."),
      .optional("record", .string(), "The id of its record."), Field("record_status", .string(), "How its record stands."),
      .optional("provider", .oneOf(PaymentShapes.providers)), .optional("amount", .integer()),
      .optional("currency", Shapes.currency), Field("tries", .integer(), "How often it was tried since it is open."),
      .optional(
        "error", .object([Field("code", .string()), Field("detail", .string())]),
        "Why the last try came to nothing. `not_kept`: the ledger did not take what came of it."),
      .optional("next_at", Shapes.time, "When it is tried next."),
      Field("overdue", .bool, "Money of which nobody knows what became of it, a quarter of an hour after it was asked for."),
      Field("created_at", Shapes.time), Field("updated_at", Shapes.time),
      Field("sequence", .integer(), "The row it is read from."),
    ])
}
