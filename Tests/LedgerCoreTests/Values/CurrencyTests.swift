import LedgerCore
import Testing

@Suite struct `Currencies` {
  @Test(
    arguments: [
      ("IDR", 2), ("USD", 2), ("EUR", 2), ("GBP", 2), ("SGD", 2), ("MYR", 2), ("CNY", 2), ("ISK", 0), ("JPY", 0), ("KRW", 0),
      ("VND", 0), ("CLP", 0), ("XOF", 0), ("XAF", 0), ("XPF", 0), ("UGX", 0), ("RWF", 0), ("BHD", 3), ("KWD", 3), ("OMR", 3),
      ("TND", 3), ("JOD", 3), ("IQD", 3), ("LYD", 3), ("CLF", 4), ("UYW", 4), ("HUF", 2), ("TWD", 2), ("MGA", 2), ("MRU", 2),
      ("XCD", 2), ("ZWG", 2), ("VED", 2), ("SLE", 2), ("XCG", 2), ("CHE", 2), ("MXV", 2), ("UYI", 0),
    ])
  func `have the decimals of ISO 4217`(code: String, decimals: Int) throws {
    let currency = try #require(Currency(code))
    #expect(currency.decimals == decimals)
    #expect(currency.code == code)
    #expect(Currency(rawValue: currency.rawValue) == currency)
    let power = (0..<decimals).reduce(Int64(1)) { result, _ in result * 10 }
    #expect(currency.minorUnitsPerMajor == power)
  }

  @Test(
    arguments: [
      "", "I", "ID", "IDRX", "idr", "Idr", "ID ", "I R", "I1R", "XXX", "XTS", "XAU", "XAG", "XDR", "ZZZ", "HRK", "ANG", "SLL",
      "ZWL", "CUC", "€UR", "\u{0}\u{0}\u{0}", "[[[", "@@@",
    ])
  func `of no list, withdrawn ones and those without a minor unit are unknown`(code: String) {
    #expect(Currency(code) == nil)
  }

  @Test func `are as many as the list has, each once`() {
    let all = Currency.all
    #expect(all.count == 165)
    #expect(Set(all).count == all.count)
    #expect(all.map(\.code) == all.map(\.code).sorted())
    let byDecimals = Dictionary(grouping: all, by: \.decimals).mapValues(\.count)
    #expect(byDecimals == [0: 17, 2: 139, 3: 7, 4: 2])
  }

  @Test(arguments: [0, 1, .max, 0x49_4452 + 1] as [UInt32]) func `raw values that are no letters are unknown`(raw: UInt32) {
    #expect(Currency(rawValue: raw) == nil || Currency(rawValue: raw)?.rawValue == raw)
    if raw != 0x49_4453 { #expect(Currency(rawValue: raw) == nil) }
  }
}
