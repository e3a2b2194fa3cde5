import JSON
import WalletAPI

extension PaymentCommands {
  static let void = Command(
    words: ["payment", "void"], summary: "Free what is authorized and not taken",
    arguments: [.payment],
    calls: [.voidPayment],
    examples: [.init("walletctl payment void pay_01JD4W7Q2M0000CR00000000AE", "the customer has it back at once")],
    run: { session throws(CommandFailure) in
      session.output.show(try session.post(session.paymentPath("/void"), [:]), as: PaymentColumns.details)
    })
}
