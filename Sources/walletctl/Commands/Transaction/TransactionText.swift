import JSON

/// How a transaction is shown: what it is, then its postings.
enum TransactionText {
  static func show(_ transaction: JSONValue, _ output: Output) {
    switch output.format {
    case .table: output.streams.out(text(transaction, output))
    case .json: output.json(transaction)
    case .jsonl: output.jsonLine(transaction)
    case .csv: output.csv(rows(of: transaction), csv, isFirst: true)
    }
  }

  static func text(_ transaction: JSONValue, _ output: Output) -> String {
    output.details(transaction, details) + "\n" + output.table(transaction["postings"]?.arrayValue ?? [], as: postings)
  }

  /// Each posting with its transaction, for CSV.
  static func rows(of transaction: JSONValue) -> [JSONValue] {
    (transaction["postings"]?.arrayValue ?? []).map { ["transaction": transaction, "posting": $0] }
  }

  private static let details = [
    Column("Transaction", "", .text("id")), Column("Type", "", .text("type")), Column("Status", "", .status("status")),
    Column("Sequence", "", .text("sequence")), Column("Posted", "", .time("posted_at")),
    Column(
      "Effective", "",
      .made { $0.text(at: "effective_at") == $0.text(at: "posted_at") ? "" : TimeText.seconds($0.text(at: "effective_at")) }),
    Column("Reference", "", .text("reference")), Column("Hold", "", .text("hold")), Column("Reverses", "", .text("reverses")),
    Column("Metadata", "", .text("metadata")),
  ]

  static let postings = [
    Column("KIND", "", .text("kind")), Column("DEBIT", "", .account(code: "debit_code", id: "debit")),
    Column("CREDIT", "", .account(code: "credit_code", id: "credit")),
    Column("AMOUNT", "", .amount("amount", currency: "currency")),
    Column("DEBIT AVAILABLE", "", .amount("debit_balance.available", currency: "currency")),
    Column("CREDIT AVAILABLE", "", .amount("credit_balance.available", currency: "currency")),
  ]

  static let csv = [
    Column("", "transaction", .text("transaction.id")), Column("", "type", .text("transaction.type")),
    Column("", "sequence", .text("transaction.sequence")), Column("", "posted_at", .text("transaction.posted_at")),
    Column("", "effective_at", .text("transaction.effective_at")), Column("", "kind", .text("posting.kind")),
    Column("", "debit", .account(code: "posting.debit_code", id: "posting.debit")),
    Column("", "credit", .account(code: "posting.credit_code", id: "posting.credit")),
    Column("", "amount", .text("posting.amount")), Column("", "currency", .text("posting.currency")),
    Column("", "reference", .text("transaction.reference")), Column("", "hold", .text("transaction.hold")),
    Column("", "reverses", .text("transaction.reverses")),
  ]

  /// One line for each transaction of a list.
  static let list = [
    Column("POSTED", "posted_at", .time("posted_at")), Column("TYPE", "type", .text("type")),
    Column("", "sequence", .text("sequence")), Column("", "effective_at", .text("effective_at")),
    Column("DEBIT", "debit", .account(code: "postings.0.debit_code", id: "postings.0.debit")),
    Column("CREDIT", "credit", .account(code: "postings.0.credit_code", id: "postings.0.credit")),
    Column("AMOUNT", "amount", .amount("postings.0.amount", currency: "postings.0.currency")),
    Column("", "currency", .text("postings.0.currency")),
    Column("", "postings", .made { "\($0["postings"]?.arrayValue?.count ?? 0)" }),
    Column(
      "MORE", "",
      .made { item in
        let count = item["postings"]?.arrayValue?.count ?? 0
        return count > 1 ? "+\(count - 1)" : ""
      }),
    Column("REFERENCE", "reference", .text("reference")), Column("TRANSACTION", "id", .text("id")),
  ]
}
