import Testing

@testable import LedgerCore
@testable import Payments

/// Which rail takes what, and when.
@Suite struct RailTests {
  private func at(_ time: String) throws -> Timestamp { try #require(Timestamp(rfc3339: time + "+07:00")) }

  @Test(
    arguments: [
      (1_000_000, nil, "2026-11-21T03:00:00", Rail.biFast, "2026-11-21T03:00:00"),  // a Saturday night
      (25_000_000_000, nil, "2026-11-21T03:00:00", .biFast, "2026-11-21T03:00:00"),
      (25_000_000_100, nil, "2026-11-20T10:00:00", .skn, "2026-11-20T10:00:00"),
      (25_000_000_100, nil, "2026-11-20T16:29:59", .skn, "2026-11-20T16:29:59"),
      (25_000_000_100, nil, "2026-11-20T16:30:00", .skn, "2026-11-23T06:30:00"),  // over the weekend
      (25_000_000_100, nil, "2026-11-23T06:29:59", .skn, "2026-11-23T06:30:00"),
      (100_000_000_100, nil, "2026-11-20T13:59:59", .rtgs, "2026-11-20T13:59:59"),
      (100_000_000_100, nil, "2026-11-20T14:00:00", .rtgs, "2026-11-23T06:30:00"),
      (50_000_000_000, .rtgs, "2026-11-20T13:00:00", .rtgs, "2026-11-20T13:00:00"),
      (1_000_000, .skn, "2026-11-22T12:00:00", .skn, "2026-11-23T06:30:00"),
    ] as [(Int64, Rail?, String, Rail, String)])
  func `takes an amount first, from then on`(_ amount: Int64, wish: Rail?, now: String, rail: Rail, opens: String) throws {
    let way = try #require(Rail.way(for: amount, wish: wish, at: try at(now), WorkingDays()))
    #expect(try way.rail == rail && way.opensAt == at(opens))
  }

  @Test func `does not take what is beyond it`() throws {
    let now = try at("2026-11-20T10:00:00")
    for (amount, wish) in [(25_000_000_100, Rail.biFast), (100_000_000_100, .skn), (10_000_000_000, .rtgs)] as [(Int64, Rail)] {
      #expect(Rail.way(for: amount, wish: wish, at: now, WorkingDays()) == nil)
    }
  }

  @Test func `rests on the days that a calendar says`() throws {
    var calendar = WorkingDays()
    calendar.closed = [try #require(CivilDay("2026-11-23"))]
    #expect(try Rail.skn.opens(at("2026-11-20T20:00:00"), calendar) == at("2026-11-24T06:30:00"))
    #expect(try Rail.skn.opens(at("2026-12-24T20:00:00"), calendar) == at("2026-12-28T06:30:00"), "Christmas is a Friday")
  }

  @Test func `a number is shown by its last four digits, and never whole`() {
    func masked(_ number: Text) -> Text { BankAccount(bank: "014", number: number, holder: "h").maskedNumber }
    #expect(masked("1234567890") == "******7890" && masked("1234") == "****" && masked("12345") == "*2345")
  }

  @Test(
    arguments: [
      ("014", "1234567890", nil), ("014", "123456789", BankAccount.Fault.number), ("002", "123456789012", .number),
      ("002", "1234567890123", nil), ("009", "1234567", nil), ("008", "12345678901", .number), ("022", "12345", nil),
      ("22", "12345", .bank), ("", "12345", .bank), ("022", "", .number), ("022", "١٢٣٤٥٦", .number),
    ] as [(Text, Text, BankAccount.Fault?)])
  func `an account is checked as far as it can be`(bank: Text, number: Text, fault: BankAccount.Fault?) {
    #expect(BankAccount(bank: bank, number: number, holder: "h").fault == fault)
  }
}
