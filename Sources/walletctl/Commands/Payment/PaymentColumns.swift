import JSON

/// How a payment is shown.
enum PaymentColumns {
  static let list = [
    Column("CREATED", "created_at", .time("created_at")), Column("STATUS", "status", .status("status")),
    Column("FOR", "for", .made(IntentColumns.payee)), Column("AMOUNT", "amount", .amount("amount", currency: "currency")),
    Column("CAPTURED", "captured", .amount("captured", currency: "currency")),
    Column("REFUNDED", "refunded", .amount("refunded", currency: "currency")),
    Column("FEE", "fee", .amount("fee", currency: "currency")), Column("", "fee_returned", .text("fee_returned")),
    Column("", "currency", .text("currency")), Column("METHOD", "method", .text("method")),
    Column("PROVIDER", "provider", .text("provider")), Column("PAYMENT", "payment_id", .text("payment_id")),
    Column("", "payment_intent_id", .text("payment_intent_id")),
  ]

  static let details = [
    Column("Payment", "payment_id", .text("payment_id")), Column("Status", "status", .status("status")),
    Column("For", "for", .made(IntentColumns.payee)), Column("Intent", "payment_intent_id", .text("payment_intent_id")),
    Column("", "currency", .text("currency")), Column("Amount", "amount", .amount("amount", currency: "currency")),
    Column("Captured", "captured", .amount("captured", currency: "currency")),
    Column("Of bonuses", "captured_from_promo", .amount("captured_from_promo", currency: "currency")),
    Column("Refunded", "refunded", .amount("refunded", currency: "currency")),
    Column("On its way back", "refund_pending", .amount("refund_pending", currency: "currency")),
    Column("Fee", "fee", .amount("fee", currency: "currency")),
    Column("Fee given back", "fee_returned", .amount("fee_returned", currency: "currency")),
    Column("Not available yet", "pending", .amount("pending", currency: "currency")),
    Column("Available on", "available_at", .time("available_at")),
    Column("In reserve", "reserved", .amount("reserved", currency: "currency")),
    Column("Reserved until", "reserved_until", .time("reserved_until")),
    Column("Method", "method", .text("method")), Column("Provider", "provider", .text("provider")),
    Column("Payer", "payer_wallet_id", .text("payer_wallet_id")),
    Column("Authorized until", "authorized_until", .time("authorized_until")),
    Column("Created", "created_at", .time("created_at")), Column("Captured at", "captured_at", .time("captured_at")),
    Column("Changed", "updated_at", .time("updated_at")),
  ]
}
