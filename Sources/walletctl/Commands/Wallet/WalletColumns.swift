import JSON

/// How a wallet is shown, with what is in it.
enum WalletColumns {
  static let list = [
    Column("WALLET", "wallet_id", .text("wallet_id")), Column("STATUS", "status", .status("status")),
    Column("AVAILABLE", "available", .amount("available", currency: "currency")),
    Column("PROMO", "promo", .amount("promo", currency: "currency")),
    Column("HELD", "held", .amount("held", currency: "currency")), Column("CURRENCY", "currency", .text("currency")),
    Column("CUSTOMER", "customer_id", .text("customer_id")),
    Column("ACCOUNT", "account", .text("account")), Column("CREATED", "created_at", .time("created_at")),
    Column("ID", "id", .text("id")),
  ]

  static let details = [
    Column("Wallet", "wallet_id", .text("wallet_id")), Column("Id", "id", .text("id")),
    Column("Status", "status", .status("status")), Column("Currency", "currency", .text("currency")),
    Column("Customer", "customer_id", .text("customer_id")), Column("Account", "account", .text("account")),
    Column("Available", "available", .amount("available", currency: "currency")),
    Column("Promo", "promo", .amount("promo", currency: "currency")),
    Column("Held", "held", .amount("held", currency: "currency")),
    Column("Created", "created_at", .time("created_at")), Column("Changed", "updated_at", .time("updated_at")),
    Column("Metadata", "metadata", .text("metadata")),
  ]
}
