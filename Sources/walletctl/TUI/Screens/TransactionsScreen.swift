import JSON
import WalletAPI
import WalletClient

/// Transactions, newest first.
enum TransactionsScreen {
  static let screen = Screen(
    name: "transactions", aliases: ["txns", "transfers"], digit: "4", tab: "txns", summary: "transactions, newest first",
    scope: .tenant, isMoney: true, operation: .listTransactions,
    source: .list { context in
      ListRequest(
        path: "/v1/transactions",
        query: [
          ("account", context.query["account"] ?? context.subject.facts["account"]), ("type", context.query["type"]),
          ("reference", context.query["reference"] ?? context.subject.facts["reference"]), ("key", context.query["key"]),
          ("from", context.query["from"]),
          ("to", context.query["to"] ?? context.until),
        ])
    },
    columns: [
      ScreenColumn("POSTED", .time("posted_at"), name: "posted_at"), ScreenColumn("TYPE", .text("type"), priority: 2),
      ScreenColumn(
        "DEBIT", .account(code: "postings.0.debit_code", id: "postings.0.debit"), widest: 32,
        opens: .account(id: "postings.0.debit", code: "postings.0.debit_code")),
      ScreenColumn(
        "CREDIT", .account(code: "postings.0.credit_code", id: "postings.0.credit"), widest: 32,
        opens: .account(id: "postings.0.credit", code: "postings.0.credit_code")),
      ScreenColumn("AMOUNT", .amount("postings.0.amount", currency: "postings.0.currency"), opens: .transaction("id")),
      ScreenColumn("MORE", .made(more), priority: 4),
      ScreenColumn("REFERENCE", .text("reference"), priority: 3, widest: 32, narrowest: 10),
      ScreenColumn("TRANSACTION", .text("id"), priority: 5, name: "id"),
    ],
    filters: [
      FilterField("account"), FilterField("type", choices: ["transfer", "hold", "capture", "release", "expiry", "reversal"]),
      FilterField("reference"), FilterField("key", option: "posted-key"), FilterField("from"), FilterField("to"),
    ],
    opens: .transaction("id"), acts: [TransactionActs.reverse], empty: "No transaction is like that.",
    command: { context in
      var query = context
      for name in ["account", "reference"] where query.query[name] == nil { query.query[name] = context.subject.facts[name] }
      if let until = context.until, query.query["to"] == nil { query.query["to"] = until }
      return ["transaction", "list"]
        + Words.options(
          query,
          [
            "account": "account", "type": "type", "reference": "reference", "posted-key": "key", "from": "from", "to": "to",
          ])
    })

  @Sendable private static func more(_ row: JSONValue, _ context: ScreenContext) -> CellText {
    let count = row["postings"]?.arrayValue?.count ?? 0
    return CellText(count > 1 ? "+\(count - 1)" : "", .faint, order: Int64(count))
  }
}
