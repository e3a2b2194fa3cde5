import JSON

extension QRCommands {
  static let check = Command(
    words: ["qr", "check"], summary: "Read a merchant's QR code (QRIS, EMV) and say what it says, or what is wrong with it",
    details:
      "The sum, the pieces, and what QRIS asks for besides. Nothing is asked of the daemon or of anybody else: whether the merchant is real it cannot say.",
    arguments: [code],
    examples: [
      .init("zbarimg --raw -q photo.png | walletctl qr check", "what a photographed code says"),
      .init("walletctl qr check --json \"$CODE\"", "for scripts; exit 1 where it is none"),
    ],
    run: { session throws(CommandFailure) in
      session.output.show(try parse(try text(session)).json, as: columns)
    })

  private static let columns = [
    Column("STANDARD", "standard", .made { $0.text(at: "standard").uppercased() }),
    Column("MERCHANT", "merchant_name", .text("merchant_name")), Column("CITY", "city", .text("city")),
    Column("POSTAL CODE", "postal_code", .text("postal_code")), Column("COUNTRY", "country", .text("country")),
    Column("PAID", "use", .made { $0.text(at: "use") == "static" ? "any number of times" : "once" }),
    Column("AMOUNT", "amount", .amount("amount", currency: "currency")), Column("CURRENCY", "currency", .text("currency")),
    Column("FEE", "tip_amount", .amount("tip.amount", currency: "currency")),
    Column("TIP", "tip", .made { item in tipText(item["tip"]) }), Column("CATEGORY", "category", .text("category")),
    Column("NATIONAL ID", "national_merchant_id", .text("national_merchant_id")), Column("BILL", "bill", .text("bill")),
    Column("STORE", "store", .text("store")), Column("REFERENCE", "reference", .text("reference")),
    Column("CUSTOMER", "customer", .text("customer")), Column("TERMINAL", "terminal", .text("terminal")),
    Column("PURPOSE", "purpose", .text("purpose")),
    Column(
      "ACCOUNTS", "accounts", .made { item in (item["accounts"]?.arrayValue ?? []).map(accountText).joined(separator: "; ") }),
  ]

  /// A fixed one is an amount, and has a column of its own.
  private static func tipText(_ tip: JSONValue?) -> String {
    switch tip?["kind"]?.stringValue {
    case "asked": return "the payer is asked"
    case "percent":
      let hundredths = tip?["hundredths"]?.integerValue ?? 0
      return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10) %"
    default: return ""
    }
  }

  private static func accountText(_ account: JSONValue) -> String {
    [account.text(at: "domain"), account.text(at: "merchant_pan"), account.text(at: "merchant_id")].filter { !$0.isEmpty }
      .joined(separator: " ")
  }
}
