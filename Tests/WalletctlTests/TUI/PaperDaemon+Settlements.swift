import JSON

/// What the daemon on paper was told is settled: one statement that fits, and one of which a person has to look at something.
extension PaperDaemon {
  static let settlements: [JSONValue] = [
    settlement(1, "open", net: 9_930_000, paid: 9_925_000, short: 5_000, booked: 1, parked: 1, reference: "2026-11-20"),
    settlement(2, "settled", net: 24_825_000, paid: 24_825_000, short: 0, booked: 12, parked: 0, reference: "2026-11-19"),
  ]

  private static func settlement(
    _ number: Int, _ status: String, net: Int64, paid: Int64, short: Int64, booked: Int64, parked: Int64, reference: String
  ) -> JSONValue {
    [
      "settlement_id": .string(id("stl", number)), "status": .string(status), "provider": "midtrans", "currency": "IDR",
      "bank": "bca", "account": "assets:bank:bca", "reference": .string(reference), "items": .integer(booked + parked),
      "booked": .integer(booked), "parked": .integer(parked), "net": .integer(net), "fees": 70_000, "taxes": 0,
      "short": .integer(short), "written_off": 0, "paid": .integer(paid), "created_at": "2026-11-20T09:00:00.000000Z",
      "updated_at": "2026-11-20T09:00:01.000000Z", "sequence": .integer(Int64(400 + number)),
    ]
  }

  static let settlementItems: [JSONValue] = [
    item(1, "booked", id("att", 1), gross: 10_000_000, fee: 70_000, why: nil),
    item(2, "parked", "INV-1", gross: 500_000, fee: 0, why: "unknown"),
  ]

  private static func item(
    _ number: Int, _ status: String, _ reference: String, gross: Int64, fee: Int64, why: String?
  ) -> JSONValue {
    var object = JSONObject([
      ("settlement_item_id", .string(id("sti", number))), ("settlement", .string(id("stl", 1))), ("status", .string(status)),
      ("type", "payment"), ("reference", .string(reference)), ("currency", "IDR"),
    ])
    for (name, amount) in [("gross", gross), ("fee", fee), ("tax", 0), ("net", gross - fee)] { object[name] = .integer(amount) }
    object["reason"] = why.map { .string($0) }
    if why == nil { object["payment"] = .string(id("pay", 1)) }
    object["created_at"] = "2026-11-20T09:00:00.000000Z"
    return .object(object)
  }
}
