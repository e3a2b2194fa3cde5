import JSON

/// What requests and replies share.
enum Shapes {
  static let currency = Schema.string(pattern: WirePattern.currency).described("ISO 4217.").examples("IDR")
  static let time = Schema.string(format: "date-time").described("RFC 3339; in replies UTC with six decimals.")
  static let code = Schema.string(pattern: WirePattern.accountCode).described("The tenant's own name of an account.")
  static let key = Schema.string(pattern: WirePattern.key).described("The idempotency key, instead of the header.")
  static let reference = Schema.string(length: 1...WireLimits.referenceLength)
    .described("The caller's own name of a transaction; no control characters.")
  static let amount = Schema.integer(1...WireLimits.highestAmount).described("Minor units.")
  static let minorUnits = Schema.integer().described("Minor units.")
  static let counter = Schema.integer(0...WireLimits.highestAmount).described("Minor units.")
  static let sequence = Schema.integer(1...((1 << 40) - 1)).described("The row's place in the ledger.")
  static let accountID = Schema.string(pattern: WirePattern.accountID)
  static let transactionID = Schema.string(pattern: WirePattern.transactionID)
  static let holdID = Schema.string(pattern: WirePattern.holdID)
  static let tokenID = Schema.string(pattern: WirePattern.tokenID)
  static let tenantID = Schema.string(pattern: WirePattern.tenantID)
  static let keyID = Schema.string(pattern: WirePattern.keyID)
  /// A field that takes an account takes its id or its code: a code's pattern covers both.
  static let accountReference = Schema.string(pattern: WirePattern.accountCode)
    .described("An account's id, or its code.").examples("wallet:alice")

  static let accountClasses = ["asset", "liability", "equity", "revenue", "expense"]
  static let sides = ["debits", "credits"]

  static let metadata = Schema.map(
    of: .string(length: 0...WireLimits.metadataValueLength), names: .string(length: 1...WireLimits.metadataNameLength),
    most: WireLimits.metadataMembers
  ).described("Flat, texts only; names sorted in replies. Together at most 8,192 bytes.").examples(["channel": "web"])

  static let limit = Schema.any(of: [
    .oneOf(["none", "no_overdraft"]),
    .object([Field("floor", .integer(-WireLimits.highestAmount...WireLimits.highestAmount), "Minor units.")], isClosed: true),
  ]).described("How far the available balance may go down. A floor may be negative: a credit line.")

  static let balance = Schema.object([
    Field("posted", minorUnits, "What stands on the account's normal side."),
    Field("available", minorUnits, "Posted less what holds reserve to leave."),
  ])

  static let problem = Schema.object([
    Field("type", .string(pattern: "^urn:walletd:problem:[a-z0-9_]+$")),
    Field("title", .string(), "What the code means."),
    Field("status", .integer(400...599)),
    Field("code", .oneOf(ProblemCode.allCases.map(\.rawValue)), "Stable: programs look at this one."),
    Field("detail", .string(), "One sentence for people."),
    .optional("param", .string(), "The field to blame, as a path: `items[3].amount`."),
    .optional("request_id", .string(pattern: WirePattern.requestID)),
    .optional("available", minorUnits, "What was there."),
    .optional("needed", minorUnits, "What would have been needed."),
    .optional("limit", minorUnits, "What a customer's tier allows; `available` is what is left of it."),
    .optional("account", accountID, "The account the answer is about."),
    .optional("allowed", .array(of: .string()), "The values that are allowed."),
  ])
}
