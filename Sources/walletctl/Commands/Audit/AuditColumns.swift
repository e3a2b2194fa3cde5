import JSON

/// How a row of the audit trail is shown.
enum AuditColumns {
  static let list = [
    Column("ROW", "sequence", .number("sequence")), Column("AT", "at", .time("at")), Column("ACTOR", "actor", .text("actor")),
    Column("ACTION", "action", .text("action")), Column("TENANT", "tenant", .text("tenant")),
    Column("SUBJECT", "subject", .text("subject")), Column("BEFORE", "before", .made { facts($0["before"]) }),
    Column("AFTER", "after", .made { facts($0["after"]) }), Column("", "request_id", .text("request_id")),
    Column("", "seal", .text("seal")),
  ]

  static let head = ["trail", "sequence", "seal", "signed_at", "public_key", "signature"].map { Column("", $0, .text($0)) }

  /// `status=suspended reason=overdue`
  private static func facts(_ value: JSONValue?) -> String {
    (value?.objectValue?.members ?? []).map { "\($0.key)=\($0.value.stringValue ?? "\($0.value)")" }.joined(separator: " ")
  }
}
