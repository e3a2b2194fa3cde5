/// Whole numbers as people read them.
enum Figure {
  /// 1234567 as 1,234,567.
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A number of 10^-places as a decimal fraction: 1234 with 2 places is 12.34.
  static func decimal(_ number: Int, places: Int) -> String {
    var digits = String(number.magnitude)
    digits = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return (number < 0 ? "-" : "") + digits.dropLast(places) + "." + digits.suffix(places)
  }

  /// Nanoseconds with three or four digits and a unit.
  static func duration(_ nanoseconds: UInt64) -> String {
    let tenths = Int(nanoseconds / 100)
    return switch tenths {
    case ..<1_000: decimal(tenths, places: 1) + " µs"
    case ..<10_000: "\(tenths / 10) µs"
    case ..<1_000_000: decimal(tenths / 100, places: 2) + " ms"
    case ..<10_000_000: "\(tenths / 10_000) ms"
    default: decimal(tenths / 100_000, places: 2) + " s"
    }
  }
}
