import JSON

/// How an account is shown.
enum AccountColumns {
  static let list = [
    Column("CODE", "code", .text("code")), Column("", "id", .text("id")),
    Column("CLASS", "class", .text("class")), Column("CURRENCY", "currency", .text("currency")),
    Column("POSTED", "posted", .amount("posted", currency: "currency")),
    Column("PENDING", "pending", .amount("pending", currency: "currency")),
    Column("AVAILABLE", "available", .amount("available", currency: "currency")),
    Column("STATUS", "status", .status("status")), Column("ID", "", .text("id")),
  ]

  static let details = [
    Column("Code", "code", .text("code")), Column("Id", "id", .text("id")), Column("Class", "class", .text("class")),
    Column("Normal side", "normal_side", .text("normal_side")), Column("Currency", "currency", .text("currency")),
    Column("Status", "status", .status("status")), Column("Frozen", "frozen", .text("frozen")),
    Column("Limit", "limit", .limit("limit", currency: "currency")), Column("Managed by", "managed_by", .text("managed_by")),
    Column("Posted", "posted", .amount("posted", currency: "currency")),
    Column("Pending", "pending", .amount("pending", currency: "currency")),
    Column("Available", "available", .amount("available", currency: "currency")),
    Column("Debits posted", "debits_posted", .amount("debits_posted", currency: "currency")),
    Column("Credits posted", "credits_posted", .amount("credits_posted", currency: "currency")),
    Column("Debits pending", "debits_pending", .amount("debits_pending", currency: "currency")),
    Column("Credits pending", "credits_pending", .amount("credits_pending", currency: "currency")),
    Column("Version", "version", .number("version")), Column("Opened", "opened_at", .time("opened_at")),
    Column("As of", "as_of", .time("as_of")), Column("By", "by", .text("by")),
    Column("Metadata", "metadata", .text("metadata")),
  ]

  static let balance = [
    Column("Account", "code", .account(code: "code", id: "id")), Column("Currency", "currency", .text("currency")),
    Column("Posted", "posted", .amount("posted", currency: "currency")),
    Column("Pending", "pending", .amount("pending", currency: "currency")),
    Column("Available", "available", .amount("available", currency: "currency")),
    Column("As of", "as_of", .time("as_of")), Column("By", "by", .text("by")),
  ]
}
