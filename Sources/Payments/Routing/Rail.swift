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
  package func opens(_ now: Timestamp, _ days: WorkingDays) -> Timestamp {
    guard let hours else { return now }
    let local = now.microseconds + WorkingDays.offset
    var day = WorkingDays.day(of: local)
    let minute = (local - day * WorkingDays.microseconds) / 60_000_000
    if days.isWorking(day), hours.contains(minute) { return now }
    if minute >= hours.lowerBound { day += 1 }
    while !days.isWorking(day) { day += 1 }
    return Timestamp(
      microseconds: day * WorkingDays.microseconds + hours.lowerBound * 60_000_000 - WorkingDays.offset)
  }

  /// The rail that takes an amount first, and when; nil where none does, or not the one that is wished for.
  package static func way(
    for amount: Int64, wish: Rail?, at now: Timestamp, _ days: WorkingDays = .weekdays
  ) -> (rail: Rail, opensAt: Timestamp)? {
    var best: (rail: Rail, opensAt: Timestamp)?
    for rail in wish.map({ [$0] }) ?? allCases where rail.amounts.contains(amount) {
      let opens = rail.opens(now, days)
      if best.map({ opens < $0.opensAt }) ?? true { best = (rail, opens) }
    }
    return best
  }
}

/// On which days banks work. Days are counted from 1970, by a clock in Jakarta.
package struct WorkingDays: Sendable {
  let isWorking: @Sendable (Int64) -> Bool

  package init(_ isWorking: @escaping @Sendable (Int64) -> Bool) { self.isWorking = isWorking }

  /// Monday to Friday.
  package static let weekdays = WorkingDays { day in
    // The first of January 1970 was a Thursday.
    let weekday = ((day + 3) % 7 + 7) % 7
    return weekday < 5
  }

  static let microseconds: Int64 = 86_400_000_000
  /// Of Jakarta from UTC, which has no summer time.
  static let offset: Int64 = 7 * 3_600_000_000

  static func day(of local: Int64) -> Int64 {
    let day = local / microseconds
    return local % microseconds < 0 ? day - 1 : day
  }
}
