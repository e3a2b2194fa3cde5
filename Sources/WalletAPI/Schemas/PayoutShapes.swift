import JSON

/// Payouts and withdrawals.
enum PayoutShapes {
  /// Of records, as a list is filtered by: `sending` and `unknown` are both shown as `submitted`.
  static let states = [
    "requested", "approved", "sending", "unknown", "in_transit", "paid", "failed", "returned", "cancelled",
  ]
  private static let shown = [
    "requested", "approved", "submitted", "in_transit", "paid", "failed", "returned", "cancelled",
  ]
  static let rails = ["bi_fast", "skn", "rtgs"]
  static let payoutID = PaymentShapes.id("po")

  /// A bank account, as it is asked for or as it is shown.
  static func destination(isClosed: Bool) -> Schema {
    .object(
      [
        Field("bank_code", .string(pattern: "^[0-9]{3}$"), "The bank's three digits."),
        Field(
          "account_number", .string(pattern: isClosed ? "^[0-9]{1,32}$" : "^[0-9*]{1,32}$"),
          isClosed ? "Its digits." : "In lists and events only the last four of its digits are shown."),
        Field("account_holder", .string(length: 1...100), "As the bank has it."),
      ], isClosed: isClosed)
  }

  static let creation = RequestShapes.closed(
    [
      .optional(
        "merchant_id", PaymentShapes.name, "Whose available money it is: a merchant's id, or the platform's name for it."),
      .optional("wallet_id", PaymentShapes.name, "Or a wallet's: then it is a withdrawal. Bonuses are never withdrawn."),
      Field("amount", Shapes.amount, "Minor units that arrive; the fee is taken besides."), Field("currency", Shapes.currency),
      .optional("destination", destination(isClosed: true), "None: the merchant's own."),
      .optional("rail", .oneOf(rails), "None: the one that takes it first."),
      .optional(
        "when_closed", .oneOf(["wait", "refuse"]),
        "What becomes of it while no rail takes it. Default: it waits for the next hours."),
      .optional("description", .string(length: 1...100), "What the bank shows."), .optional("metadata", .ref(.metadata)),
    ],
    example: [
      "merchant_id": "m123", "amount": 25_000_000, "currency": "IDR",
      "destination": ["bank_code": "014", "account_number": "1234567890", "account_holder": "Warung Contoh"],
    ])

  static let payout = Schema.object(
    [Field("payout_id", payoutID), Field("status", .oneOf(shown))] + PaymentShapes.money + [
      Field("fee", .integer(), "What the platform took of the source besides.")
    ] + PaymentShapes.payee + [
      Field("destination", destination(isClosed: false)),
      .optional("rail", .oneOf(rails), "By which it goes, as far as is known."),
      .optional("sends_at", Shapes.time, "When it is sent: its rail opens, or it is tried again."),
      .optional("description", .string()), Field("requested_by", .string(), "Who asked for it."),
      .optional("approved_by", .string(), "Who agreed; never who asked."), .optional("approved_at", Shapes.time),
      .optional("cancelled_by", .string()), .optional("provider", .oneOf(PaymentShapes.providers)),
      .optional("provider_reference", .string()),
      Field("transfers", .integer(), "How many its provider was asked for: a new one only follows one that has failed for good."),
      .optional("paid_at", Shapes.time), .optional("error", PaymentShapes.error, "Why it is not paid, or not yet."),
      .optional("metadata", .ref(.metadata)),
    ] + PaymentShapes.end)
}
