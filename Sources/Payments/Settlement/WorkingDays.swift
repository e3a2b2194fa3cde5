import JSON
package import LedgerCore

/// The calendar by which a tenant's days are counted: whose midnight, and which days banks work on. Monday to Friday without the public holidays of
/// Indonesia, unless the tenant says otherwise of a day.
package struct WorkingDays: Sendable, Hashable {
  /// Minutes east of UTC; Asia/Jakarta, which has no summer time.
  package var utcOffset: Int64 = 420
  /// Working days that are none here, and holidays and weekends that are worked on. No day is in both.
  package var closed: Set<CivilDay> = []
  package var open: Set<CivilDay> = []

  /// Of each of the two lists.
  package static let mostDays = 400
  package static let utcOffsets: ClosedRange<Int64> = -840...840

  package init() {}

  package func day(of moment: Timestamp) -> CivilDay { CivilDay(of: moment, utcOffset: utcOffset) }

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
    return day.start(utcOffset: utcOffset)
  }

  /// The first moment of the `count`-th day after the day of `moment`, holidays or not.
  package func day(_ count: Int64, after moment: Timestamp) -> Timestamp {
    day(of: moment).adding(count).start(utcOffset: utcOffset)
  }
}

extension WorkingDays {
  /// `+07:00`; nil for what is no offset, or further than any place is.
  package static func minutes(ofOffset text: String) -> Int64? {
    // An offset is written as those of routes are; the hours only have to be some.
    guard RouteHours(from: "00:00", to: "00:01", utcOffset: text) != nil else { return nil }
    let bytes = Array(text.utf8)
    func two(_ place: Int) -> Int64 { Int64(bytes[place] - 48) * 10 + Int64(bytes[place + 1] - 48) }
    let minutes = two(1) * 60 + two(4)
    return bytes[0] == UInt8(ascii: "-") ? -minutes : minutes
  }

  /// `+07:00`.
  package var offsetText: String {
    func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
    return (utcOffset < 0 ? "-" : "+") + two(abs(utcOffset) / 60) + ":" + two(abs(utcOffset) % 60)
  }
}

extension RecordFields {
  mutating func set(_ calendar: WorkingDays) {
    let standard = WorkingDays()
    if calendar.utcOffset != standard.utcOffset { set("utc_offset", calendar.utcOffset) }
    set("closed_days", calendar.closed)
    set("open_days", calendar.open)
  }

  func workingDays() throws(MalformedRecord) -> WorkingDays {
    var calendar = WorkingDays()
    calendar.utcOffset = integer("utc_offset") ?? calendar.utcOffset
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
