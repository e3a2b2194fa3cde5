/// Amounts as people write them, and back.
extension Money {
  /// Reads `25000`, `25000.50` or `-3.5` in major units of `currency`. No thousands separators, no more decimals than the
  /// currency has, not even zeros: `25.000` is twenty-five thousand to whoever reads `Rp25.000`, and must not become 25.
  package init(major text: String, currency: Currency) throws(Failure) {
    var digits = Substring(text)
    let isNegative = digits.first == "-"
    if isNegative { digits = digits.dropFirst() }
    let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty, parts.allSatisfy({ $0.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } }) else {
      throw .notAnAmount("'\(text.prefix(40))' is not an amount: write digits with at most one point, such as 25000 or 12.50")
    }
    let fraction = parts.count == 2 ? parts[1] : ""
    guard parts.count == 1 || !fraction.isEmpty else {
      throw .notAnAmount("'\(text.prefix(40))' ends with a point: write the decimals or leave the point out")
    }
    guard fraction.count <= currency.decimals else {
      throw .notAnAmount(
        "'\(text.prefix(40))' has more decimals than \(currency) has (\(currency.decimals)); a point never groups thousands")
    }
    var minor: Int64 = 0
    let zeros = String(repeating: "0", count: currency.decimals - fraction.count)
    for digit in (String(whole) + fraction + zeros).utf8 {
      let (tens, tooBig) = minor.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = tens.addingReportingOverflow(Int64(digit) - 48)
      guard !tooBig, !overflow else { throw .overflow }
      minor = sum
    }
    self.init(isNegative ? -minor : minor, currency)
  }

  /// Plain decimal text in major units with all decimals of the currency: `25000.00`, `-0.05`.
  package var majorText: String {
    let digits = String(amount.magnitude)
    let sign = amount < 0 ? "-" : ""
    let decimals = currency.decimals
    guard decimals > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  /// As people of the currency's country read it, ASCII only: `Rp25.000` (decimals only when there are any), else `USD 25,000.00`.
  package var displayText: String {
    let plain = Money(amount, currency).majorText
    let unsigned = amount < 0 ? String(plain.dropFirst()) : plain
    let sign = amount < 0 ? "-" : ""
    let parts = unsigned.split(separator: ".", maxSplits: 1)
    let isRupiah = currency.code == "IDR"
    let whole = Money.grouped(String(parts[0]), by: isRupiah ? "." : ",")
    let fraction = parts.count == 2 ? String(parts[1]) : ""
    if isRupiah { return sign + "Rp" + whole + (fraction.allSatisfy { $0 == "0" } ? "" : "," + fraction) }
    return sign + currency.code + " " + whole + (fraction.isEmpty ? "" : "." + fraction)
  }

  private static func grouped(_ digits: String, by separator: Character) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(separator) }
      result.append(digit)
    }
    return result
  }
}
