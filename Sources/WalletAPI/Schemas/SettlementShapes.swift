import JSON

/// What providers have settled.
enum SettlementShapes {
  static let states = ["booking", "settled", "open", "accepted"]
  static let itemStates = ["waiting", "booked", "parked"]
  static let formats = ["midtrans_statement", "xendit_transactions", "xendit_balance"]
  static let id = Schema.string(pattern: WirePattern.id("stl"))
  private static let kinds = ["payment", "refund"]
  private static let highest: Int64 = 1_000_000_000_000_000
  private static let amount = Schema.integer(-highest...highest)

  static let creation = RequestShapes.closed(
    [
      Field("provider", .oneOf(ProviderShapes.providers)), Field("currency", Shapes.currency),
      .optional("bank", PaymentShapes.name, "The account `assets:bank:{bank}` it came to. None: the balance at the provider."),
      .optional("reference", Shapes.reference, "What you call it."),
      .optional("paid", amount, "Minor units that really came. None: nothing is held against it."),
      .optional(
        "report",
        .object(
          [
            Field("format", .oneOf(formats)),
            Field(
              "csv", .string(length: 1...2_097_152), "The file, as UTF-8; its columns are found by name. At most 1,000 items."),
          ], isClosed: true), "This or `items` is needed."),
      .optional(
        "items",
        .array(
          of: .object(
            [
              Field("type", .oneOf(kinds)),
              Field("reference", .string(length: 1...255), "The id of our attempt, or of our refund."),
              Field("gross", .integer(1...highest), "What the customer paid or got back."),
              .optional("fee", amount, "What the provider keeps."), .optional("tax", amount, "The tax on that."),
            ], isClosed: true), count: 1...1_000)),
    ],
    example: [
      "provider": "midtrans", "currency": "IDR", "bank": "bca",
      "items": [["type": "payment", "reference": "att_01JD4W7Q2M0000CR00000000AG", "gross": 10_000_000, "fee": 70_000]],
    ])

  static let acceptance = RequestShapes.closed(
    [Field("reason", Shapes.reference, "Why; kept with it.")], example: ["reason": "rounding at the provider"])

  private static let end: [Field] = [
    Field("created_at", Shapes.time), Field("updated_at", Shapes.time), Field("sequence", .integer(), "The row it is read from."),
  ]

  static let settlement = Schema.object(
    [
      Field("settlement_id", id), Field("status", .oneOf(states)), Field("provider", .oneOf(ProviderShapes.providers)),
      Field("currency", Shapes.currency), .optional("bank", PaymentShapes.name),
      Field("account", .string(), "Where its money is."), .optional("reference", .string()), Field("items", .integer()),
      Field("booked", .integer(), "Items that matched, and are booked."),
      Field("parked", .integer(), "Items that matched nothing, and are not."),
      .optional("paid", .integer(), "What came, where somebody has said it."),
      Field("net", .integer(), "What should have come, by what is booked."), Field("fees", .integer()),
      Field("taxes", .integer()),
      Field("short", .integer(), "What did not come, and stands in clearing; below zero: more came."),
      Field("written_off", .integer()), .optional("reason", .string()), .optional("accepted_by", .string()),
    ] + end)

  static let item = Schema.object(
    [
      Field("settlement_item_id", .string(pattern: WirePattern.id("sti"))), Field("settlement", id),
      Field("status", .oneOf(itemStates)), Field("type", .oneOf(kinds)), Field("reference", .string()),
      Field("currency", Shapes.currency), Field("gross", .integer()), Field("fee", .integer()), Field("tax", .integer()),
      Field("net", .integer()),
      .optional(
        "reason", .oneOf(["unknown", "not_taken", "already_settled", "other_amount", "other_currency"]), "Why it is parked."),
      .optional("payment", PaymentShapes.paymentID),
    ] + end)
}
