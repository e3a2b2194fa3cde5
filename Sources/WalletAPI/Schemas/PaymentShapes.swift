import JSON

/// Payments, and what belongs to them.
enum PaymentShapes {
  static let merchantStates = ["active", "suspended", "closed"]
  static let walletStates = ["active", "suspended", "closed"]
  static let bonusStates = ["active", "expiring", "used", "expired"]
  static let intentStates = [
    "requires_method", "requires_confirmation", "requires_action", "processing", "succeeded", "cancelled",
  ]
  static let paymentStates = [
    "created", "pending_auth", "authorized", "partially_captured", "captured", "partially_refunded", "refunded", "voided",
    "expired",
    "failed", "disputed",
  ]
  static let attemptStates = [
    "sending", "unknown", "pending", "authorized", "succeeded", "declined", "not_sent", "cancelled", "expired",
  ]
  static let refundStates = ["sending", "unknown", "pending", "succeeded", "failed"]
  static let deliveryStates = ["received", "processed", "unmatched", "unreadable", "ignored", "dismissed"]
  static let methods = ["qris", "gopay", "shopeepay", "dana", "ovo", "linkaja", "bank_transfer", "card", "wallet"]
  private static let providerMethods = methods.filter { $0 != "wallet" }
  static let providers = ProviderShapes.providers

  static let intentID = id("pi")
  static let paymentID = id("pay")
  static let refundID = id("re")
  static let walletID = id("wal")
  static let customerID = id("cus")
  static let bonusID = id("bon")
  static let attemptID = id("att")
  static let deliveryID = id("in")
  static func id(_ prefix: String) -> Schema { .string(pattern: WirePattern.id(prefix)) }

  /// A name the platform gives; never changes.
  static let name = Schema.string(pattern: "^[A-Za-z0-9_.-]{1,64}$")
  static let percent = Schema.string(pattern: "^[0-9]{1,3}(\\.[0-9]{1,4})?$").examples("0.7")

  private static func fees(isClosed: Bool) -> Schema {
    .array(
      of: .object(
        [
          Field("method", .oneOf(methods)), .optional("fee_percent", percent),
          .optional("fee_fixed", .integer(0...WireLimits.highestAmount)), .optional("fee_currency", Shapes.currency),
        ], isClosed: isClosed))
  }

  // MARK: Requests

  static let merchantCreation = RequestShapes.closed(
    [
      Field("merchant_id", name, "The platform's own name for it."), .optional("name", Shapes.reference),
      .optional("fee_percent", percent, "What the platform keeps of each payment. Default: 0."),
      .optional(
        "fee_fixed", .integer(0...WireLimits.highestAmount), "Minor units more, of payments in `fee_currency`. Default: 0."),
      .optional("fee_currency", Shapes.currency),
      .optional(
        "settlement_days", .integer(0...365), "Working days from a capture until its money is available; 0: at once. Default: 1."),
      .optional("fees", fees(isClosed: true), "Instead of the above, of what is paid in these ways."),
      .optional("reserve_percent", percent, "What of each capture, after its fee, is held back. Default: 0."),
      .optional("reserve_days", .integer(1...730), "For so many days of the calendar. Needed with `reserve_percent`."),
      .optional("metadata", .ref(.metadata)),
    ], example: ["merchant_id": "m123", "name": "Warung Contoh", "fee_percent": "0.7"])

  static let merchantChange = RequestShapes.closed(
    [
      .optional("name", Shapes.reference), .optional("fee_percent", percent, "Of payments that are confirmed from now on."),
      .optional("fee_fixed", .integer(0...WireLimits.highestAmount), "Minor units more, of payments in `fee_currency`."),
      .optional("fee_currency", Shapes.currency), .optional("settlement_days", .integer(0...365)),
      .optional("fees", fees(isClosed: true), "All there are to be."), .optional("reserve_percent", percent),
      .optional("reserve_days", .integer(1...730), "Needed with `reserve_percent`."),
      .optional("status", .oneOf(merchantStates)), .optional("payout_destination", PayoutShapes.destination(isClosed: true)),
      .optional("metadata", .ref(.metadata)),
    ], example: ["fee_percent": "0.9", "status": "active"])

  static let bonusGrant = RequestShapes.closed(
    [
      Field("amount", Shapes.amount), Field("currency", Shapes.currency, "The wallet's."),
      .optional("expires_at", Shapes.time, "Left out: never."), .optional("reason", Shapes.reference),
    ], example: ["amount": 50_000, "currency": "IDR", "reason": "welcome"])

