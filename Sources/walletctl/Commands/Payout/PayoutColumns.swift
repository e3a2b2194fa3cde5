import JSON

/// How a payout is shown.
enum PayoutColumns {
  static let list = [
    Column("CREATED", "created_at", .time("created_at")), Column("STATUS", "status", .status("status")),
    Column("FROM", "from", .made(IntentColumns.payee)), Column("AMOUNT", "amount", .amount("amount", currency: "currency")),
    Column("FEE", "fee", .amount("fee", currency: "currency")), Column("", "currency", .text("currency")),
    Column("TO", "destination", .made(destination)), Column("RAIL", "rail", .text("rail")),
    Column("BY", "requested_by", .text("requested_by")), Column("PAYOUT", "payout_id", .text("payout_id")),
  ]

  static let details = [
    Column("Payout", "payout_id", .text("payout_id")), Column("Status", "status", .status("status")),
    Column("From", "from", .made(IntentColumns.payee)), Column("", "currency", .text("currency")),
    Column("Amount", "amount", .amount("amount", currency: "currency")),
    Column("Fee", "fee", .amount("fee", currency: "currency")),
    Column("To", "destination", .made(destination)), Column("Rail", "rail", .text("rail")),
    Column("Is sent", "sends_at", .time("sends_at")), Column("Description", "description", .text("description")),
    Column("Asked for by", "requested_by", .text("requested_by")), Column("Approved by", "approved_by", .text("approved_by")),
    Column("Approved", "approved_at", .time("approved_at")), Column("Cancelled by", "cancelled_by", .text("cancelled_by")),
    Column("Provider", "provider", .text("provider")), Column("Its reference", "provider_reference", .text("provider_reference")),
    Column("Why not", "error", .made { IntentColumns.said($0["error"]) }), Column("Paid", "paid_at", .time("paid_at")),
    Column("Created", "created_at", .time("created_at")), Column("Changed", "updated_at", .time("updated_at")),
    Column("Metadata", "metadata", .text("metadata")),
  ]

  @Sendable static func destination(_ payout: JSONValue) -> String {
    account(payout["destination"])
  }

  static func account(_ account: JSONValue?) -> String {
    let words = ["bank_code", "account_number", "account_holder"].map { account?[$0]?.stringValue ?? "" }
    return words.filter { !$0.isEmpty }.joined(separator: " ")
  }
}
