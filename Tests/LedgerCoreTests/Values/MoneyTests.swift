import LedgerCore
import Testing

@Suite struct `Money as text` {
  @Test(
    arguments: [
      ("25000", "IDR", 2_500_000),
      ("25000.5", "IDR", 2_500_050),
      ("25000.50", "IDR", 2_500_050),
      ("0.01", "USD", 1),
      ("-0.01", "USD", -1),
      ("-0", "USD", 0),
      ("007", "USD", 700),
      ("12", "JPY", 12),
      ("1.234", "BHD", 1_234),
      ("1.2345", "CLF", 12_345),
      ("92233720368547758.07", "USD", .max),
      ("-92233720368547758.07", "USD", -.max),
    ] as [(String, String, Int64)])
  func `reads what people write`(text: String, code: String, minor: Int64) throws {
    let currency = try #require(Currency(code))
    #expect(try Money(major: text, currency: currency) == Money(minor, currency))
  }

  @Test(
    arguments: [
      ("", "IDR"), ("-", "IDR"), ("+5", "IDR"), ("--5", "IDR"), (" 5", "IDR"), ("5 ", "IDR"), (".5", "IDR"), ("5.", "IDR"),
      ("1.2.3", "IDR"), ("1,000", "IDR"), ("1_000", "IDR"), ("1e3", "IDR"), ("0x10", "IDR"), ("٣", "IDR"), ("5\u{0}", "IDR"),
      ("Rp25.000", "IDR"), ("1.001", "USD"), ("0.5", "JPY"), ("1.00001", "CLF"), ("½", "USD"),
      ("25.000", "IDR"), ("25000.500", "IDR"), ("1.000", "USD"), ("12.000", "JPY"), ("12.0", "JPY"),
    ])
  func `refuses what is no amount of the currency, with words about it`(text: String, code: String) throws {
    let currency = try #require(Currency(code))
    do throws(Money.Failure) {
      let money = try Money(major: text, currency: currency)
      Issue.record("read as \(money)")
    } catch {
      guard case .notAnAmount(let words) = error else {
        Issue.record("refused as \(error)")
        return
      }
      #expect(words.count > 20)
    }
  }

  @Test(arguments: ["92233720368547758.08", "-92233720368547758.09", "99999999999999999999999999"])
  func `refuses what does not fit`(text: String) throws {
    let dollar = try #require(Currency("USD"))
    #expect(throws: Money.Failure.overflow) { try Money(major: text, currency: dollar) }
  }

