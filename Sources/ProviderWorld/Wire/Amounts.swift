import JSON
import LedgerCore

/// Amounts between the wire (major units, as numbers or text) and the book (minor units). No floating point: `10000.0` is read as it
/// is written.
enum Amounts {
  /// nil for what is no amount: below zero, too fine for the currency, too large, or with an exponent.
  static func minor(_ value: JSONValue?, _ currency: Currency) -> Int64? {
    switch value {
    case .integer(let whole): minor("\(whole)", currency)
    case .decimal(let literal): minor(literal, currency)
    case .string(let text): minor(text, currency)
    case nil, .null, .bool, .array, .object: nil
    }
  }

  /// A number of JSON only: not text.
  static func minor(number value: JSONValue?, _ currency: Currency) -> Int64? {
    if case .string = value { nil } else { minor(value, currency) }
  }

  static func minor(_ text: String, _ currency: Currency) -> Int64? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let isDigits = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
    guard isDigits, let whole = parts.first else { return nil }
    var fraction = parts.count == 2 ? parts[1] : ""
    while fraction.last == "0" { fraction.removeLast() }
    guard fraction.count <= currency.decimals else { return nil }
    return Int64(whole + fraction + String(repeating: "0", count: currency.decimals - fraction.count))
  }

  /// A number as JSON has it: whole where it is.
  static func major(_ minor: Int64, _ currency: Currency) -> JSONValue {
    let unit = currency.minorUnitsPerMajor
    return minor % unit == 0 ? .integer(minor / unit) : .decimal(text(minor, currency))
  }

  /// With all decimals of the currency: "10000.00".
  static func text(_ minor: Int64, _ currency: Currency) -> String {
    guard currency.decimals > 0 else { return "\(minor)" }
    let unit = currency.minorUnitsPerMajor
    let fraction = String(unit + minor % unit).dropFirst()
    return "\(minor / unit).\(fraction)"
  }
}
