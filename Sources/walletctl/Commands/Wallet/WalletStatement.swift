import JSON
import WalletAPI
import WalletClient

extension WalletCommands {
  static let statement = Command(
    words: ["wallet", "statement"], summary: "Print what happened in a wallet, its bonuses included",
    arguments: [.wallet], options: [.from, .to],
    calls: [.getWalletStatement],
    examples: [.init("walletctl wallet statement alice --from 2026-11-01", "oldest first, with what was in it after each entry")],
    run: { session throws(CommandFailure) in
      let statement = try fetch(session)
      let entries = statement["entries"]?.arrayValue ?? []
      switch session.output.format {
      case .json: session.output.json(statement)
      case .jsonl: for entry in entries { session.output.jsonLine(entry) }
      case .csv: session.output.csv(entries, WalletColumns.entries, isFirst: true)
      case .table: session.streams.out(text(statement, entries, session.output))
      }
    })

  /// The whole statement, its entries with their currency.
  private static func fetch(_ session: Session) throws(CommandFailure) -> JSONValue {
    let path = PercentCoding.path("/v1/wallets", session.invocation.argument("WALLET"), "/statement")
    let statement = try session.statement(path, [])
    let entries = statement["entries"]?.arrayValue ?? []
    return statement.with("entries", .array(entries.map { $0.with("currency", statement["currency"] ?? .null) }))
  }

  private static func text(_ statement: JSONValue, _ entries: [JSONValue], _ output: Output) -> String {
    let currency = statement.text(at: "currency")
    let from = statement["from"]?.stringValue.map { "from " + TimeText.seconds($0) + " " } ?? ""
    func contents(_ place: String) -> String {
      let promo = statement.at(place + ".promo")?.integerValue ?? 0
      return output.amounts.text(statement.at(place + ".available"), currency)
        + (promo == 0 ? "" : " and \(output.amounts.text(promo, currency)) of bonuses")
    }
    var text = "Statement of \(Plain.text(statement.text(at: "wallet_id"))) (\(currency)) "
    text += "\(from)to \(TimeText.seconds(statement.text(at: "to")))\n\nOpening  \(contents("opening"))\n\n"
    text += entries.isEmpty ? "Nothing happened.\n" : output.table(entries, as: WalletColumns.entries)
    return text + "\nClosing  \(contents("closing"))\n"
  }
}
