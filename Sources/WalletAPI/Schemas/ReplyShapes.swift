/// What the daemon answers. Open: fields may be added inside `v1`.
enum ReplyShapes {
  static func list(of item: Component) -> Schema {
    .object([
      Field("data", .array(of: .ref(item)), "Newest first."),
      Field("has_more", .bool),
      Field("cursor", Schema.string(pattern: WirePattern.cursor).orNull, "Where the next page begins; null at the end."),
    ])
  }

  static let health = Schema.object([Field("status", .string())])

  static let counters: [Field] = [
    Field("posted", Shapes.minorUnits, "What stands on the normal side."),
    Field("pending", Shapes.counter, "What holds reserve to leave."),
    Field("available", Shapes.minorUnits, "Posted less pending."),
    Field("debits_posted", Shapes.counter), Field("credits_posted", Shapes.counter),
    Field("debits_pending", Shapes.counter), Field("credits_pending", Shapes.counter),
  ]

  static let account = Schema.object(
    [
      Field("id", Shapes.accountID), Field("code", Shapes.code.orNull), Field("currency", Shapes.currency),
      Field("class", .oneOf(Shapes.accountClasses)), Field("normal_side", .oneOf(["debit", "credit"])),
      Field("managed_by", .oneOf(["none", "payments"])),
    ] + counters + [
      .optional("version", .integer(), "How many postings have touched the account. Not with `as_of`."),
      .optional("limit", .ref(.limit), "Not with `as_of`."),
      .optional("status", .oneOf(["open", "frozen", "closed"]), "Not with `as_of`."),
      .optional("frozen", .array(of: .oneOf(Shapes.sides)), "Not with `as_of`."),
      Field("opened_at", Shapes.time), Field("metadata", .ref(.metadata)),
      .optional("sequence", Shapes.sequence, "Of the change that this answers."),
      .optional("as_of", Shapes.time), .optional("by", .oneOf(["posted", "effective"])),
    ])

  static let posting = Schema.object([
    Field("id", Schema.string(pattern: WirePattern.postingID)),
    Field("kind", .oneOf(["post", "hold", "capture", "release", "expiry"])),
    Field("debit", Shapes.accountID), .optional("debit_code", Shapes.code),
    Field("credit", Shapes.accountID), .optional("credit_code", Shapes.code),
    Field("amount", Shapes.amount), Field("currency", Shapes.currency),
    Field("debit_balance", .ref(.balance), "Just after this posting."),
    Field("credit_balance", .ref(.balance), "Just after this posting."),
  ])

  static let transaction = Schema.object([
    Field("id", Shapes.transactionID),
    Field("type", .oneOf(["transfer", "hold", "capture", "release", "expiry", "reversal"])),
    Field("status", .constant("posted")), Field("sequence", Shapes.sequence), Field("posted_at", Shapes.time),
    Field("effective_at", Shapes.time), Field("reference", Shapes.reference.orNull), Field("metadata", .ref(.metadata)),
    .optional("reverses", Shapes.transactionID), .optional("hold", Shapes.holdID),
    Field("postings", .array(of: .ref(.posting))),
  ])

  static let hold = Schema.object([
    Field("id", Shapes.holdID), Field("status", .oneOf(["open", "captured", "released", "expired"])),
    Field("amount", Shapes.amount, "What was reserved at first."), Field("remaining", Shapes.counter, "What is still reserved."),
    Field("captured", Shapes.counter, "The sum of its captures."),
    Field("debit", Shapes.accountID), .optional("debit_code", Shapes.code),
    Field("credit", Shapes.accountID), .optional("credit_code", Shapes.code), Field("currency", Shapes.currency),
    Field("placed_at", Shapes.time), Field("expires_at", Shapes.time.orNull), Field("reference", Shapes.reference.orNull),
    Field("metadata", .ref(.metadata)), Field("sequence", Shapes.sequence),
  ])

  static let holdResolution = Schema.object([
    Field("id", Shapes.holdID), Field("status", .oneOf(["open", "captured", "released", "expired"])),
    Field("remaining", Shapes.counter, "What is still reserved."),
    Field("debit", Shapes.accountID), .optional("debit_code", Shapes.code),
    Field("credit", Shapes.accountID), .optional("credit_code", Shapes.code), Field("currency", Shapes.currency),
    Field("placed_at", Shapes.time), Field("transaction", .ref(.transaction)),
  ])

  static let batchResult = Schema.any(of: [
    .object([
      Field("status", .integer(200...299)), Field("id", .string()), Field("sequence", Shapes.sequence),
      .optional("amount", Shapes.amount, "What the first posting moved; not for accounts."),
    ]),
    .ref(.problem),
  ])

  static let batch = Schema.object([
    Field("results", .array(of: .ref(.batchResult)), "One for each item, in order.")
  ])

  static let entry = Schema.object([
    Field("transaction", Shapes.transactionID), Field("posting", Schema.string(pattern: WirePattern.postingID)),
    Field("sequence", Shapes.sequence), Field("side", .oneOf(["debit", "credit"])),
    Field("kind", .oneOf(["post", "hold", "capture", "release", "expiry"])),
    Field("amount", Shapes.amount), Field("currency", Shapes.currency),
    Field("other", Shapes.accountID, "The account on the other side."), .optional("other_code", Shapes.code),
    Field("posted_at", Shapes.time), Field("effective_at", Shapes.time), .optional("hold", Shapes.holdID),
    .optional("reference", Shapes.reference), Field("balance", .ref(.balance), "Just after this entry."),
  ])

  static let statement = Schema.object([
    Field("account", Shapes.accountID), Field("code", Shapes.code.orNull), Field("currency", Shapes.currency),
    Field("from", Shapes.time.orNull, "Inclusive."), Field("to", Shapes.time, "Exclusive."),
    Field("opening", .ref(.balance)), Field("closing", .ref(.balance)),
    Field("totals", .object([Field("debits", Shapes.counter), Field("credits", Shapes.counter)]), "Posted in the period."),
    Field("entries", .array(of: .ref(.entry)), "Newest first."),
    Field("has_more", .bool), Field("cursor", Schema.string(pattern: WirePattern.cursor).orNull),
  ])
}
