import JSON
import LedgerCore
import WalletAPI
import WalletClient

/// The commands about settlements, one file each.
enum SettlementCommands {
  static let create = Command(
    words: ["settlement", "create"], summary: "Book what a provider says it has settled",
    details: """
      Reads the provider's report, a CSV file: of Midtrans its statement, of Xendit the transactions report (version 2) or the balance report. \
      Columns are found by name. Each line is matched to its charge or refund, and booked; the same file is the same settlement, \
      however often it is sent. A file that was cut, or saved in another encoding, is refused.
      """,
    options: [
      Option.choice("format", WireWords.settlementFormats, "which report it is").required,
      Option.value("file", "f", "FILE", "the report (- is standard input)").required,
      Option.value("currency", "c", "CODE", "whose amounts it has").required,
      .value("bank", nil, "BANK", "where it came: your name for the account (default: the balance at the provider)"),
      .value("paid", nil, "AMOUNT", "what really came, to be held against what is booked"),
      .value("reference", nil, "TEXT", "what you call it"),
    ],
    calls: [.createSettlement],
    examples: [
      .init(
        "walletctl settlement create --format midtrans_statement --file statement.csv -c IDR --bank bca --paid 9930000",
        "its items, and whether what came is what should have come")
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      let format = invocation.value("format") ?? ""
      let currency = try AmountInput.currency(invocation.value("currency") ?? "")
      let csv = try InputFile.text(invocation.value("file") ?? "-")
      var report = JSONObject([("format", .string(format))])
      report["csv"] = .string(csv)
      var body = JSONObject([("currency", .string(currency.code)), ("report", .object(report))])
      body["provider"] = .string(format.hasPrefix("midtrans") ? "midtrans" : "xendit")
      body["bank"] = invocation.value("bank").map { .string($0) }
      body["reference"] = invocation.value("reference").map { .string($0) }
      if let text = invocation.value("paid") {
        body["paid"] = .integer(try AmountInput.parse(text, currency: currency, isMinor: session.isMinor))
      }
      session.output.show(try session.post("/v1/settlements", .object(body)), as: SettlementColumns.details)
    })
}

extension Argument {
  static let settlement = Argument("SETTLEMENT", "its id, stl_…")
}
