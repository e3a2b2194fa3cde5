import JSON

/// Wallets, and the customers whose they are.
enum WalletShapes {
  static let customerStates = ["active", "suspended"]

  static let monitorStates = ["armed", "crossed", "removed"]
  static let monitorID = Schema.string(pattern: WirePattern.id("mon"))

  // MARK: Requests

  static let monitorCreation = RequestShapes.closed(
    [
      .optional("wallet", .string(length: 1...64), "Whose own money is watched: an id, or the platform's name."),
      .optional("account", Shapes.accountReference, "Or any account, by id or code. One of both is needed."),
      .optional("currency", Shapes.currency, "Chooses among the accounts of one code."),
      Field("direction", .oneOf(["below", "above"])), Field("amount", .integer(), "Minor units: the line."),
    ], example: ["wallet": "alice", "direction": "below", "amount": 5_000_000])

  static let creation = RequestShapes.closed(
    [
      Field("wallet_id", PaymentShapes.name, "The platform's own name for it."),
      .optional("customer_id", Shapes.reference, "Whose it is: a registered customer, by id or name, or any name."),
      Field("currency", Shapes.currency), .optional("metadata", .ref(.metadata)),
    ], example: ["wallet_id": "alice", "customer_id": "c456", "currency": "IDR"])

  static let change = RequestShapes.closed(
    [
      .optional("customer_id", Shapes.reference, "A registered customer, by id or name."), .optional("metadata", .ref(.metadata)),
    ], example: ["customer_id": "c456"])

  static let freezing = RequestShapes.closed(
    [
      Field(
        "sides", .array(of: .oneOf(["debits", "credits"]), count: 1...2), "`debits`: nothing leaves; `credits`: nothing comes.")
    ],
    example: ["sides": ["debits"]])

  static let transferRequest = RequestShapes.closed(
    [
      Field("to", .string(length: 1...64), "Which wallet gets it: its id, or the platform's name."),
      Field("amount", Shapes.amount),
      .optional("currency", Shapes.currency, "Checked against the wallets'."), .optional("reference", Shapes.reference),
      .optional("metadata", .ref(.metadata)),
    ], example: ["to": "bob", "amount": 2_500_000, "reference": "lunch"])

  static let customerCreation = RequestShapes.closed(
    [
      Field("customer_id", PaymentShapes.name, "The platform's own name for them."), .optional("name", Shapes.reference),
      .optional("kyc_tier", tierName, "One of the tiers in the payment settings. Left out: nothing is limited."),
      .optional("metadata", .ref(.metadata)),
    ], example: ["customer_id": "c456", "name": "Siti", "kyc_tier": "basic"])

  static let customerChange = RequestShapes.closed(
    [
      .optional("name", Shapes.reference), .optional("kyc_tier", tierName), .optional("status", .oneOf(customerStates)),
      .optional("metadata", .ref(.metadata)),
    ], example: ["kyc_tier": "full"])

  static let tierName = Schema.string(pattern: "^[A-Za-z0-9_.-]{1,32}$")

  /// A tier, in requests and replies.
  static func tier(_ isRequest: Bool) -> Schema {
    let most = Schema.integer(0...WireLimits.highestAmount)
    return .object(
      [
        Field("name", tierName), Field("currency", Shapes.currency),
        .optional("balance", most, "What all wallets of a customer may hold together."),
        .optional("transaction", most, "What may move at once."),
        .optional("monthly_outflow", most, "What may leave them in a calendar month."),
        .optional("monthly_inflow", most, "What may come into them in a calendar month."),
      ], isClosed: isRequest)
  }

  static func fee(_ isRequest: Bool) -> Schema {
    .object(
      [
        .optional("percent", PaymentShapes.percent),
        .optional("fixed", .integer(0...WireLimits.highestAmount), "Minor units more."),
        .optional("currency", Shapes.currency, "Of the fixed part."),
      ], isClosed: isRequest)
  }

  // MARK: Replies

