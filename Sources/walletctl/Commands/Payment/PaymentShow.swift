import WalletAPI
import WalletClient

extension PaymentCommands {
  static let show = Command(
    words: ["payment", "show"], summary: "Show a payment", arguments: [.payment],
    calls: [.getPayment],
    examples: [.init("walletctl payment show pay_01JD4W7Q2M0000CR00000000AE", "how much came, and how much went back")],
    run: { session throws(CommandFailure) in
      session.output.show(try session.get(session.paymentPath()), as: PaymentColumns.details)
    })
}

extension Option {
  static let currencyOfPayment = Option.value(
    "currency", "c", "CODE", "of the amount (default: the payment is asked for its own)")
}

extension Session {
  /// Of the payment the command names.
  func paymentPath(_ rest: String = "") -> String { PercentCoding.path("/v1/payments", invocation.argument("PAYMENT"), rest) }

  /// What --amount says, in minor units; nil where it says nothing. Without --currency the payment is asked for its own.
  func amountOfPayment() throws(CommandFailure) -> Int64? {
    guard let text = invocation.value("amount") else { return nil }
    guard !isMinor else { return try AmountInput.parse(text, currency: nil, isMinor: true) }
    let code = if let code = invocation.value("currency") { code } else { try get(paymentPath()).text(at: "currency") }
    return try AmountInput.parse(text, currency: try AmountInput.currency(code), isMinor: false)
  }
}
