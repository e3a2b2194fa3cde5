import HTTPServer
import JSON
import LedgerCore
import Testing

@testable import ProviderWorld

@Suite struct `On the wire` {
  static let rupiah = MidtransCharge.rupiah

  @Test(
    arguments: [
      (.integer(10_000), 1_000_000), (.decimal("10000.0"), 1_000_000), (.decimal("0.01"), 1), (.decimal("10000.5"), 1_000_050),
      (.string("10000.00"), 1_000_000), (.decimal("0.001"), nil), (.decimal("1e4"), nil), (.integer(-1), nil), (.string(""), nil),
      (.string("1."), nil), (.null, nil), (.string("92233720368547758.08"), nil),
    ] as [(JSONValue, Int64?)])
  func `an amount is read exactly or not at all`(json: JSONValue, minor: Int64?) {
    #expect(Amounts.minor(json, Self.rupiah) == minor)
  }

  @Test func `an amount is written with two decimals, or as a whole number`() {
    #expect(Amounts.text(1_000_000, Self.rupiah) == "10000.00")
    #expect(Amounts.text(5, Self.rupiah) == "0.05")
    #expect(Amounts.major(1_000_000, Self.rupiah) == 10_000)
    #expect(Amounts.major(1_000_050, Self.rupiah) == .decimal("10000.50"))
  }

  @Test func `Midtrans's times are Jakarta's`() throws {
    let time = try #require(Timestamp(rfc3339: "2026-11-20T18:30:05Z"))
    #expect(WesternTime.text(time) == "2026-11-21 01:30:05")
    #expect(WesternTime.parse("2026-11-21 01:30:05 +0700") == time)
    #expect(WesternTime.parse("2026-11-21 01:30:05") == nil)
  }

  @Test func `escapes are undone in paths and queries`() {
    let call = Call(.get, "/a%2Fb/c", query: "reference_id=x%20y+z&limit=1")
    #expect(call.path == ["a/b", "c"])
    #expect(call.query == ["reference_id": "x y z", "limit": "1"])
    #expect(Call(.post, "/", bytes: Array("{".utf8)).body == nil)
  }

  @Test(
    arguments: [
      (.post, "/v2/charge", .charge), (.post, "/midtrans/v2/charge", .charge), (.get, "/v2/o/status", .status),
      (.post, "/v2/o/refund/online/direct", .refund), (.post, "/v2/capture", .capture), (.post, "/v2/o/expire", .expire),
      (.post, "/payment_requests", .charge), (.get, "/xendit/payment_requests", .status), (.post, "/v2/payment_methods", .method),
      (.post, "/v2/payment_methods/pm-1/expire", .expire), (.get, "/v2/payment_methods/pm-1", .status),
      (.get, "/balance", .balance),
      (.post, "/qr_codes/payments/q/refunds", .refund), (.post, "/ewallets/charges/e/void", .cancel), (.delete, "/refunds", nil),
      (.get, "/v2/charge", nil), (.post, "/nothing", nil),
    ] as [(HTTPMethod, String, ProviderWorld.Operation?)])
  func `paths tell the providers and their operations apart`(
    method: HTTPMethod, path: String, operation: ProviderWorld.Operation?
  ) {
    #expect(Route(Call(method, path))?.operation == operation)
  }
}
