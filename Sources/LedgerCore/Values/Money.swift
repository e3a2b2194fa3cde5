/// An amount of one currency in minor units. Never a floating-point number, never a silent overflow.
package struct Money: Hashable, Sendable {
  /// Minor units; may be negative (a balance on the other side).
  package let amount: Int64
  package let currency: Currency

  package init(_ amount: Int64, _ currency: Currency) {
    self.amount = amount
    self.currency = currency
  }

  package enum Failure: Error, Equatable, Sendable {
    case overflow
    case currencyMismatch(Currency, Currency)
    /// The text is not an amount of this currency: what is wrong, in words.
    case notAnAmount(String)
  }

  package func adding(_ other: Money) throws(Failure) -> Money {
    guard currency == other.currency else { throw .currencyMismatch(currency, other.currency) }
    let (sum, overflow) = amount.addingReportingOverflow(other.amount)
    guard !overflow else { throw .overflow }
    return Money(sum, currency)
  }

  package func subtracting(_ other: Money) throws(Failure) -> Money {
    guard currency == other.currency else { throw .currencyMismatch(currency, other.currency) }
    let (difference, overflow) = amount.subtractingReportingOverflow(other.amount)
    guard !overflow else { throw .overflow }
    return Money(difference, currency)
  }

  /// Splits by integer shares: each share is floored, the left-over units go out one by one from the top.
  /// The parts always add up to the whole. Traps on an empty list, a negative amount or share, or shares that are all zero.
  package func split(byShares shares: [Int64]) -> [Money] {
    precondition(amount >= 0 && shares.allSatisfy { $0 >= 0 }, "only what is not negative can be split")
    let total = shares.reduce(Int128(0)) { $0 + Int128($1) }
    precondition(total > 0, "shares must add up to more than zero")
    var parts = shares.map { Int64(Int128(amount) * Int128($0) / total) }
    var rest = amount - parts.reduce(0, +)
    for index in parts.indices where rest > 0 && shares[index] > 0 {
      parts[index] += 1
      rest -= 1
    }
    precondition(rest == 0, "fewer units are left over than there are shares")
    return parts.map { Money($0, currency) }
  }
}
