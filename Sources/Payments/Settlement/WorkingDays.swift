import JSON
package import LedgerCore

/// The calendar by which a tenant's days are counted: whose midnight, and which days banks work on. Monday to Friday without the public holidays of
/// Indonesia, unless the tenant says otherwise of a day.
package struct WorkingDays: Sendable, Hashable {
  /// The tenant's clock; kept beside the days, for months begin by it too.
  package var utcOffset = UTCOffset.jakarta
  /// Working days that are none here, and holidays and weekends that are worked on. No day is in both.
  package var closed: Set<CivilDay> = []
  package var open: Set<CivilDay> = []

  /// Of each of the two lists.
  package static let mostDays = 400

  package init() {}

  package func day(of moment: Timestamp) -> CivilDay { CivilDay(of: moment, utcOffset: utcOffset.minutes) }

  package func isWorkingDay(_ day: CivilDay) -> Bool {
    if open.contains(day) { return true }
    return !day.isWeekend && !closed.contains(day) && !IndonesianHolidays.days.contains(day)
  }

  /// The first moment of the `count`-th working day after the day of `moment`, whether that is one or not: T+1 of a Saturday is Monday, as is
  /// T+1 of the Friday before it.
  package func workingDay(_ count: Int64, after moment: Timestamp) -> Timestamp {
    precondition(count > 0, "what is at once has no day")
    var day = day(of: moment)
    var left = count
    while left > 0 {
      day = day.adding(1)
      if isWorkingDay(day) { left -= 1 }
    }
    return day.start(utcOffset: utcOffset.minutes)
  }

  /// The first moment of the `count`-th day after the day of `moment`, holidays or not.
  package func day(_ count: Int64, after moment: Timestamp) -> Timestamp {
    day(of: moment).adding(count).start(utcOffset: utcOffset.minutes)
  }
}

extension RecordFields {
  mutating func set(_ calendar: WorkingDays) {
    set("closed_days", calendar.closed)
    set("open_days", calendar.open)
  }

  func workingDays() throws(MalformedRecord) -> WorkingDays {
    var calendar = WorkingDays()
    calendar.closed = try days("closed_days")
    calendar.open = try days("open_days")
    return calendar
  }

  private mutating func set(_ key: String, _ days: Set<CivilDay>) {
    if !days.isEmpty { set(key, .array(days.sorted().map { .string($0.text) })) }
  }

  private func days(_ key: String) throws(MalformedRecord) -> Set<CivilDay> {
    var days: Set<CivilDay> = []
    for item in body[key]?.arrayValue ?? [] { days.insert(try required(key, item.stringValue.flatMap { CivilDay($0) })) }
    return days
  }
}

extension RecordTransaction {
  /// The tenant's calendar as it is set now.
  func workingDays() throws -> WorkingDays {
    try find(named: PaymentSettings.name, PaymentSettings.self)?.value.calendar ?? WorkingDays()
  }
}
