import JSON
import LedgerCore
import WalletAPI

/// The commands about merchants, one file each.
enum MerchantCommands {
  static let create = Command(
    words: ["merchant", "create"], summary: "Make a merchant, who is paid through you",
    arguments: [Argument("NAME", "your own name for it, which never changes: m123")],
    options: [
      .value("name", nil, "TEXT", "what people call it"),
      .value("fee-percent", nil, "PERCENT", "what you keep of each payment: 0.7 (default 0)"),
      .value("fee-fixed", nil, "AMOUNT", "and this much more of each, with --currency"),
      .value("currency", "c", "CODE", "of the fixed fee"),
      .value("settlement-days", nil, "N", "days until its money may be paid out (default 1)"), .metadata,
    ],
    calls: [.createMerchant],
    examples: [
      .init("walletctl merchant create m124 --name 'Warung Contoh' --fee-percent 0.7", "you keep 0.7 % of each payment"),
      .init(
        "walletctl merchant create m125 --fee-percent 2.95 --fee-fixed 2000 -c IDR --settlement-days 2",
        "and Rp2.000 more; paid out after two days"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      var body = JSONObject([("merchant_id", .string(invocation.argument("NAME")))])
      body["name"] = invocation.value("name").map { .string($0) }
      body["fee_percent"] = invocation.value("fee-percent").map { .string($0) }
      if let text = invocation.value("fee-fixed") {
        guard let code = invocation.value("currency") else { throw .usage("--fee-fixed needs its --currency") }
        let currency = try AmountInput.currency(code)
        body["fee_fixed"] = .integer(try AmountInput.parse(text, currency: currency, isMinor: session.isMinor))
        body["fee_currency"] = .string(currency.code)
      }
      if let text = invocation.value("settlement-days") {
        guard let days = Int64(text) else { throw .usage("--settlement-days is a number of days, not '\(text.prefix(40))'") }
        body["settlement_days"] = .integer(days)
      }
      body["metadata"] = try session.metadata()
      session.output.show(try session.post("/v1/merchants", .object(body)), as: MerchantColumns.details)
    })
}

extension Argument {
  static let merchant = Argument("MERCHANT", "your own name for it, or its id, mch_…")
}
