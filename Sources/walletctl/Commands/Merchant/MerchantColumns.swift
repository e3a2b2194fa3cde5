import JSON

/// How a merchant is shown.
enum MerchantColumns {
  static let list = [
    Column("MERCHANT", "merchant_id", .text("merchant_id")), Column("NAME", "name", .text("name")),
    Column("STATUS", "status", .status("status")), Column("FEE %", "fee_percent", .number("fee_percent")),
    Column("FIXED", "fee_fixed", .amount("fee_fixed", currency: "fee_currency")),
    Column("", "fee_currency", .text("fee_currency")), Column("DAYS", "settlement_days", .number("settlement_days")),
    Column("CREATED", "created_at", .time("created_at")), Column("ID", "id", .text("id")),
  ]

  static let details = [
    Column("Merchant", "merchant_id", .text("merchant_id")), Column("Id", "id", .text("id")),
    Column("Name", "name", .text("name")), Column("Status", "status", .status("status")),
    Column("Fee %", "fee_percent", .text("fee_percent")),
    Column("Fixed fee", "fee_fixed", .amount("fee_fixed", currency: "fee_currency")),
    Column("", "fee_currency", .text("fee_currency")), Column("Fees by method", "fees", .made(fees)),
    Column("Available after working days", "settlement_days", .text("settlement_days")),
    Column("Held back %", "reserve_percent", .text("reserve_percent")), Column("For days", "reserve_days", .text("reserve_days")),
    Column("Paid out to", "payout_destination", .made { PayoutColumns.account($0["payout_destination"]) }),
    Column("Created", "created_at", .time("created_at")), Column("Changed", "updated_at", .time("updated_at")),
    Column("Changed by", "changed_by", .text("changed_by")),
    Column("Metadata", "metadata", .text("metadata")),
  ]

  /// `card 2.9 + 2,000 IDR, qris 0.7`.
  @Sendable private static func fees(_ merchant: JSONValue) -> String {
    (merchant["fees"]?.arrayValue ?? []).map { fee in
      let fixed = fee["fee_fixed"]?.integerValue ?? 0
      let more = fixed == 0 ? "" : " + \(AmountText(isMinor: false).text(fixed, fee.text(at: "fee_currency")))"
      return "\(fee.text(at: "method")) \(fee.text(at: "fee_percent"))\(more)"
    }.joined(separator: ", ")
  }
}
