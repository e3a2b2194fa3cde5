package import LedgerCore

/// The month until the end of which a card is good.
package struct CardExpiry: Sendable, Equatable {
  package let year: Int
  package let month: Int

  /// Cards of the current month are still good, and none is good for more than twenty-five years.
  package init(year: Int, month: Int, now: Timestamp) throws(InputProblem) {
    guard (1...12).contains(month) else { throw InputProblem(.expiryMonth, .outOfRange) }
    let today = CardExpiry.month(of: now)
    guard year <= today.year + 25, year >= 1970 else { throw InputProblem(.expiryYear, .outOfRange) }
    guard year >= today.year else { throw InputProblem(.expiryYear, .expired) }
    guard year > today.year || month >= today.month else { throw InputProblem(.expiryMonth, .expired) }
    self.init(year: year, month: month)
  }

  /// As it was stored.
  init(year: Int, month: Int) {
    self.year = year
    self.month = month
  }

  package func isOver(at now: Timestamp) -> Bool {
    let today = CardExpiry.month(of: now)
    return (year, month) < (today.year, today.month)
  }

  /// Year and month in UTC (https://howardhinnant.github.io/date_algorithms.html, civil_from_days).
  private static func month(of moment: Timestamp) -> (year: Int, month: Int) {
    let days = Int(moment.microseconds / 86_400_000_000) + 719_468
    let era = days / 146_097
    let day = days - era * 146_097
    let yearOfEra = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month)
  }
}