  @Test(
    arguments: [
      (2_500_000, "IDR", "25000.00", "Rp25.000"),
      (2_500_050, "IDR", "25000.50", "Rp25.000,50"),
      (-2_500_000, "IDR", "-25000.00", "-Rp25.000"),
      (5, "IDR", "0.05", "Rp0,05"),
      (0, "IDR", "0.00", "Rp0"),
      (100_000_000_000, "IDR", "1000000000.00", "Rp1.000.000.000"),
      (-5, "USD", "-0.05", "-USD 0.05"),
      (123_456_789, "USD", "1234567.89", "USD 1,234,567.89"),
      (99_999, "USD", "999.99", "USD 999.99"),
      (1_234, "JPY", "1234", "JPY 1,234"),
      (1_234, "BHD", "1.234", "BHD 1.234"),
      (12_345, "CLF", "1.2345", "CLF 1.2345"),
      (.max, "USD", "92233720368547758.07", "USD 92,233,720,368,547,758.07"),
      (.min, "USD", "-92233720368547758.08", "-USD 92,233,720,368,547,758.08"),
    ] as [(Int64, String, String, String)])
  func `is written plainly for machines and grouped for people`(minor: Int64, code: String, plain: String, display: String) throws
  {
    let money = Money(minor, try #require(Currency(code)))
    #expect(money.majorText == plain)
    #expect(money.displayText == display)
  }

  @Test func `what is written plainly reads back as the same, for every currency`() throws {
    var random = Seeded(1)
    for currency in Currency.all {
      for bits in 0..<63 {
        let amount = Int64.random(in: -(1 << bits)...(1 << bits), using: &random)
        let money = Money(amount, currency)
        #expect(try Money(major: money.majorText, currency: currency) == money)
      }
    }
  }
}

@Suite struct `Money as a number` {
  @Test func `adds and subtracts within a currency and within range only`() throws {
    let (rupiah, dollar) = (try #require(Currency("IDR")), try #require(Currency("USD")))
    #expect(try Money(2, rupiah).adding(Money(3, rupiah)) == Money(5, rupiah))
    #expect(try Money(2, rupiah).subtracting(Money(3, rupiah)) == Money(-1, rupiah))
    #expect(throws: Money.Failure.currencyMismatch(rupiah, dollar)) { try Money(2, rupiah).adding(Money(3, dollar)) }
    #expect(throws: Money.Failure.currencyMismatch(rupiah, dollar)) { try Money(2, rupiah).subtracting(Money(3, dollar)) }
    #expect(throws: Money.Failure.overflow) { try Money(.max, rupiah).adding(Money(1, rupiah)) }
    #expect(throws: Money.Failure.overflow) { try Money(.min, rupiah).subtracting(Money(1, rupiah)) }
  }

  @Test(
    arguments: [
      (100, [1, 1, 1], [34, 33, 33]),
      (101, [1, 1, 1], [34, 34, 33]),
      (2, [1, 1, 1], [1, 1, 0]),
      (0, [1, 1, 1], [0, 0, 0]),
      (100, [1], [100]),
      (100, [0, 1, 0], [0, 100, 0]),
      (100, [0, 1, 2], [0, 34, 66]),
      (1, [0, 0, 7], [0, 0, 1]),
      (5, [70, 30], [4, 1]),
      (.max, [1, 1], [4_611_686_018_427_387_904, 4_611_686_018_427_387_903]),
      (.max, [.max, .max], [4_611_686_018_427_387_904, 4_611_686_018_427_387_903]),
    ] as [(Int64, [Int64], [Int64])])
  func `splits by shares: floor each, the rest one by one from the top`(amount: Int64, shares: [Int64], parts: [Int64]) throws {
    let rupiah = try #require(Currency("IDR"))
    #expect(Money(amount, rupiah).split(byShares: shares).map(\.amount) == parts)
  }

  @Test(arguments: 0..<2_000 as Range<UInt64>)
  func `no split loses or makes a unit, and none goes to whom nothing is due`(seed: UInt64) throws {
    var random = Seeded(seed)
    let rupiah = try #require(Currency("IDR"))
    let amount = Int64.random(in: 0...(1 << Int64.random(in: 0...62, using: &random)), using: &random)
    let width = Int64.random(in: 0...62, using: &random)
    var shares = (0..<Int.random(in: 1...40, using: &random)).map { _ in Int64.random(in: 0...(1 << width), using: &random) }
    shares[0] = max(shares[0], 1)
    let parts = Money(amount, rupiah).split(byShares: shares).map(\.amount)
    let total = shares.reduce(Int128(0)) { $0 + Int128($1) }
    #expect(parts.reduce(0, +) == amount)
    for (part, share) in zip(parts, shares) {
      let exact = Int64(Int128(amount) * Int128(share) / total)
      #expect(part == exact || part == exact + 1)
      if share == 0 { #expect(part == 0) }
    }
  }

  @Test func `a split that cannot add up is our mistake and stops the process`() async {
    await #expect(processExitsWith: .failure) { _ = Money(1, try #require(Currency("IDR"))).split(byShares: []) }
    await #expect(processExitsWith: .failure) { _ = Money(1, try #require(Currency("IDR"))).split(byShares: [0, 0]) }
    await #expect(processExitsWith: .failure) { _ = Money(-1, try #require(Currency("IDR"))).split(byShares: [1]) }
  }
}
