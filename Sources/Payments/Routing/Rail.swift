package import LedgerCore

/// How banks in Indonesia send money to each other. Limits are in sen; hours are those of a clock in Jakarta.
package enum Rail: String, Sendable, CaseIterable {
  /// Around the clock, in seconds.
  case biFast = "bi_fast"
  /// In batches, on working days.
  case skn
  /// At once, on working days; for large amounts.
  case rtgs

  /// What it takes.
  package var amounts: ClosedRange<Int64> {
    switch self {
    case .biFast: 100...25_000_000_000
    case .skn: 100...100_000_000_000
    case .rtgs: 10_000_000_100...Int64.max
    }
  }

  /// From the first minute to the last before the end; nil: always.
  package var hours: Range<Int64>? {
    switch self {
    case .biFast: nil
    case .skn: 6 * 60 + 30..<16 * 60 + 30
    case .rtgs: 6 * 60 + 30..<14 * 60
    }
  }

  /// When it next takes something, from now on.
  package func opens(_ now: Timestamp, _ calendar: WorkingDays) -> Timestamp {
    guard let hours else { return now }
    var day = CivilDay(of: now, utcOffset: Rail.utcOffset)
    let minute = (now.microseconds - day.start(utcOffset: Rail.utcOffset).microseconds) / 60_000_000
    if calendar.isWorkingDay(day), hours.contains(minute) { return now }
    if minute >= hours.lowerBound { day = day.adding(1) }
    while !calendar.isWorkingDay(day) { day = day.adding(1) }
    return day.start(utcOffset: Rail.utcOffset).adding(seconds: hours.lowerBound * 60)
  }

  /// Of Jakarta, whose hours these are wherever the tenant is: minutes ahead of UTC.
  private static let utcOffset: Int64 = 420

  /// The rail that takes an amount first, and when; nil where none does, or not the one that is wished for.
  package static func way(
    for amount: Int64, wish: Rail?, at now: Timestamp, _ calendar: WorkingDays
  ) -> (rail: Rail, opensAt: Timestamp)? {
    var best: (rail: Rail, opensAt: Timestamp)?
    for rail in wish.map({ [$0] }) ?? allCases where rail.amounts.contains(amount) {
      let opens = rail.opens(now, calendar)
      if best.map({ opens < $0.opensAt }) ?? true { best = (rail, opens) }
    }
    return best
  }
}
