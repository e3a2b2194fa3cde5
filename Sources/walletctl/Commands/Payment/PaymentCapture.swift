import JSON
import WalletAPI

extension PaymentCommands {
  static let capture = Command(
    words: ["payment", "capture"], summary: "Take what is authorized, all or part of it",
    details: "What is not captured is freed, unless --keep-rest leaves it set aside for another capture.",
    arguments: [.payment],
    options: [
      .value("amount", "a", "AMOUNT", "how much (default: all that is left)"), .currencyOfPayment,
      .flag("keep-rest", nil, "leave the rest set aside"),
    ],
    calls: [.capturePayment, .getPayment],
    examples: [
      .init("walletctl payment capture pay_01JD4W7Q2M0000CR00000000AE", "all of it"),
      .init("walletctl payment capture pay_01JD4W7Q2M0000CR00000000AE -a 300000", "a part; the rest is freed"),
    ],
    run: { session throws(CommandFailure) in
      var body = JSONObject([("final", .bool(!session.invocation.has("keep-rest")))])
      body["amount"] = try session.amountOfPayment().map { .integer($0) }
      session.output.show(try session.post(session.paymentPath("/capture"), .object(body)), as: PaymentColumns.details)
    })
}
