/// The active codes of ISO 4217 (list one, 2024-06) that have a minor unit, by number of decimals.
///
/// Source: ISO 4217 maintenance agency, https://www.six-group.com/en/products-services/financial-information/data-standards.html
enum ISO4217 {
  static let unknown: UInt8 = 255

  /// Decimals by slot (letters in base 26), `unknown` where no currency has these letters.
  static let decimals: [UInt8] = {
    var table = [UInt8](repeating: unknown, count: 26 * 26 * 26)
    for (count, list) in byDecimals {
      for code in list.split(separator: " ") {
        let letters = Array(code.utf8)
        guard let slot = slot(letters[0], letters[1], letters[2]) else { preconditionFailure("\(code) is not three letters") }
        table[slot] = count
      }
    }
    return table
  }()

  static var codes: [String] {
    byDecimals.flatMap { $0.1.split(separator: " ").map(String.init) }.sorted()
  }

  static func slot(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> Int? {
    let first = UInt8(ascii: "A")
    let (x, y, z) = (a &- first, b &- first, c &- first)
    guard x < 26, y < 26, z < 26 else { return nil }
    return (Int(x) * 26 + Int(y)) * 26 + Int(z)
  }

  private static let byDecimals: [(UInt8, String)] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (
      2,
      """
      AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP \
      COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD \
      KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK \
      NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT \
      TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
      """
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
  ]
}
