import JSON
import LedgerCore
import WalletAPI

/// The commands about how a tenant takes payments.
enum PaymentSettingsCommands {
  static let show = Command(
    words: ["payment-settings", "show"], summary: "Show to whom charges go, and whether refunds give fees back",
    calls: [.getPaymentSettings],
    examples: [.init("walletctl -t toko payment-settings show", "the routes, the first first")],
    run: { session throws(CommandFailure) in show(try session.get("/v1/payment_settings"), session) })

  static let set = Command(
    words: ["payment-settings", "set"], summary: "Set to whom charges go, and whether refunds give fees back",
    details: """
      What is not named stays as it is. --routes-from reads a JSON list, all routes there are to be (none: []): of those that fit a charge the \
      first is asked first. A route has a provider and may have methods, currency with least and most (minor units), and hours: \
      {"from": "06:00", "to": "23:00", "utc_offset": "+07:00"}, the first minute and the minute after the last, by default those of Jakarta; \
      one that ends before it begins goes over midnight.

      --calendar-from reads a JSON object, all days of the calendar there are to be (none of its own: {}): {"closed": \
      ["2026-12-24"], "open": ["2026-12-26"]}. Working days are Monday to Friday without the public holidays of Indonesia, without \
      those that are closed, and with those that are open.
      """,
    options: [
      .value("routes-from", nil, "FILE", "all routes, as a JSON list (- is standard input)"),
      .choice("returns-fees", ["yes", "no"], "whether refunds give the platform's fee back (default yes)"),
      .choice(
        "merchant-debt", ["refused", "allowed"], "whether a merchant may come to owe what is given back for it (default refused)"),
      .value("transfer-fee-percent", nil, "PERCENT", "what is kept of what one wallet sends another: 0.5"),
      .value("transfer-fee-fixed", nil, "AMOUNT", "and this much more of each"),
      .value("tiers-from", nil, "FILE", "all tiers of customers, as a JSON list (- is standard input)"),
      .value("utc-offset", nil, "OFFSET", "by which clock days and months begin (default +07:00)"),
      .value("write-off-limit", nil, "N", "minor units of a settlement's difference that may be written off (default 0)"),
      .value("calendar-from", nil, "FILE", "by which working days are counted, as a JSON object (- is standard input)"),
      .value("payout-approval-above", nil, "AMOUNT", "payouts of more need a second person (default 0: all do)"),
      .value("payout-minimum", nil, "AMOUNT", "less is not paid out"),
      .value("payout-fee-percent", nil, "PERCENT", "what you take besides each payout: 0.1 (default 0)"),
      .value("payout-fee-fixed", nil, "AMOUNT", "and this much more of each"),
      .value("currency", "c", "CODE", "of these amounts (default IDR)"),
    ],
    calls: [.setPaymentSettings],
    examples: [
      .init(
        "walletctl -t toko payment-settings set --routes-from routes.json",
        #"[{"provider":"xendit","methods":["dana"],"hours":{"from":"06:00","to":"23:00"}},{"provider":"midtrans"}]"#),
      .init(
        "walletctl -t toko payment-settings set --payout-approval-above 1000000 --payout-fee-fixed 2500",
        "Rp1.000.000 and less need no second person; each payout costs Rp2.500"),
      .init("walletctl -t toko payment-settings set --returns-fees no", "the platform keeps its fees"),
    ],
    run: { session throws(CommandFailure) in
      var body = JSONObject()
      if let path = session.invocation.value("routes-from") { body["routes"] = try InputFile.json(path) }
      if let text = session.invocation.value("returns-fees") { body["returns_fees"] = .bool(text == "yes") }
      body["merchant_debt"] = session.invocation.value("merchant-debt").map { .string($0) }
      if let fee = try transferFee(session) { body["transfer_fee"] = fee }
      if let path = session.invocation.value("tiers-from") { body["kyc_tiers"] = try InputFile.json(path) }
      body["utc_offset"] = session.invocation.value("utc-offset").map { .string($0) }
      if let path = session.invocation.value("calendar-from") { body["calendar"] = try InputFile.json(path) }
      if let text = session.invocation.value("write-off-limit") {
        guard let limit = Int64(text) else {
          throw .usage("--write-off-limit is a number of minor units, not '\(text.prefix(40))'")
        }
        body["write_off_limit"] = .integer(limit)
      }
      try payouts(session, &body)
      guard !body.isEmpty else { throw .usage("nothing is to be set; `--help` shows what can be") }
      show(try session.post("/v1/payment_settings", .object(body)), session)
    })

  private static func transferFee(_ session: Session) throws(CommandFailure) -> JSONValue? {
    let invocation = session.invocation
    var fee = JSONObject()
    fee["percent"] = invocation.value("transfer-fee-percent").map { .string($0) }
    if let text = invocation.value("transfer-fee-fixed") {
      let currency = try AmountInput.currency(invocation.value("currency") ?? "IDR")
      fee["fixed"] = .integer(try AmountInput.parse(text, currency: currency, isMinor: session.isMinor))
      fee["currency"] = .string(currency.code)
    }
    return fee.isEmpty ? nil : .object(fee)
  }

  private static func payouts(_ session: Session, _ body: inout JSONObject) throws(CommandFailure) {
    let invocation = session.invocation
    let currency = try AmountInput.currency(invocation.value("currency") ?? "IDR")
    for name in ["payout-approval-above", "payout-minimum", "payout-fee-fixed"] {
      guard let text = invocation.value(name) else { continue }
      let amount = try AmountInput.parse(text, currency: currency, isMinor: session.isMinor)
      body[name.replacing("-", with: "_")] = .integer(amount)
    }
    body["payout_fee_percent"] = invocation.value("payout-fee-percent").map { .string($0) }
    if body["payout_fee_fixed"] != nil { body["payout_fee_currency"] = .string(currency.code) }
  }

  private static let details = [
    Column("Refunds give fees back", "returns_fees", .text("returns_fees")),
    Column("Merchants may owe", "merchant_debt", .text("merchant_debt")),
    Column("Transfer fee, percent", "transfer_fee", .text("transfer_fee.percent")),
    Column("Transfer fee, fixed", "transfer_fee_fixed", .amount("transfer_fee.fixed", currency: "transfer_fee.currency")),
    Column("Midnight is by", "utc_offset", .text("utc_offset")),
    Column("Written off up to", "write_off_limit", .text("write_off_limit")),
    Column("Closed besides", "calendar.closed", .made { TenantColumns.words($0["calendar"]?["closed"], "") }),
    Column("Open all the same", "calendar.open", .made { TenantColumns.words($0["calendar"]?["open"], "") }),
    Column("Payouts need approval above", "payout_approval_above", .amount("payout_approval_above", currency: "payout_currency")),
    Column("Least payout", "payout_minimum", .amount("payout_minimum", currency: "payout_currency")),
    Column("Payout fee %", "payout_fee_percent", .text("payout_fee_percent")),
    Column("Payout fee", "payout_fee_fixed", .amount("payout_fee_fixed", currency: "payout_currency")),
    Column("Changed", "updated_at", .time("updated_at")),
  ]

  private static let tiers = [
    Column("TIER", "name", .text("name")), Column("BALANCE", "balance", .amount("balance", currency: "currency")),
    Column("AT ONCE", "transaction", .amount("transaction", currency: "currency")),
    Column("OUT A MONTH", "monthly_outflow", .amount("monthly_outflow", currency: "currency")),
    Column("IN A MONTH", "monthly_inflow", .amount("monthly_inflow", currency: "currency")),
    Column("CURRENCY", "currency", .text("currency")),
  ]

  private static let routes = [
    Column("ROUTE", "provider", .text("provider")),
    Column("METHODS", "methods", .made { TenantColumns.words($0["methods"], "all") }),
    Column("LEAST", "least", .amount("least", currency: "currency")),
    Column("MOST", "most", .amount("most", currency: "currency")), Column("CURRENCY", "currency", .text("currency")),
    Column("HOURS", "hours", .made(hours)),
  ]

  @Sendable private static func hours(_ route: JSONValue) -> String {
    guard route["hours"] != nil else { return "all" }
    return "\(route.text(at: "hours.from"))–\(route.text(at: "hours.to")) \(route.text(at: "hours.utc_offset"))"
  }

  private static func show(_ settings: JSONValue, _ session: Session) {
    // The limits are of payouts in any currency; they are shown in that of the fee.
    let currency = settings["payout_fee_currency"]?.stringValue ?? "IDR"
    session.output.show(settings.with("payout_currency", .string(currency)), as: details)
    if session.output.format == .table, let tiers = settings["kyc_tiers"]?.arrayValue, !tiers.isEmpty {
      session.streams.out("\n" + session.output.table(tiers, as: PaymentSettingsCommands.tiers))
    }
    guard session.output.format == .table, let items = settings["routes"]?.arrayValue else { return }
    guard !items.isEmpty else { return session.note("No routes: accounts are asked in the order in which they were set up.") }
    session.streams.out("\n" + session.output.table(items, as: routes))
  }
}
