import JSON
import WalletAPI

/// The commands that print reports, one file each.
enum ReportCommands {
  static let balanceSheet = Command(
    words: ["report", "balance-sheet"], summary: "Print what there is and who it belongs to, with the proof that it adds up",
    options: [.asOf, .by, .flag("all", "A", "accounts at zero too")],
    calls: [.getBalanceSheet],
    examples: [
      .init("walletctl report balance-sheet", "as of now"),
      .init("walletctl report balance-sheet --as-of 2026-11-01 --by effective", "as it counted at the start of November"),
    ],
    run: { session throws(CommandFailure) in
      let report = try session.get("/v1/reports/balance-sheet", query: try session.moment())
      switch session.output.format {
      case .table: session.streams.out(BalanceSheetText.text(report, session.output, showsZero: session.invocation.has("all")))
      case .json: session.output.json(report)
      case .jsonl: session.output.jsonLine(report)
      case .csv: session.output.csv(BalanceSheetText.rows(report), BalanceSheetText.csv, isFirst: true)
      }
    })
}

extension Session {
  func moment() throws(CommandFailure) -> [(name: String, value: String?)] {
    if invocation.has("by"), !invocation.has("as-of") { throw .usage("--by says what --as-of means: add --as-of TIME") }
    return [("as_of", invocation.value("as-of")), ("by", invocation.value("by"))]
  }
}

/// A balance sheet for people: by currency, grouped by class, amounts beneath each other, and the proof.
enum BalanceSheetText {
  private static let sections = [
    ("assets", "Assets"), ("expenses", "Expenses"), ("liabilities", "Liabilities"), ("equity", "Equity"), ("revenue", "Revenue"),
  ]

  static func text(_ report: JSONValue, _ output: Output, showsZero: Bool) -> String {
    var text = "Balance sheet\(ReportText.moment(report))\n"
    let currencies = report["currencies"]?.arrayValue ?? []
    if currencies.isEmpty { text += "\nNothing was ever posted.\n" }
    for books in currencies { text += "\n" + self.books(books, output, showsZero: showsZero) }
    return text
  }

  private static func books(_ books: JSONValue, _ output: Output, showsZero: Bool) -> String {
    let currency = books.text(at: "currency")
    let amounts = output.amounts
    var table = Table([("", .left), ("", .right)])
    for (name, title) in sections {
      let accounts = (books.at("\(name).accounts")?.arrayValue ?? []).filter { showsZero || $0["balance"]?.integerValue != 0 }
      table.add([Table.Cell(title, .heading), Table.Cell("")])
      for account in accounts {
        let balance = account["balance"]
        table.add([
          Table.Cell("  " + ReportText.name(account)),
          Table.Cell(amounts.text(balance, currency), (balance?.integerValue ?? 0) < 0 ? .bad : .plain),
        ])
      }
      table.add([
        Table.Cell("  Total \(title.lowercased())", .heading),
        Table.Cell(amounts.text(books.at("\(name).total"), currency), .heading),
      ])
    }
    let left = amounts.text(books.at("proof.assets_and_expenses"), currency)
    let right = amounts.text(books.at("proof.liabilities_equity_and_revenue"), currency)
    let isBalanced = books.at("proof.balanced")?.boolValue == true
    let verdict = isBalanced ? "balanced".styled(.good, output) : "NOT BALANCED".styled(.bad, output)
    return currency.styled(.heading, output) + "\n" + table.render(colored: output.colored, indentation: 2)
      + "  Proof: assets + expenses \(left) \(isBalanced ? "=" : "≠") liabilities + equity + revenue \(right): \(verdict)\n"
  }

  /// Each account with its section and currency.
  static func rows(_ report: JSONValue) -> [JSONValue] {
    (report["currencies"]?.arrayValue ?? []).flatMap { books in
      sections.flatMap { name, _ in
        (books.at("\(name).accounts")?.arrayValue ?? []).map { account -> JSONValue in
          ["currency": books["currency"] ?? .null, "section": .string(name), "account": account]
        }
      }
    }
  }

  static let csv = [
    Column("", "currency", .text("currency")), Column("", "section", .text("section")),
    Column("", "code", .text("account.code")), Column("", "id", .text("account.id")),
    Column("", "balance", .text("account.balance")),
  ]
}

enum ReportText {
  static func moment(_ report: JSONValue) -> String {
    let asOf = report["as_of"]?.stringValue.map { " as of \(TimeText.seconds($0)), by \(report.text(at: "by")) time" } ?? ""
    return "\(asOf) (row \(report.text(at: "sequence")) of the ledger)"
  }

  static func name(_ account: JSONValue) -> String { Plain.text(account["code"]?.stringValue ?? account.text(at: "id")) }
}

extension String {
  func styled(_ style: Style, _ output: Output) -> String { style.apply(self, colored: output.colored) }
}
