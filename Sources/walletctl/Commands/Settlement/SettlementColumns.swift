import JSON

/// How settlements and their items are shown.
enum SettlementColumns {
  private static func amount(_ title: String, _ name: String) -> Column {
    Column(title, name, .amount(name, currency: "currency"))
  }

  static let list = [
    Column("CREATED", "created_at", .time("created_at")), Column("PROVIDER", "provider", .text("provider")),
    Column("STATUS", "status", .status("status")), amount("CAME", "paid"), amount("FEES", "fees"), amount("SHORT", "short"),
    Column("", "currency", .text("currency")), Column("BOOKED", "booked", .number("booked")),
    Column("PARKED", "parked", .number("parked")), Column("REFERENCE", "reference", .text("reference")),
    Column("SETTLEMENT", "settlement_id", .text("settlement_id")),
  ]

  static let details = [
    Column("Settlement", "settlement_id", .text("settlement_id")), Column("Status", "status", .status("status")),
    Column("Provider", "provider", .text("provider")), Column("To", "account", .text("account")),
    Column("Reference", "reference", .text("reference")), Column("", "currency", .text("currency")),
    Column("Items", "items", .text("items")), Column("Booked", "booked", .text("booked")),
    Column("Parked", "parked", .text("parked")), amount("Came", "paid"), amount("Should have come", "net"),
    amount("Fees", "fees"), amount("Taxes", "taxes"), amount("Short", "short"), amount("Written off", "written_off"),
    Column("Reason", "reason", .text("reason")), Column("Accepted by", "accepted_by", .text("accepted_by")),
    Column("Created", "created_at", .time("created_at")), Column("Changed", "updated_at", .time("updated_at")),
  ]

  static let items = [
    Column("CREATED", "created_at", .time("created_at")), Column("STATUS", "status", .status("status")),
    Column("TYPE", "type", .text("type")), amount("GROSS", "gross"), amount("FEE", "fee"), amount("TAX", "tax"),
    amount("NET", "net"), Column("", "currency", .text("currency")), Column("WHY", "reason", .text("reason")),
    Column("REFERENCE", "reference", .text("reference")), Column("SETTLEMENT", "settlement", .text("settlement")),
  ]
}
