import LedgerCore
import Payments
import Testing

@testable import Providers

@Suite struct `Amounts in answers` {
  @Test(arguments: [
    ("10000.00", 1_000_000), ("10000", 1_000_000), ("10000.0", 1_000_000), ("10000.000", 1_000_000), ("0", 0), ("0.00", 0),
    ("0.01", 1), ("10000.5", 1_000_050), ("1.0E4", 1_000_000), ("1e4", 1_000_000), ("1E+4", 1_000_000), ("1000000E-2", 1_000_000),
    ("1.0E7", 1_000_000_000), ("1e-2", 1), ("0e2", 0), ("789000.00", 78_900_000), ("92233720368547758.07", Int64.max),
  ]) func `are read digit by digit`(_ text: String, _ minor: Int64) {
    #expect(DecimalText.money(text, Rupiah.currency) == Rig.idr(minor))
  }

  @Test(arguments: [
    "", "-1", "-0", "+1", " 1", "1 ", "1,000", "1.000,00", "1.", ".5", "01", "00", "00.10", "1..0", "1.0.0", "1e", "1e+", "1e100",
    "e4", "0x10",
    "Rp10000", "10000.001", "1e-3", "92233720368547758.08", "1e30", "1٢", "NaN", "Infinity", "１００", "10000.00\u{0}",
    "100000000000000000000000000000000000000000",
  ]) func `are refused where they are none, have less than a sen, or do not fit`(_ text: String) {
    #expect(DecimalText.money(text, Rupiah.currency) == nil)
  }

  @Test func `have the decimals of their currency`() throws {
    let yen = try #require(Currency("JPY"))
    #expect(DecimalText.money("10000.00", yen) == Money(10_000, yen))
    #expect(DecimalText.money("10000.50", yen) == nil)
    #expect(DecimalText.money("1.234", try #require(Currency("BHD")))?.amount == 1_234)
  }

  @Test func `come back as they went out, whatever they are`() {
    var amount: Int64 = 1
    while amount < Int64.max / 3 {
      #expect(DecimalText.money(Rig.idr(amount).majorText, Rupiah.currency) == Rig.idr(amount))
      amount = amount * 3 + 1
    }
  }
}

@Suite struct `Times in Jakarta` {
  @Test func `are seven hours ahead, also over midnight and the year's end`() {
    #expect(JakartaTime.text(Rig.now) == "2026-11-20 10:00:00 +0700")
    #expect(Timestamp(rfc3339: "2026-12-31T17:30:59.999Z").map(JakartaTime.text) == "2027-01-01 00:30:59 +0700")
  }

  @Test func `are read as they are written`() {
    #expect(JakartaTime.time("2026-11-20 10:00:00") == Rig.now)
    for wrong in [
      "", "2026-11-20", "2026-11-20T10:00:00", "2026-11-20 10:00:00 +0700", "2026-11-31 10:00:00", "2026-11-20 24:00:00",
    ] {
      #expect(JakartaTime.time(wrong) == nil, "\(wrong)")
    }
  }
}

@Suite struct `Keys of providers` {
  @Test func `are nowhere in what describes the types that have them`() throws {
    let adapters: [any ProviderAdapter] = [try Rig.midtrans(also: ["SB-Mid-server-NEXT"]), try Rig.xendit()]
    for adapter in adapters {
      let request = try adapter.request(for: Rig.call(.charge, adapter.name))
      let delivery = WebhookDelivery(headers: [ProviderRequest.Header("x-callback-token", Rig.token)], body: [])
      let secret = try Rig.secret(Rig.serverKey)
      let header = try #require(request.header("authorization"))
      for thing in [adapter, request, request.headers, delivery, secret] as [Any] {
        var dumped = ""
        dump(thing, to: &dumped)
        for shown in ["\(thing)", String(reflecting: thing), dumped] {
          for key in [Rig.serverKey, Rig.secretKey, Rig.token, "SB-Mid-server-NEXT", header] {
            #expect(!shown.contains(key))
          }
        }
      }
      #expect("\(request.headers)".contains("authorization"))
    }
  }

  @Test func `are none where a header could not carry them`() {
    for text in ["", " ", "a b", "a\n", "ä", "a\u{7f}", "a\0"] { #expect(ProviderSecret(Array(text.utf8)) == nil) }
    #expect(ProviderSecret(Array("!~".utf8)) != nil)
  }
}
