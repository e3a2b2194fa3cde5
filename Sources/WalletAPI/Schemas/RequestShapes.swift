import JSON

/// What callers send. Closed: an unknown field is refused by name.
enum RequestShapes {
  private static let key = Field.optional("idempotency_key", Shapes.key)

  private static let details: [Field] = [
    .optional("reference", Shapes.reference),
    .optional("effective_at", Shapes.time, "When it counts; not in the future. Default: when it is posted."),
    .optional("metadata", .ref(.metadata)),
  ]

  private static let postingFields: [Field] = [
    Field("debit", Shapes.accountReference),
    Field("credit", Shapes.accountReference),
    Field("amount", Shapes.amount),
    .optional("currency", Shapes.currency, "Chooses among accounts of one code; checked against the accounts otherwise."),
    .optional(
      "balancing", .oneOf(["debit", "credit"]),
      "Makes the amount a maximum: no more moves than takes that account down to its limit."),
  ]

  private static let postings = Schema.array(of: .ref(.postingRequest), count: 1...WireLimits.postingsPerTransaction)

  private static let holdFields =
    postingFields + [
      .optional(
        "expires_in",
        .integer(1...WireLimits.holdSeconds).described("Seconds until the hold expires. Default: never.").examples(900))
    ]

  private static let captureFields: [Field] = [
    .optional("amount", Shapes.amount, "Default: all that remains."),
    .optional("final", .bool, "Whether what is left is released. Default: true."),
    .optional("postings", postings, "Further postings of the same transaction, such as a fee."),
  ]

  private static let openingFields: [Field] = [
    .optional("code", Shapes.code),
    Field("currency", Shapes.currency),
    .optional("class", .oneOf(Shapes.accountClasses), "This or `normal_side` is needed."),
    .optional("normal_side", .oneOf(["debit", "credit"]), "Alone it means `asset` or `liability`."),
    .optional("limit", .ref(.limit), "Default: none."),
    .optional("managed_by", .oneOf(["none", "payments"]), "Default: none."),
    .optional("metadata", .ref(.metadata)),
  ]

  static func closed(_ fields: [Field], example: JSONValue) -> Schema {
    Schema.object(fields + [key], isClosed: true).examples(example)
  }

  static let accountOpening = closed(
    openingFields, example: ["code": "wallet:alice", "currency": "IDR", "class": "liability", "limit": "no_overdraft"])

  static let freezing = closed(
    [Field("sides", .array(of: .oneOf(Shapes.sides), count: 1...2, unique: true))], example: ["sides": ["debits"]])

  static let closing = closed([], example: [:])

  static let limiting = closed([Field("limit", .ref(.limit))], example: ["limit": ["floor": -500_000]])

  static let posting = Schema.object(postingFields, isClosed: true)

  static let transfer = closed(
    postingFields + details,
    example: ["debit": "wallet:alice", "credit": "wallet:bob", "amount": 25_000, "currency": "IDR", "reference": "order-17"])

  static let transaction = closed(
    [Field("postings", postings)] + details,
    example: ["postings": [["debit": "wallet:alice", "credit": "wallet:bob", "amount": 25_000, "currency": "IDR"]]])

  static let reversal = closed(details, example: ["reference": "order-17 cancelled"])

  static let hold = closed(
    holdFields + details,
    example: ["debit": "wallet:alice", "credit": "wallet:bob", "amount": 25_000, "currency": "IDR", "expires_in": 900])

  static let capture = closed(captureFields + details, example: ["amount": 20_000, "final": true])

  static let release = closed(details, example: [:])

  static let backup = closed(
    [
      Field(
        "directory", .string(pattern: "^/", length: 1...WireLimits.directoryLength),
        "An absolute path on the daemon's machine where nothing is yet; its parent exists.")
    ], example: ["directory": "/var/lib/walletd/backups/2026-11-20"])

  static let batch = closed(
    [
      .optional("atomic", .bool, "All or none. Default: each on its own."),
      Field("items", .array(of: .ref(.batchItem), count: 1...WireLimits.itemsPerBatch)),
    ],
    example: [
      "items": [["type": "transfer", "key": "order-17", "debit": "wallet:alice", "credit": "wallet:bob", "amount": 25_000]]
    ])

  /// The same operations with their `type`; a hold or transaction that a path would name is a field here.
  static let batchItem = Schema.any(of: [
    item("transfer", postingFields + details),
    item("transaction", [Field("postings", postings)] + details),
    item("hold", holdFields + details),
    item("capture", [Field("hold", Shapes.holdID)] + captureFields + details),
    item("release", [Field("hold", Shapes.holdID)] + details),
    item("reversal", [Field("transaction", Shapes.transactionID)] + details),
    item("account", openingFields),
  ])

  private static func item(_ type: String, _ fields: [Field]) -> Schema {
    Schema.object(
      [
        Field("type", .constant(type)),
        .optional("key", Shapes.key.described("The item's own key. Default: the batch's key, `#`, the item's index.")),
      ] + fields, isClosed: true)
  }
}
