import JSON

/// How a customer is shown.
enum CustomerColumns {
  static let list = [
    Column("CUSTOMER", "customer_id", .text("customer_id")), Column("NAME", "name", .text("name")),
    Column("STATUS", "status", .status("status")), Column("TIER", "kyc_tier", .text("kyc_tier")),
    Column("WALLETS", "wallets", .made { TenantColumns.words($0["wallets"], "") }),
    Column("CREATED", "created_at", .time("created_at")), Column("ID", "id", .text("id")),
  ]

  static let details = [
    Column("Customer", "customer_id", .text("customer_id")), Column("Id", "id", .text("id")),
    Column("Name", "name", .text("name")),
    Column("Status", "status", .status("status")), Column("Tier", "kyc_tier", .text("kyc_tier")),
    Column("Wallets", "wallets", .made { TenantColumns.words($0["wallets"], "") }),
    Column("Created", "created_at", .time("created_at")), Column("Changed", "updated_at", .time("updated_at")),
    Column("Metadata", "metadata", .text("metadata")),
  ]

  static let limits = [
    Column("LIMIT", "name", .text("name")), Column("ALLOWED", "limit", .amount("limit", currency: "currency")),
    Column("LEFT", "left", .amount("left", currency: "currency")), Column("", "currency", .text("currency")),
  ]
}
