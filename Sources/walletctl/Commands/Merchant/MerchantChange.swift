import JSON
import LedgerCore
import WalletAPI
import WalletClient

extension MerchantCommands {
  static let change = Command(
    words: ["merchant", "change"], summary: "Change a merchant's terms, name or status",
    details: """
      What is not named stays as it is. A fee is for payments that are confirmed from now on; those that were begun keep theirs. A merchant \
      that is suspended takes nothing new; closing is for good.
      """,
    arguments: [.merchant],
    options: [
      .value("name", nil, "TEXT", "what people call it"),
      .value("fee-percent", nil, "PERCENT", "what you keep of each payment: 0.7"),
      .value("fee-fixed", nil, "AMOUNT", "and this much more of each, with --currency"),
      .value("currency", "c", "CODE", "of the fixed fee"),
      .value("fees", nil, "LIST", "of single ways to pay, all there are to be: 'qris=0.7, card=2.9+2000' (none: none)"),
      .value("settlement-days", nil, "N", "working days until its money is available; 0: at once"),
      .value("reserve", nil, "PERCENT", "what of each payment is held back, with --reserve-days (0: nothing)"),
      .value("reserve-days", nil, "N", "for so many days"),
      .choice("status", WireWords.merchantStates, "whether it takes payments"), .metadata,
    ] + PayoutCommands.destination,
    calls: [.changeMerchant],
    examples: [
      .init("walletctl merchant change m123 --fee-percent 0.9", "of payments that are confirmed from now on"),
      .init(
        "walletctl merchant change m123 --bank 014 --account 1234567890 --holder 'Warung Contoh'",
        "where its payouts go by themselves"),
      .init("walletctl merchant change m123 --status suspended", "it takes nothing new; refunds go on"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      var body = try terms(session)
      body["payout_destination"] = try PayoutCommands.account(session)
      body["status"] = invocation.value("status").map { .string($0) }
      guard !body.members.isEmpty else { throw .usage("nothing is to be changed; `--help` shows what can be") }
      let path = PercentCoding.path("/v1/merchants", invocation.argument("MERCHANT"))
      session.output.show(try session.post(path, .object(body)), as: MerchantColumns.details)
    })

  /// `qris=0.7, card=2.9+2000`: percent, and an amount of the currency.
  private static func fees(_ text: String, _ session: Session) throws(CommandFailure) -> JSONValue {
    guard text != "none" else { return .array([]) }
    var list: [JSONValue] = []
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1).map { $0.trimmingSpaces }
      guard sides.count == 2 else { throw .usage("--fees is a list such as 'qris=0.7, card=2.9+2000', not '\(text.prefix(80))'") }
      let terms = sides[1].split(separator: "+", maxSplits: 1).map { $0.trimmingSpaces }
      var fee = JSONObject([("method", .string(sides[0]))])
      if let percent = terms.first, !percent.isEmpty { fee["fee_percent"] = .string(percent) }
      if terms.count == 2 {
        guard let code = session.invocation.value("currency") else { throw .usage("a fixed fee needs its --currency") }
        let currency = try AmountInput.currency(code)
        fee["fee_fixed"] = .integer(try AmountInput.parse(terms[1], currency: currency, isMinor: session.isMinor))
        fee["fee_currency"] = .string(currency.code)
      }
      list.append(.object(fee))
    }
    return .array(list)
  }

  /// What is said of a merchant in an order, whether it is made or changed.
  static func terms(_ session: Session) throws(CommandFailure) -> JSONObject {
    let invocation = session.invocation
    var body = JSONObject()
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
    if let text = invocation.value("fees") { body["fees"] = try fees(text, session) }
    body["reserve_percent"] = invocation.value("reserve").map { .string($0) }
    if let text = invocation.value("reserve-days") {
      guard let days = Int64(text) else { throw .usage("--reserve-days is a number of days, not '\(text.prefix(40))'") }
      body["reserve_days"] = .integer(days)
    }
    body["metadata"] = try session.metadata()
    return body
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
