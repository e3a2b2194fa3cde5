import LedgerCore

/// Amounts as providers write them, in major units: `10000`, `10000.0`, `"10000.00"`, `1.0E7`. Read digit by digit: a floating-point number
/// would be off by a sen where nobody looks.
enum DecimalText {
  /// The longest text that is read; an amount of 64 bits has 20 digits.
  static let longest = 40

  /// Nil for what is no number of RFC 8259, is negative, has decimals that the currency has not (zeros may stand there), or does not fit.
  static func money(_ text: String, _ currency: Currency) -> Money? {
    guard let number = Number(Array(text.utf8)) else { return nil }
    // How many of the digits stand before the end of the minor unit.
    let kept = number.point + currency.decimals
    guard kept <= longest, number.digits.dropFirst(max(0, kept)).allSatisfy({ $0 == 0 }) else { return nil }
    var minor: Int64 = 0
    for place in 0..<max(0, kept) {
      let (tens, tooBig) = minor.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = tens.addingReportingOverflow(place < number.digits.count ? number.digits[place] : 0)
      guard !tooBig, !overflow else { return nil }
      minor = sum
    }
    return Money(minor, currency)
  }

  /// Digits, and how many of them stand before the point, which may lie outside of them.
  private struct Number {
    var digits: [Int64] = []
    var point = 0

    init?(_ text: [UInt8]) {
      guard text.count <= DecimalText.longest else { return nil }
      var rest = text[...]
      digits = Number.digits(&rest)
      point = digits.count
      guard point == 1 || (point > 1 && digits[0] != 0) else { return nil }
      if rest.first == UInt8(ascii: ".") {
        rest.removeFirst()
        let fraction = Number.digits(&rest)
        guard !fraction.isEmpty else { return nil }
        digits += fraction
      }
      if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
        rest.removeFirst()
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let exponent = Number.digits(&rest)
        guard (1...2).contains(exponent.count) else { return nil }
        let shift = exponent.reduce(0) { $0 * 10 + Int($1) }
        point += isNegative ? -shift : shift
      }
      guard rest.isEmpty else { return nil }
    }

    private static func digits(_ rest: inout ArraySlice<UInt8>) -> [Int64] {
      let run = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      rest = rest.dropFirst(run.count)
      return run.map { Int64($0 - UInt8(ascii: "0")) }
    }
  }
}
