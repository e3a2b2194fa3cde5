import JSON
import WalletAPI
import WalletClient

extension PaymentMethodCommands {
  static let setDefault = Command(
    words: ["payment-method", "default"], summary: "Make a payment method its customer's default",
    details: "In place of the one before.", arguments: [.token],
    calls: [.setDefaultPaymentMethod],
    examples: [.init("walletctl -t toko payment-method default tok_000SGB98QC3TGAWG0200000002", "from now on")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/payment_methods", session.invocation.argument("TOKEN"), "/default")
      session.output.show(try session.post(path, [:]), as: PaymentMethodColumns.details)
    })

  static let delete = Command(
    words: ["payment-method", "delete"], summary: "Destroy a payment method's secret and details",
    details: "The token, the fingerprint and the times stay; nothing can be had for the token any more.", arguments: [.token],
    calls: [.deletePaymentMethod],
    examples: [.init("walletctl -t toko payment-method delete tok_000SGB98QC3TGAWG0200000002 --yes", "without being asked")],
    run: { session throws(CommandFailure) in
      let token = session.invocation.argument("TOKEN")
      try session.confirm("Destroy what \(token) stands for? It cannot be brought back.")
      session.output.show(
        try session.post(PercentCoding.path("/v1/payment_methods", token, "/delete"), [:]), as: PaymentMethodColumns.details)
    })
}
