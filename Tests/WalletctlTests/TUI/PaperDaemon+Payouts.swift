import JSON

/// What the daemon on paper was asked to pay out: a payout that waits for a second person, one that has arrived, and one that has not.
extension PaperDaemon {
  private static func payout(_ number: Int, _ status: String, _ amount: Int64, _ more: [(String, JSONValue)] = []) -> JSONValue {
    let time = "2026-11-20T0\(number):15:00.000000Z"
    return .object(
      JSONObject(
        [
          ("payout_id", .string(id("po", number))), ("status", .string(status)), ("amount", .integer(amount)),
          ("currency", "IDR"), ("fee", 250_000), ("merchant_id", "m123"), ("merchant", .string(id("mch", 1))),
          ("destination", ["bank_code": "014", "account_number": "******7890", "account_holder": "Warung Contoh"]),
          ("rail", "bi_fast"), ("requested_by", "uid:1000"), ("transfers", 0), ("created_at", .string(time)),
          ("updated_at", .string(time)), ("sequence", .integer(Int64(600 + number))),
        ] + more))
  }

  static let payouts = [
    payout(3, "requested", 25_000_000),
    payout(
      2, "paid", 120_000_000,
      [
        ("approved_by", "uid:1001"), ("approved_at", "2026-11-20T02:20:00.000000Z"), ("provider", "xendit"),
        ("provider_reference", "disb-571f3644"), ("paid_at", "2026-11-20T02:20:31.000000Z"),
      ]),
    payout(
      1, "failed", 4_000_000,
      [
        ("approved_by", "uid:1001"), ("approved_at", "2026-11-20T01:20:00.000000Z"), ("provider", "xendit"),
        ("error", ["code": "declined", "detail": "INVALID_DESTINATION"]),
      ]),
  ]
}
