import JSON

/// How an intent is shown.
enum IntentColumns {
  static let list = [
    Column("CREATED", "created_at", .time("created_at")), Column("STATUS", "intent_status", .status("intent_status")),
    Column("FOR", "for", .made(payee)), Column("AMOUNT", "amount", .amount("amount", currency: "currency")),
    Column("", "currency", .text("currency")), Column("METHOD", "method", .text("payment_method.type")),
    Column("REFERENCE", "reference", .text("reference")), Column("EXPIRES", "expires_at", .time("expires_at")),
    Column("PAYMENT", "payment", .text("payment")), Column("INTENT", "payment_intent_id", .text("payment_intent_id")),
  ]

  static let details = [
    Column("Intent", "payment_intent_id", .text("payment_intent_id")), Column("Status", "status", .status("status")),
    Column("For", "for", .made(payee)), Column("Customer", "customer_id", .text("customer_id")),
    Column("", "currency", .text("currency")), Column("Amount", "amount", .amount("amount", currency: "currency")),
    Column("Method", "method", .text("payment_method.type")), Column("Payer", "payer", .text("payment_method.wallet")),
    Column("Capture", "capture_method", .text("capture_method")),
    Column("Payment", "payment", .text("payment")), Column("Why not", "last_error", .made(error)),
    Column("Code", "qr_string", .text("next_action.qr_string")), Column("Link", "url", .text("next_action.url")),
    Column("Bank", "bank", .text("next_action.bank")), Column("Number", "number", .text("next_action.number")),
    Column("To be paid by", "action_expires_at", .time("next_action.expires_at")),
    Column("Reference", "reference", .text("reference")), Column("Description", "description", .text("description")),
    Column("Created", "created_at", .time("created_at")), Column("Changed", "updated_at", .time("updated_at")),
    Column("Expires", "expires_at", .time("expires_at")), Column("Metadata", "metadata", .text("metadata")),
  ]

  /// Who is paid: a merchant, or a wallet that is topped up.
  @Sendable static func payee(_ item: JSONValue) -> String {
    item["merchant_id"]?.stringValue ?? item["wallet_id"]?.stringValue.map { "wallet \($0)" } ?? ""
  }

  @Sendable static func error(_ item: JSONValue) -> String { said(item["last_error"]) }

  /// A provider's refusal in one line.
  static func said(_ error: JSONValue?) -> String {
    guard let error else { return "" }
    let detail = error.text(at: "detail")
    return error.text(at: "code") + (detail.isEmpty ? "" : ": " + detail)
  }
}
