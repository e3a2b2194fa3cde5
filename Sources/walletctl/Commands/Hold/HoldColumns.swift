import JSON

/// How a hold is shown.
enum HoldColumns {
  static let list = [
    Column("PLACED", "placed_at", .time("placed_at")), Column("STATUS", "status", .status("status")),
    Column("DEBIT", "debit", .account(code: "debit_code", id: "debit")),
    Column("CREDIT", "credit", .account(code: "credit_code", id: "credit")),
    Column("AMOUNT", "amount", .amount("amount", currency: "currency")),
    Column("REMAINING", "remaining", .amount("remaining", currency: "currency")),
    Column("CAPTURED", "captured", .amount("captured", currency: "currency")), Column("", "currency", .text("currency")),
    Column("EXPIRES", "expires_at", .time("expires_at")), Column("REFERENCE", "reference", .text("reference")),
    Column("HOLD", "id", .text("id")),
  ]

  static let details = [
    Column("Hold", "id", .text("id")), Column("Status", "status", .status("status")),
    Column("Debit", "debit", .account(code: "debit_code", id: "debit")),
    Column("Credit", "credit", .account(code: "credit_code", id: "credit")), Column("", "currency", .text("currency")),
    Column("Amount", "amount", .amount("amount", currency: "currency")),
    Column("Remaining", "remaining", .amount("remaining", currency: "currency")),
    Column("Captured", "captured", .amount("captured", currency: "currency")),
    Column("Placed", "placed_at", .time("placed_at")), Column("Expires", "expires_at", .time("expires_at")),
    Column("Reference", "reference", .text("reference")), Column("Metadata", "metadata", .text("metadata")),
  ]

  /// A capture or release: the hold as it is now, and the transaction that did it.
  static func showResolution(_ answer: JSONValue, _ output: Output) {
    switch output.format {
    case .table:
      output.streams.out(output.details(answer, details))
      if let transaction = answer["transaction"] { output.streams.out("\n" + TransactionText.text(transaction, output)) }
    case .json, .jsonl, .csv: output.show(answer, as: details)
    }
  }
}
