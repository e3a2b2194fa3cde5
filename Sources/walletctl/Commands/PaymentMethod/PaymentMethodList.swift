import WalletAPI
import WalletClient

extension PaymentMethodCommands {
  static let list = Command(
    words: ["payment-method", "list"], summary: "List payment methods, masked, newest first",
    options: [
      .value("customer", nil, "NAME", "of this customer"),
      .choice("type", NewMethodKind.all.map(\.name), "of this type"),
    ] + Option.paging,
    calls: [.listPaymentMethods],
    examples: [.init("walletctl -t toko payment-method list --customer alice", "what she can pay with")],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/payment_methods",
        query: [("customer", session.invocation.value("customer")), ("type", session.invocation.value("type"))],
        as: PaymentMethodColumns.list, empty: "No payment method is like that.")
    })

  static let show = Command(
    words: ["payment-method", "show"], summary: "Show a payment method, masked", arguments: [.token],
    calls: [.getPaymentMethod],
    examples: [.init("walletctl -t toko payment-method show tok_000SGB98QC3TGAWG0200000002", "what may be shown of it")],
    run: { session throws(CommandFailure) in
      let path = PercentCoding.path("/v1/payment_methods", session.invocation.argument("TOKEN"))
      session.output.show(try session.get(path), as: PaymentMethodColumns.details)
    })
}

extension Argument {
  static let token = Argument("TOKEN", "its token, tok_…")
}