  static let wallet = Schema.object(
    [
      Field("id", PaymentShapes.walletID), Field("wallet_id", PaymentShapes.name),
      Field("status", .oneOf(PaymentShapes.walletStates)), .optional("customer_id", .string()),
      .optional("customer", PaymentShapes.customerID, "Of a registered one."),
      Field("currency", Shapes.currency), Field("account", .string(), "The code of its account."),
      .optional("available", .integer(), "Its own money that nothing holds, as of this moment. Not in events."),
      .optional("promo", .integer(), "Its bonuses that nothing holds."),
      .optional("held", .integer(), "What authorizations hold of both."),
      .optional("frozen", .array(of: .oneOf(["debits", "credits"])), "The sides that are frozen."),
      .optional("changed_by", .string(), "Who changed it last."), .optional("metadata", .ref(.metadata)),
    ] + PaymentShapes.end)

  static let transfer = Schema.object([
    Field("id", Shapes.transactionID), Field("from", PaymentShapes.name), Field("to", PaymentShapes.name),
    Field("amount", Shapes.amount), Field("fee", .integer(), "What the platform took beside it."),
    Field("currency", Shapes.currency),
    Field("reference", Shapes.reference.orNull), Field("metadata", .ref(.metadata)),
    Field("from_balance", .ref(.balance), "Afterwards."), Field("to_balance", .ref(.balance)),
    Field("sequence", Shapes.sequence), Field("posted_at", Shapes.time),
  ])

  private static let contents = Schema.object([
    Field("available", .integer(), "Its own money that nothing holds."),
    Field("promo", .integer(), "Its bonuses that nothing holds."),
    Field("held", .integer(), "What authorizations hold of both."),
  ])

  static let statement = Schema.object([
    Field("wallet", PaymentShapes.walletID), Field("wallet_id", PaymentShapes.name), Field("currency", Shapes.currency),
    Field("from", Shapes.time.orNull, "Inclusive."), Field("to", Shapes.time, "Exclusive."),
    Field("opening", contents), Field("closing", contents),
    Field(
      "entries",
      .array(
        of: .object([
          Field("transaction", Shapes.transactionID), Field("money", .oneOf(["own", "promo"]), "Which of the wallet's money."),
          Field("kind", .string()), Field("side", .oneOf(["debit", "credit"])),
          Field("amount", Shapes.amount), Field("other", Shapes.accountID), .optional("other_code", .string()),
          .optional("reference", .string()), Field("posted_at", Shapes.time), Field("sequence", Shapes.sequence),
          Field("balance", contents, "What was in the wallet just after."),
        ])), "Newest first."),
    Field("has_more", .bool), Field("cursor", Schema.string(pattern: WirePattern.cursor).orNull),
  ])

  static let customer = Schema.object(
    [
      Field("id", PaymentShapes.customerID), Field("customer_id", PaymentShapes.name), Field("status", .oneOf(customerStates)),
      .optional("name", .string()), .optional("kyc_tier", .string()), Field("wallets", .array(of: PaymentShapes.walletID)),
      .optional(
        "limits",
        .array(
          of: .object([
            Field("name", .oneOf(["balance", "transaction", "monthly_outflow", "monthly_inflow"])),
            Field("currency", Shapes.currency),
            Field("limit", .integer()), Field("left", .integer(), "What of it is not used."),
          ])), "What their tier allows, as of this moment. Not in lists and events."),
      .optional("changed_by", .string(), "Who changed it last."), .optional("metadata", .ref(.metadata)),
    ] + PaymentShapes.end)

  static let monitor = Schema.object(
    [
      Field("id", monitorID), Field("status", .oneOf(monitorStates), "`crossed`: the balance is beyond the line."),
      .optional("wallet", PaymentShapes.walletID), Field("account", Shapes.accountID),
      Field("direction", .oneOf(["below", "above"])),
      Field("amount", .integer(), "The line."), Field("currency", Shapes.currency),
      Field("available", .integer(), "What was available when it was crossed last, or came back."),
    ] + PaymentShapes.end)
}
