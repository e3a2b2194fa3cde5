import JSON

/// How a refund is shown.
enum RefundColumns {
  static let list = [
    Column("CREATED", "created_at", .time("created_at")), Column("STATUS", "status", .status("status")),
    Column("AMOUNT", "amount", .amount("amount", currency: "currency")), Column("", "currency", .text("currency")),
    Column("REASON", "reason", .text("reason")), Column("BY ITSELF", "automatic", .made(isAutomatic)),
    Column("PROVIDER", "provider", .text("provider")), Column("PAYMENT", "payment_id", .text("payment_id")),
    Column("REFUND", "refund_id", .text("refund_id")),
  ]

  static let details = [
    Column("Refund", "refund_id", .text("refund_id")), Column("Status", "status", .status("status")),
    Column("Payment", "payment_id", .text("payment_id")), Column("", "currency", .text("currency")),
    Column("Amount", "amount", .amount("amount", currency: "currency")),
    Column("Fee given back", "fee_returned", .amount("fee_returned", currency: "currency")),
    Column("Owed by the merchant", "owed", .amount("owed", currency: "currency")),
    Column("To the wallet", "to_wallet", .amount("to_wallet", currency: "currency")),
    Column("To its bonuses", "to_promo", .amount("to_promo", currency: "currency")),
    Column("Too late for them", "to_expired", .amount("to_expired", currency: "currency")),
    Column("Reason", "reason", .text("reason")), Column("By itself", "automatic", .made(isAutomatic)),
    Column("Why not", "error", .made { IntentColumns.said($0["error"]) }), Column("Provider", "provider", .text("provider")),
    Column("Created", "created_at", .time("created_at")), Column("Changed", "updated_at", .time("updated_at")),
  ]

  /// Whether it was given back without being asked for: it came twice, or too late.
  @Sendable private static func isAutomatic(_ refund: JSONValue) -> String { refund["automatic"]?.boolValue == true ? "yes" : "" }
}
