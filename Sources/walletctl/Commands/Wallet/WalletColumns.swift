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
    Column("Customer", "customer_id", .text("customer_id")), Column("Registered", "customer", .text("customer")),
    Column("Account", "account", .text("account")), Column("Frozen", "frozen", .made { TenantColumns.words($0["frozen"], "") }),
    Column("Available", "available", .amount("available", currency: "currency")),
    Column("Promo", "promo", .amount("promo", currency: "currency")),
    Column("Held", "held", .amount("held", currency: "currency")),
    Column("Created", "created_at", .time("created_at")), Column("Changed", "updated_at", .time("updated_at")),
    Column("Metadata", "metadata", .text("metadata")),
  ]

  static let transfer = [
    Column("Transaction", "id", .text("id")), Column("From", "from", .text("from")), Column("To", "to", .text("to")),
    Column("Currency", "currency", .text("currency")), Column("Amount", "amount", .amount("amount", currency: "currency")),
    Column("Fee", "fee", .amount("fee", currency: "currency")),
    Column("From has", "from_balance", .amount("from_balance.available", currency: "currency")),
    Column("To has", "to_balance", .amount("to_balance.available", currency: "currency")),
    Column("Reference", "reference", .text("reference")), Column("Posted", "posted_at", .time("posted_at")),
  ]

  static let entries = [
    Column("POSTED", "posted_at", .time("posted_at")), Column("KIND", "kind", .text("kind")),
    Column("SIDE", "side", .text("side")), Column("MONEY", "money", .text("money")),
    Column("AMOUNT", "amount", .amount("amount", currency: "currency")),
    Column("OTHER ACCOUNT", "other", .account(code: "other_code", id: "other")),
    Column("REFERENCE", "reference", .text("reference")),
    Column("AVAILABLE", "available", .amount("balance.available", currency: "currency")),
    Column("PROMO", "promo", .amount("balance.promo", currency: "currency")), Column("", "currency", .text("currency")),
  ]
}
