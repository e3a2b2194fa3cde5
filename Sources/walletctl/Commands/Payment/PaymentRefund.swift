import JSON
import WalletAPI

extension PaymentCommands {
  static let refund = Command(
    words: ["payment", "refund"], summary: "Give money back, all or part of it",
    details: "Exit 8 means that nobody knows yet whether the provider has it: the same command with the same --key tells.",
    arguments: [.payment],
    options: [
      .value("amount", "a", "AMOUNT", "how much (default: all that is left)"), .currencyOfPayment,
      .value("reason", "r", "TEXT", "why; the provider may show it"),
    ],
    calls: [.refundPayment, .getPayment],
    examples: [
      .init("walletctl payment refund pay_01JD4W7Q2M0000CR00000000AE -r 'order-17 returned'", "all of it"),
      .init("walletctl payment refund pay_01JD4W7Q2M0000CR00000000AE -a 10000 -k refund-17-1", "Rp10.000 of it, once"),
    ],
    run: { session throws(CommandFailure) in
      var body = JSONObject()
      body["amount"] = try session.amountOfPayment().map { .integer($0) }
      body["reason"] = session.invocation.value("reason").map { .string($0) }
      session.output.show(try session.post(session.paymentPath("/refunds"), .object(body)), as: RefundColumns.details)
    })
}