  private static let method = Schema.object(
    [
      Field("type", .oneOf(methods)), .optional("bank", .string(length: 1...32), "Of a bank transfer."),
      .optional("phone", .string(length: 1...20), "Of an OVO customer."),
      .optional("token", .string(length: 1...255), "Of a card: the provider's own token."),
      .optional("wallet", .string(length: 1...64), "Of a wallet that pays: its id, or the platform's name."),
    ], isClosed: true)

  private static let item = Schema.object(
    [
      Field("name", .string(length: 1...50)), Field("price", .integer(), "Minor units for one; below zero for a discount."),
      .optional("quantity", .integer(1...1_000_000), "Default: 1."),
    ], isClosed: true)

  static let intentCreation = RequestShapes.closed(
    [
      .optional(
        "merchant_id", .string(length: 1...64), "Who is paid: an id, or the platform's name. This or `wallet_id` is needed."),
      .optional("wallet_id", .string(length: 1...64), "Which wallet is topped up."),
      .optional("customer_id", Shapes.reference), Field("amount", Shapes.amount), Field("currency", Shapes.currency),
      .optional("payment_method", method), .optional("capture_method", .oneOf(["automatic", "manual"]), "Default: automatic."),
      .optional("reference", Shapes.reference, "The platform's order."), .optional("description", Shapes.reference),
      .optional("return_url", .string(length: 1...2_048), "Where the customer's browser goes afterwards."),
      .optional("items", .array(of: item, count: 0...100)),
      .optional("expires_in", .integer(60...2_592_000), "Seconds until it is cancelled by itself. Default: a day."),
      .optional("metadata", .ref(.metadata)),
    ],
    example: [
      "merchant_id": "m123", "customer_id": "c456", "amount": 2_599_000, "currency": "IDR", "payment_method": ["type": "qris"],
      "capture_method": "automatic",
    ])

  static let confirmation = RequestShapes.closed(
    [.optional("payment_method", method, "Instead of the intent's.")], example: ["payment_method": ["type": "qris"]])
  static let capture = RequestShapes.closed(
    [
      .optional("amount", Shapes.amount, "Default: all that is left."),
      .optional("final", .bool, "Whether what is left is freed. Default: true."),
    ], example: ["amount": 2_599_000])
  static let refundCreation = RequestShapes.closed(
    [.optional("amount", Shapes.amount, "Default: all that is left."), .optional("reason", Shapes.reference)],
    example: ["amount": 1_000_000, "reason": "customer_return"])
  static let empty = RequestShapes.closed([], example: [:])

  // MARK: Replies

  static let end: [Field] = [
    Field("created_at", Shapes.time), Field("updated_at", Shapes.time), Field("sequence", .integer(), "The row it is read from."),
  ]
  static let money: [Field] = [Field("amount", .integer()), Field("currency", Shapes.currency)]
  static let payee: [Field] = [
    .optional("merchant_id", .string()), .optional("merchant", id("mch")), .optional("wallet_id", .string()),
    .optional("wallet", id("wal")),
  ]
  static let error = Schema.object([
    Field("code", .string()), Field("detail", .string(), "In the provider's words."),
    .optional("available", .integer(), "Of `insufficient_funds`: what the wallet had for this, bonuses included."),
    .optional("needed", .integer(), "Of `insufficient_funds`."),
  ])

  static let merchant = Schema.object(
    [
      Field("id", id("mch")), Field("merchant_id", name), Field("status", .oneOf(merchantStates)), .optional("name", .string()),
      Field("fee_percent", percent), Field("fee_fixed", .integer()), .optional("fee_currency", Shapes.currency),
      .optional("fees", fees(isClosed: false), "Of what is paid in these ways, instead of the above."),
      Field("settlement_days", .integer(), "Working days from a capture until its money is available."),
      .optional("reserve_percent", percent), .optional("reserve_days", .integer()),
      .optional("payout_destination", PayoutShapes.destination(isClosed: false), "Where its payouts go by themselves."),
      .optional("changed_by", .string(), "Who changed it last."),
      .optional("metadata", .ref(.metadata)),
    ] + end)

  static let bonus = Schema.object(
    [Field("bonus_id", bonusID), Field("wallet", walletID), Field("status", .oneOf(bonusStates))] + money + [
      Field("spent", .integer(), "What was paid with it and not given back."),
      Field("expired", .integer(), "What nobody spent in time."),
      Field("remaining", .integer(), "What is left, with what authorizations hold of it."),
      .optional("expires_at", Shapes.time), .optional("reason", .string()),
    ] + end)

