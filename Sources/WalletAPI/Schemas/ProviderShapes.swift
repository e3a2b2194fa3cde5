import JSON

/// Accounts at payment providers, and to whom charges go.
enum ProviderShapes {
  static let providers = ["midtrans", "xendit"]
  private static let operations = ["charge", "status", "capture", "cancel", "refund", "refund_status", "payout", "payout_status"]
  private static let secretID = Schema.string(pattern: WirePattern.id("sec"))
  private static let secret = Schema.string(pattern: "^[!-~]+$", length: 8...2_048)
  private static let url = Schema.string(pattern: "^https?://[!-~]+$", length: 9...255)
  private static let timeout = Schema.integer(100...120_000)
  private static let timeOfDay = Schema.string(pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$")
  private static let offset = Schema.string(pattern: "^[+-](0[0-9]|1[0-4]):[0-5][0-9]$")

  // MARK: Requests

  static let change = RequestShapes.closed(
    [
      .optional(
        "url", url, "Where its API is: https (http on this machine only). Needed at first; a new one needs its key again."),
      .optional("timeout_ms", timeout, "For one call. Default: 10000."),
      .optional("api_key", secret, "What the account is opened with. Needed at first; it takes the place of the one before."),
    ], example: ["url": "https://api.midtrans.com", "api_key": "SB-Mid-server-example"])

  static let addition = RequestShapes.closed(
    [Field("secret", secret, "What webhooks are known by.")], example: ["secret": "callback-token-example"])

  static let retirement = RequestShapes.closed(
    [Field("secret", secretID, "Its id, never itself.")], example: ["secret": "sec_000SGB98QC3TGAWG0200000002"])

  private static func route(_ isClosed: Bool) -> Schema {
    let hours = Schema.object(
      [
        Field("from", timeOfDay, "The first minute."),
        Field("to", timeOfDay, "The minute after the last; before `from`: tomorrow's."),
        Field("utc_offset", offset, "Whose hours. Default: +07:00, Jakarta.", isRequired: !isClosed),
      ], isClosed: isClosed)
    return Schema.object(
      [
        Field("provider", .oneOf(providers)),
        .optional("methods", .array(of: .oneOf(PaymentShapes.methods)), "None: all."),
        .optional("currency", Shapes.currency), .optional("least", Shapes.amount), .optional("most", Shapes.amount),
        .optional("hours", hours, "None: around the clock."),
      ], isClosed: isClosed)
  }

  private static func calendar(_ isClosed: Bool) -> Schema {
    let days = Schema.array(of: .string(pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), count: 0...400)
    return .object(
      [
        Field("closed", days, "Days on which banks do not work, besides weekends and public holidays.", isRequired: !isClosed),
        Field("open", days, "Weekends and public holidays on which they do.", isRequired: !isClosed),
      ], isClosed: isClosed)
  }

  static let settingsChange = RequestShapes.closed(
    [
      .optional("routes", .array(of: route(true), count: 0...100), "All of them: of those that fit the first is asked first."),
      .optional("returns_fees", .bool, "Whether refunds give the platform's fee back. Default: true."),
      .optional(
        "merchant_debt", .oneOf(["refused", "allowed"]),
        "Whether a merchant may come to owe what is given back for it. Default: refused."),
      .optional("transfer_fee", WalletShapes.fee(true), "What is kept of what one wallet sends another. Default: nothing."),
      .optional(
        "kyc_tiers", .array(of: WalletShapes.tier(true), count: 0...50), "All of them: what customers of each may have and move."),
      .optional("utc_offset", .string(pattern: utcOffset), "By which clock days and months begin. Default: +07:00."),
      .optional("calendar", calendar(true), "All of it: by which days are counted until a merchant's money is available."),
      .optional(
        "write_off_limit", .integer(0...WireLimits.highestAmount),
        "Minor units of a settlement's difference that a person may write off. Default: 0."),
      .optional(
        "payout_approval_above", .integer(0...WireLimits.highestAmount),
        "Payouts of more need a second person. Default: 0, so that all do."),
      .optional("payout_minimum", .integer(0...WireLimits.highestAmount), "Less is not paid out. Default: 1000000."),
      .optional("payout_fee_percent", PaymentShapes.percent, "What the platform takes besides each payout. Default: 0."),
      .optional(
        "payout_fee_fixed", .integer(0...WireLimits.highestAmount),
        "Minor units more, of payouts in `payout_fee_currency`. Default: 0."),
      .optional("payout_fee_currency", Shapes.currency),
    ], example: ["routes": [["provider": "xendit", "methods": ["dana"], "hours": ["from": "06:00", "to": "23:00"]]]])

  // MARK: Replies

  private static let mark = Schema.object([
    Field("id", secretID),
    Field("fingerprint", .string(pattern: "^[0-9a-f]{32}$"), "The same for the same secret inside a tenant."),
    Field("ending", Schema.string().orNull, "Its last characters, where it is long."), Field("since", Shapes.time),
  ])

  private static let operation = Schema.object([
    Field("operation", .oneOf(operations)),
    Field("state", .oneOf(["closed", "open", "half_open"]), "Of its circuit breaker: open keeps charges away."),
    Field("failures", .integer(), "In a row."), Field("tries_again_at", Shapes.time.orNull),
    Field("last_outcome", Schema.oneOf(["done", "pending", "declined", "not_sent", "unknown"]).orNull),
    Field("last_reason", Schema.string().orNull), Field("last_at", Shapes.time.orNull),
  ])

  private static let times: [Field] = [
    .optional("created_at", Shapes.time), .optional("updated_at", Shapes.time),
    .optional("sequence", .integer(), "The row it is read from."),
  ]

  static let provider = Schema.object(
    [
      Field("id", .string(pattern: WirePattern.id("psp"))), Field("provider", .oneOf(providers)),
      Field("status", .oneOf(["active", "disabled"])), Field("url", .string()), Field("timeout_ms", .integer()),
      Field("api_key", mark), Field("webhook_secrets", .array(of: mark)),
      .optional("health", .oneOf(["untried", "healthy", "failing", "cut_off"]), "When it is read; since the daemon started."),
      .optional("operations", .array(of: operation)),
    ] + times)

  static let settings = Schema.object(
    [
      Field("routes", .array(of: route(false))), Field("returns_fees", .bool),
      Field("merchant_debt", .oneOf(["refused", "allowed"])), Field("transfer_fee", WalletShapes.fee(false)),
      Field("kyc_tiers", .array(of: WalletShapes.tier(false))), Field("utc_offset", .string(pattern: utcOffset)),
      Field("calendar", calendar(false)), Field("write_off_limit", .integer()),
      Field("payout_approval_above", .integer()),
      Field("payout_minimum", .integer()), Field("payout_fee_percent", PaymentShapes.percent),
      Field("payout_fee_fixed", .integer()),
      .optional("payout_fee_currency", Shapes.currency),
    ] + times)

  private static let utcOffset = "^[+-][0-9]{2}:[0-9]{2}$"

}
