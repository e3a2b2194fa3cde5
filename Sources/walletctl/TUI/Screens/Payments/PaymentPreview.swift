import JSON
import LedgerCore

/// What an act on a payment will post, worked out from what the daemon says of it: shown before it is confirmed. What is posted the daemon
/// decides, by docs/concepts/payments.md.
enum PaymentPreview {
  /// What is left of an authorization.
  static func authorized(_ payment: JSONValue) -> Int64 {
    max(0, amount(payment, "amount") - amount(payment, "captured"))
  }

  /// What can still be given back.
  static func refundable(_ payment: JSONValue) -> Int64 {
    max(0, amount(payment, "captured") - amount(payment, "refunded"))
  }

  /// `also`: the merchant.
  static func capture(_ payment: JSONValue) -> [PostingInput] {
    let taken = amount(payment, "typed.amount")
    let left = authorized(payment)
    guard taken > 0, taken <= left, let merchant = payment.at("also.0") else { return [] }
    let pending = merchantAccount(payment, "pending")
    let fee =
      fee(merchant, onCaptured: amount(payment, "captured") + taken, payment.text(at: "currency")) - amount(payment, "fee")
    return [
      posting(payment, .capture, clearing(payment), pending, taken), posting(payment, .post, pending, fees, fee),
      posting(payment, .release, clearing(payment), pending, payment.text(at: "typed.rest") == "keep" ? 0 : left - taken),
    ].filter { $0.amount > 0 }
  }

  static func void(_ payment: JSONValue) -> [PostingInput] {
    [posting(payment, .release, clearing(payment), merchantAccount(payment, "pending"), authorized(payment))].filter {
      $0.amount > 0
    }
  }

  /// `also`: the merchant's account of what is not paid out yet, for a merchant's payment.
  static func refund(_ payment: JSONValue) -> [PostingInput] {
    let back = amount(payment, "typed.amount")
    let (captured, refunded) = (amount(payment, "captured"), amount(payment, "refunded"))
    guard back > 0, back <= refundable(payment) else { return [] }
    if let wallet = payment["wallet_id"]?.stringValue {
      return [posting(payment, .post, "liabilities:wallet:\(wallet):available", inTransit, back)]
    }
    let (fee, given) = (amount(payment, "fee"), amount(payment, "fee_returned"))
    let due = (Int128(fee) * Int128(refunded + back) * 2 + Int128(captured)) / (Int128(captured) * 2)
    let fromFee = min(back, max(0, Int64(due) - given))
    let own = captured - fee - (refunded - given)
    let available = max(0, min(own, payment.at("also.0.available")?.integerValue ?? 0))
    let fromPending = min(back - fromFee, available)
    return [
      posting(payment, .post, merchantAccount(payment, "pending"), inTransit, fromPending),
      posting(payment, .post, merchantAccount(payment, "available"), inTransit, back - fromFee - fromPending),
      posting(payment, .post, fees, inTransit, fromFee),
    ].filter { $0.amount > 0 }
  }

  /// An account that nobody has needed yet, as the act will open it.
  static func unopened(_ code: String, _ currency: String) -> JSONValue {
    let isDebit = code.hasPrefix("assets:") || code.hasPrefix("expenses:")
    return [
      "id": .string(code), "code": .string(code), "currency": .string(currency), "normal_side": isDebit ? "debit" : "credit",
      "posted": 0, "pending": 0, "available": 0, "status": "open", "limit": "none",
    ]
  }

  static func merchantAccount(_ payment: JSONValue, _ part: String) -> String {
    "liabilities:merchant:\(payment.text(at: "merchant_id")):\(part)"
  }

  private static let fees = "revenue:fee:payment"
  private static let inTransit = "liabilities:refund:intransit"

  private static func clearing(_ payment: JSONValue) -> String { "assets:psp:\(payment.text(at: "provider")):clearing" }

  private static func amount(_ payment: JSONValue, _ path: String) -> Int64 { payment.at(path)?.integerValue ?? 0 }

  private static func posting(
    _ payment: JSONValue, _ kind: PostingInput.Kind, _ debit: String, _ credit: String, _ amount: Int64
  ) -> PostingInput {
    PostingInput(
      kind: kind, debit: debit, credit: credit, amount: amount, currency: payment["currency"]?.stringValue, balancing: nil)
  }

  /// The fee of all that was captured so far: a share, rounded half up, and a fixed amount; at most all of it.
  private static func fee(_ merchant: JSONValue, onCaptured captured: Int64, _ currency: String) -> Int64 {
    let share = Int128(millionths(merchant.text(at: "fee_percent")))
    let isFixed = merchant.text(at: "fee_currency") == currency
    let whole = (Int128(captured) * share + 500_000) / 1_000_000 + Int128(isFixed ? amount(merchant, "fee_fixed") : 0)
    return Int64(min(whole, Int128(captured)))
  }

  /// Percent with up to four decimals: "0.7" is 7,000.
  private static func millionths(_ percent: String) -> Int64 {
    let parts = percent.split(separator: ".", maxSplits: 1)
    let decimals = (parts.count > 1 ? parts[1] : "") + "0000"
    return (parts.first.flatMap { Int64($0) } ?? 0) * 10_000 + (Int64(decimals.prefix(4)) ?? 0)
  }
}

extension JSONValue {
  /// The same object with one member more.
  func with(_ name: String, _ value: JSONValue) -> JSONValue {
    guard case .object(var members) = self else { return self }
    members[name] = value
    return .object(members)
  }
}
