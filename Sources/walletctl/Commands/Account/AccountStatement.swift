import JSON
import WalletAPI
import WalletClient

extension AccountCommands {
  static let statement = Command(
    words: ["account", "statement"], summary: "Print a statement: opening balance, entries, closing balance",
    arguments: [Argument("ACCOUNT", "its code or id")], options: [.currency, .from, .to],
    calls: [.getStatement],
    examples: [
      .init("walletctl account statement wallet:alice --from 2026-11-01 --to 2026-12-01", "November"),
      .init("walletctl statement wallet:alice --csv > alice.csv", "the same for a spreadsheet, from the beginning"),
    ],
    run: { session throws(CommandFailure) in try StatementText.run(session) })
}

extension ReportCommands {
  static let statement = Command(
    words: ["statement"], summary: "Print an account's statement (as `account statement`)",
    arguments: AccountCommands.statement.arguments, options: AccountCommands.statement.options,
    calls: [.getStatement],
    examples: AccountCommands.statement.examples, run: { session throws(CommandFailure) in try StatementText.run(session) })
}

/// A statement is fetched page by page, newest first, and printed as people read it: oldest first.
enum StatementText {
  static func run(_ session: Session) throws(CommandFailure) {
    let path = PercentCoding.path("/v1/accounts", session.invocation.argument("ACCOUNT"), "/statement")
    let statement = try session.statement(path, session.accountQuery)
    switch session.output.format {
    case .json: session.output.json(statement)
    case .jsonl: for entry in statement["entries"]?.arrayValue ?? [] { session.output.jsonLine(entry) }
    case .csv: session.output.csv(statement["entries"]?.arrayValue ?? [], EntryColumns.all, isFirst: true)
    case .table: session.streams.out(text(statement, session.output))
    }
  }

  static func text(_ statement: JSONValue, _ output: Output) -> String {
    let currency = statement.text(at: "currency")
    let name = statement["code"]?.stringValue ?? statement.text(at: "account")
    let from = statement["from"]?.stringValue.map { "from " + TimeText.seconds($0) + " " } ?? ""
    var text = "Statement of \(Plain.text(name)) (\(currency)) \(from)to \(TimeText.seconds(statement.text(at: "to")))\n\n"
    text += "Opening balance  \(output.amounts.text(statement.at("opening.posted"), currency))\n\n"
    let entries = statement["entries"]?.arrayValue ?? []
    text += entries.isEmpty ? "Nothing happened.\n" : output.table(entries.map(sided), as: columns)
    text += "\nDebits           \(output.amounts.text(statement.at("totals.debits"), currency))\n"
    text += "Credits          \(output.amounts.text(statement.at("totals.credits"), currency))\n"
    text += "Closing balance  \(output.amounts.text(statement.at("closing.posted"), currency))\n"
    text += "Available        \(output.amounts.text(statement.at("closing.available"), currency))\n"
    return text
  }

  /// The amount in the column of its side; what holds reserve stands in neither.
  private static func sided(_ entry: JSONValue) -> JSONValue {
    guard case .object(var members) = entry, ["post", "capture"].contains(entry.text(at: "kind")) else { return entry }
    members[entry.text(at: "side")] = entry["amount"]
    return .object(members)
  }

  private static let columns = [
    Column("POSTED", "", .time("posted_at")), Column("KIND", "", .text("kind")),
    Column("OTHER ACCOUNT", "", .account(code: "other_code", id: "other")), Column("REFERENCE", "", .text("reference")),
    Column("DEBIT", "", .amount("debit", currency: "currency")), Column("CREDIT", "", .amount("credit", currency: "currency")),
    Column("BALANCE", "", .amount("balance.posted", currency: "currency")),
  ]
}
