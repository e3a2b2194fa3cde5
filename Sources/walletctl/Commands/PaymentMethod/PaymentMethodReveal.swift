import JSON
import WalletAPI
import WalletClient

extension PaymentMethodCommands {
  static let reveal = Command(
    words: ["payment-method", "reveal"], summary: "Write a payment method's secret to standard output, under audit",
    details: """
      Who looked, when and why stands in the audit trail before the secret leaves the daemon; every look has a row of its own. With --quiet \
      the secret alone is written. A file's content is base64: pipe it into `base64 -d`. A key may reveal only when its scopes say so.
      """,
    arguments: [.token], options: [.reason],
    calls: [.revealPaymentMethod],
    examples: [
      .init(
        #"walletctl -t toko payment-method reveal tok_000SGB98QC3TGAWG0200000002 --quiet --reason "chargeback 4711" | pay-out"#,
        "into the program that needs it, past every screen")
    ],
    run: { session throws(CommandFailure) in
      if session.streams.isOutTerminal {
        session.streams.remark(
          "The secret will stand on this terminal, and in its scrollback. Pipe it into what needs it instead.\n")
        try session.confirm("Show it here?")
      }
      let path = PercentCoding.path("/v1/payment_methods", session.invocation.argument("TOKEN"), "/reveal")
      let method = try session.act(path, .object(session.withReason()))
      guard let secret = PaymentMethodColumns.secret(method) else {
        throw CommandFailure(.error, "the daemon's answer has no secret in it")
      }
      switch session.output.format {
      case .table where session.isQuiet: session.streams.out(secret + "\n")
      case .table: session.streams.out(session.output.details(method, PaymentMethodColumns.details) + "Secret      \(secret)\n")
      case .json, .jsonl: session.output.show(method, as: PaymentMethodColumns.details)
      case .csv:
        session.output.csv([method], PaymentMethodColumns.details + [Column("", "secret", .made { _ in secret })], isFirst: true)
      }
    })
}
