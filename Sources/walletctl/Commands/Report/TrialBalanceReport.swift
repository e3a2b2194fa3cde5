import JSON
import WalletAPI

extension ReportCommands {
  static let trialBalance = Command(
    words: ["report", "trial-balance"], summary: "Print every account's balance in its column, with the sums",
    options: [.asOf, .by],
    calls: [.getTrialBalance],
    examples: [.init("walletctl report trial-balance --csv > trial-balance.csv", "for the accountant")],
    run: { session throws(CommandFailure) in
      let report = try session.get("/v1/reports/trial-balance", query: try session.moment())
      switch session.output.format {
      case .table: session.streams.out(TrialBalanceText.text(report, session.output))
      case .json: session.output.json(report)
      case .jsonl: session.output.jsonLine(report)
      case .csv: session.output.csv(TrialBalanceText.rows(report), TrialBalanceText.csv, isFirst: true)
      }
    })
}

/// A trial balance for people.
enum TrialBalanceText {
  static func text(_ report: JSONValue, _ output: Output) -> String {
    var text = "Trial balance\(ReportText.moment(report))\n"
    let currencies = report["currencies"]?.arrayValue ?? []
    if currencies.isEmpty { text += "\nNothing was ever posted.\n" }
    for books in currencies {
      let currency = books.text(at: "currency")
      var table = Table([(currency, .left), ("CLASS", .left), ("DEBIT", .right), ("CREDIT", .right)])
      for account in books["accounts"]?.arrayValue ?? [] {
        table.add([
          Table.Cell(ReportText.name(account)), Table.Cell(account.text(at: "class")),
          Table.Cell(amount(account["debit"], currency, output)), Table.Cell(amount(account["credit"], currency, output)),
        ])
      }
      table.add([
        Table.Cell("Total", .heading), Table.Cell(""), Table.Cell(output.amounts.text(books["debits"], currency), .heading),
        Table.Cell(output.amounts.text(books["credits"], currency), .heading),
      ])
      let isBalanced = books["balanced"]?.boolValue == true
      let verdict = isBalanced ? "balanced".styled(.good, output) : "NOT BALANCED".styled(.bad, output)
      text += "\n" + table.render(colored: output.colored) + "Debits \(isBalanced ? "=" : "≠") credits: \(verdict)\n"
    }
    return text
  }

  private static func amount(_ value: JSONValue?, _ currency: String, _ output: Output) -> String {
    value?.integerValue == 0 ? "" : output.amounts.text(value, currency)
  }

  static func rows(_ report: JSONValue) -> [JSONValue] {
    (report["currencies"]?.arrayValue ?? []).flatMap { books in
      (books["accounts"]?.arrayValue ?? []).map { ["currency": books["currency"] ?? .null, "account": $0] }
    }
  }

  static let csv = [
    Column("", "currency", .text("currency")), Column("", "code", .text("account.code")), Column("", "id", .text("account.id")),
    Column("", "class", .text("account.class")), Column("", "debit", .text("account.debit")),
    Column("", "credit", .text("account.credit")),
  ]
}
