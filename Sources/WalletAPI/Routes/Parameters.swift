import JSON

/// The parameters that several operations share.
enum Parameters {
  static let account = Parameter(
    "account", in: .path, "An account's id, or its code.", Shapes.accountReference, example: "wallet:alice")
  static let transaction = Parameter("transaction", in: .path, "A transaction's id.", Shapes.transactionID)
  static let hold = Parameter("hold", in: .path, "A hold's id.", Shapes.holdID)
  static let tenant = Parameter(
    "tenant", in: .path, "A tenant's id, or its code.", .string(pattern: "^[A-Za-z][A-Za-z0-9_-]{1,39}$"), example: "toko")

  static let key = Parameter("key", in: .path, "An API key's id.", Shapes.keyID)
  static let token = Parameter("token", in: .path, "A payment method's token.", Shapes.tokenID)

  static let merchant = Parameter(
    "merchant", in: .path, "A merchant's id, or the platform's name for it.", .string(length: 1...64), example: "m123")
  static let wallet = Parameter(
    "wallet", in: .path, "A wallet's id, or the platform's name for it.", .string(length: 1...64), example: "alice")
  static let customer = Parameter(
    "customer", in: .path, "A customer's id, or the platform's name for them.", .string(length: 1...64), example: "c456")
  static let monitor = Parameter("monitor", in: .path, "A balance monitor's id.", WalletShapes.monitorID)
  static let settlement = Parameter("settlement", in: .path, "A settlement's id.", SettlementShapes.id)
  static let bonus = Parameter("bonus", in: .path, "A bonus's id.", PaymentShapes.bonusID)
  static let provider = Parameter(
    "provider", in: .path, "A provider's name.", .oneOf(ProviderShapes.providers), example: "midtrans")
  static let intent = Parameter("intent", in: .path, "A payment intent's id.", PaymentShapes.intentID)
  static let payment = Parameter("payment", in: .path, "A payment's id.", PaymentShapes.paymentID)
  static let refund = Parameter("refund", in: .path, "A refund's id.", PaymentShapes.refundID)
  static let payout = Parameter("payout", in: .path, "A payout's id.", PayoutShapes.payoutID)
  static let attempt = Parameter("attempt", in: .path, "An attempt's id.", PaymentShapes.attemptID)
  static let job = Parameter("job", in: .path, "A job's id.", JobShapes.jobID)
  static let delivery = Parameter("delivery", in: .path, "A webhook's id.", PaymentShapes.deliveryID)

  static let currency = Parameter("currency", "Chooses among the accounts of one code.", Shapes.currency)
  static let by = Parameter(
    "by", "Which time `as_of` means: when rows were posted, or when they count.", .oneOf(["posted", "effective"]))
  static let asOf = Parameter("as_of", "The balance at the end of this moment.", Shapes.time)
  static let from = Parameter("from", "Posted at or after.", Shapes.time)
  static let to = Parameter("to", "Posted before.", Shapes.time)
  static let auditFrom = Parameter("from", "Written at or after.", Shapes.time)
  static let auditTo = Parameter("to", "Written before.", Shapes.time)
  static let filterAccount = Parameter("account", "On either side: an account's id, or its code.", Shapes.accountReference)

  static let paging = [
    Parameter(
      "limit", "Items of a page; a page may hold fewer and still have a cursor.",
      .integer(1...Int64(WireLimits.pageItems)).described("Default: \(WireLimits.pageItemsByDefault).")),
    Parameter("cursor", "What the page before answered as `cursor`.", .string(pattern: WirePattern.cursor)),
  ]

  static let tenantHeader = Parameter(
    "Walletd-Tenant", in: .header, "The tenant's id, or its code.", .string(), isRequired: true, example: "toko")
  static let keyHeader = Parameter(
    "Idempotency-Key", in: .header, "Needed, here or as the body's `idempotency_key`: the same key gives the same answer.",
    .string(pattern: WirePattern.key), example: "order-17")
  static let requestID = Parameter(
    "X-Request-Id", in: .header,
    """
    The caller's name of this request; answered in the same header and written to the log. One that is not 1 to 64 letters, digits \
    and `. _ : -` is replaced by a new one.
    """, .string(), example: "checkout-8812")
}
