import JSON

/// How a job is shown.
enum JobColumns {
  static let list = [
    Column("NEXT", "next_at", .time("next_at")), Column("STATUS", "status", .status("status")),
    Column("KIND", "kind", .text("kind")), Column("TO DO", "purpose", .text("purpose")),
    Column("PROVIDER", "provider", .text("provider")), Column("AMOUNT", "amount", .amount("amount", currency: "currency")),
    Column("", "currency", .text("currency")), Column("TRIES", "tries", .number("tries")),
    Column("OVERDUE", "overdue", .made(overdue)), Column("WHY NOT", "error", .made { IntentColumns.said($0["error"]) }),
    Column("RECORD", "record", .text("record")), Column("JOB", "job_id", .text("job_id")),
  ]

  static let details = [
    Column("Job", "job_id", .text("job_id")), Column("Status", "status", .status("status")),
    Column("Kind", "kind", .text("kind")), Column("To do", "purpose", .text("purpose")),
    Column("Record", "record", .text("record")), Column("Its status", "record_status", .text("record_status")),
    Column("Provider", "provider", .text("provider")), Column("", "currency", .text("currency")),
    Column("Amount", "amount", .amount("amount", currency: "currency")), Column("Tries", "tries", .number("tries")),
    Column("Why not", "error", .made { IntentColumns.said($0["error"]) }), Column("Next", "next_at", .time("next_at")),
    Column("Overdue", "overdue", .made(overdue)), Column("Created", "created_at", .time("created_at")),
    Column("Changed", "updated_at", .time("updated_at")),
  ]

  @Sendable private static func overdue(_ job: JSONValue) -> String { job["overdue"]?.boolValue == true ? "yes" : "" }
}
