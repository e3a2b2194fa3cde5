import JSON

/// How a bonus is shown.
enum BonusColumns {
  static let list = [
    Column("CREATED", "created_at", .time("created_at")), Column("STATUS", "status", .status("status")),
    Column("AMOUNT", "amount", .amount("amount", currency: "currency")),
    Column("SPENT", "spent", .amount("spent", currency: "currency")),
    Column("LEFT", "remaining", .amount("remaining", currency: "currency")), Column("", "currency", .text("currency")),
    Column("EXPIRES", "expires_at", .time("expires_at")), Column("REASON", "reason", .text("reason")),
    Column("WALLET", "wallet", .text("wallet")), Column("BONUS", "bonus_id", .text("bonus_id")),
  ]

  static let details = [
    Column("Bonus", "bonus_id", .text("bonus_id")), Column("Status", "status", .status("status")),
    Column("Wallet", "wallet", .text("wallet")), Column("", "currency", .text("currency")),
    Column("Amount", "amount", .amount("amount", currency: "currency")),
    Column("Spent", "spent", .amount("spent", currency: "currency")),
    Column("Expired", "expired", .amount("expired", currency: "currency")),
    Column("Left", "remaining", .amount("remaining", currency: "currency")),
    Column("Expires", "expires_at", .time("expires_at")), Column("Reason", "reason", .text("reason")),
    Column("Created", "created_at", .time("created_at")), Column("Changed", "updated_at", .time("updated_at")),
  ]
}