  private static let action = Schema.object([
    Field("type", .oneOf(["scan", "redirect", "deeplink", "transfer", "agree"])),
    .optional("qr_string", .string(), "What a QR code is made of."), .optional("url", .string()), .optional("bank", .string()),
    .optional("number", .string()), .optional("expires_at", Shapes.time),
  ])

  static let intent = Schema.object(
    [
      Field("payment_intent_id", intentID),
      Field("status", .oneOf(intentStates + ["authorized", "captured"]), "Answered to a confirmation: how the money stands."),
      Field("intent_status", .oneOf(intentStates)),
    ] + money + payee + [
      .optional("customer_id", .string()), Field("capture_method", .oneOf(["automatic", "manual"])),
      .optional("payment_method", .object([Field("type", .oneOf(methods)), .optional("wallet", name, "Which wallet pays.")])),
      .optional("payment", paymentID),
      .optional("authorization_id", .string(), "The attempt that has it authorized; of a wallet the payment."),
      .optional("next_action", action, "What the customer has to do."),
      .optional("last_error", error, "Why the last attempt came to nothing."), .optional("description", .string()),
      .optional("reference", .string()), Field("expires_at", Shapes.time), .optional("metadata", .ref(.metadata)),
    ] + end)

  static let payment = Schema.object(
    [Field("payment_id", paymentID), Field("payment_intent_id", intentID), Field("status", .oneOf(paymentStates))] + money + payee
      + [
        .optional("provider", .oneOf(providers), "None where a wallet pays."), .optional("method", .oneOf(methods)),
        .optional("payer_wallet_id", name, "Which wallet pays it."), .optional("payer_wallet", walletID),
        .optional("authorized_until", Shapes.time, "When a wallet's authorization ends by itself."),
        Field("captured", .integer()), .optional("captured_from_promo", .integer(), "What of that was paid with bonuses."),
        Field("refunded", .integer(), "All refunds that have not failed."),
        Field("refund_pending", .integer(), "What of that is still on its way."), Field("fee", .integer()),
        Field("fee_returned", .integer()),
        .optional("captured_at", Shapes.time),
        .optional("pending", .integer(), "Of a merchant's payment: what is not available yet."),
        .optional("reserved", .integer(), "What is held in reserve."),
        .optional("available_at", Shapes.time, "When all that is pending is available."),
        .optional("reserved_until", Shapes.time, "When nothing is in reserve any more."),
        .optional("released", .integer(), "Where that is what has happened: what became available."),
      ] + end)

  static let refund = Schema.object(
    [Field("refund_id", refundID), Field("payment_id", paymentID), Field("status", .oneOf(refundStates))] + money + [
      .optional("reason", .string()), .optional("provider", .oneOf(providers), "None where a wallet had paid."),
      Field("fee_returned", .integer()), .optional("owed", .integer(), "What of it the merchant did not have, and owes."),
      .optional("to_wallet", .integer(), "What became the wallet's own money again."),
      .optional("to_promo", .integer(), "What went back to its bonuses."),
      .optional("to_expired", .integer(), "What went back to bonuses whose time was up."),
      .optional("settled_at", Shapes.time, "When the provider has settled it."),
      Field("automatic", .bool, "Given back without being asked: it came twice, or too late."), .optional("error", error),
    ] + end)

  static let attempt = Schema.object(
    [
      Field("attempt_id", attemptID), Field("payment_intent_id", intentID),
      Field("purpose", .oneOf(["charge", "capture", "cancel"])),
      Field("status", .oneOf(attemptStates)), Field("provider", .oneOf(providers)), .optional("provider_reference", .string()),
      Field("method", .oneOf(providerMethods)),
    ] + money + [
      .optional(
        "received", .integer(), "What was taken, where that is not `amount`: it stands in suspense until a person decides."),
      .optional("settled", .integer(), "What of it the provider has settled."), .optional("error", error),
      .optional("next_question_at", Shapes.time),
      .optional("charge", attemptID, "The charge that is captured or cancelled."),
      Field("questions", .integer(), "How often the provider was asked what became of it."),
      Field("misses", .integer(), "How often it did not know it."),
      .optional("successor", attemptID, "What was asked of another provider instead, because this one certainly was not."),
    ] + end)

  static let delivery = Schema.object(
    [
      Field("delivery_id", deliveryID), Field("status", .oneOf(deliveryStates)), Field("provider", .oneOf(providers)),
      .optional("event", .string()), .optional("about", .string()),
      .optional("error", error, "Why it is a dead letter."), Field("body", .string(), "As it arrived."),
    ] + end)
}
