import JSON
import LedgerCore

/// Amounts as they are shown: for people, or in minor units.
struct AmountText: Sendable {
  let isMinor: Bool

  func text(_ amount: Int64, _ currency: String) -> String {
    guard !isMinor, let currency = Currency(currency) else { return "\(amount)" }
    return Money(amount, currency).displayText
  }

  /// Sums can be larger than any amount; those are shown in minor units.
  func text(_ amount: Int128, _ currency: String) -> String {
    guard let fitting = Int64(exactly: amount) else { return "\(amount)" }
    return text(fitting, currency)
  }

  func text(_ value: JSONValue?, _ currency: String) -> String {
    switch value {
    case .integer(let amount): text(amount, currency)
    case .decimal(let literal): literal
    case nil, .null, .bool, .string, .array, .object: ""
    }
  }
}

/// Amounts as they are written on the command line.
enum AmountInput {
  /// Minor units. `currency` is needed unless the text is in minor units already.
  static func parse(_ text: String, currency: Currency?, isMinor: Bool) throws(CommandFailure) -> Int64 {
    if isMinor {
      guard let amount = Int64(text) else {
        throw .usage("'\(text)' is not a number of minor units (--minor is on): write digits only")
      }
      return amount
    }
    guard let currency else { throw .usage("the amount '\(text)' needs its currency: add --currency, or --minor") }
    do {
      return try Money(major: text, currency: currency).amount
    } catch {
      switch error {
      case .overflow: throw .usage("'\(text)' is more than any account can hold")
      case .notAnAmount(let reason): throw .usage(reason)
      case .currencyMismatch: preconditionFailure("one currency has no mismatch")
      }
    }
  }

  static func currency(_ code: String) throws(CommandFailure) -> Currency {
    guard let currency = Currency(code) else {
      let near = Suggestion.nearest(code.uppercased(), in: Currency.all.map(\.code)).map { "; did you mean \($0)?" } ?? ""
      throw .usage("'\(code)' is no ISO 4217 currency\(near)")
    }
    return currency
  }
}
