package import LedgerCore

/// The hours of the day in which a route is open, by a clock that is so far from UTC: `06:00` to `23:00` at `+07:00`. From the first minute to the
/// last before `to`; a window whose end is before its beginning goes over midnight. There is no summer time: Indonesia has none, and a rule that
/// shifts twice a year would charge people elsewhere on one of those nights.
package struct RouteHours: Sendable, Hashable {
  /// Minutes of the day.
  private let first: Int64
  private let end: Int64
  /// Minutes east of UTC.
  private let offset: Int64

  /// Asia/Jakarta.
  package static let defaultOffset = "+07:00"

  /// Nil for what is no time of day (`HH:MM`), no offset (`±HH:MM`, at most 14 hours), or no window: whose ends are the same.
  package init?(from: String, to: String, utcOffset: String = RouteHours.defaultOffset) {
    guard let first = RouteHours.minutes(from, below: 24), let end = RouteHours.minutes(to, below: 24), first != end,
      let sign = utcOffset.utf8.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      let distance = RouteHours.minutes(String(utcOffset.dropFirst()), below: 15), distance <= 14 * 60
    else { return nil }
    self.first = first
    self.end = end
    offset = sign == UInt8(ascii: "-") ? -distance : distance
  }

  package func contains(_ moment: Timestamp) -> Bool {
    let day: Int64 = 24 * 60
    // Downwards, before 1970 too.
    let sinceEpoch = (moment.microseconds - (moment.microseconds < 0 ? 59_999_999 : 0)) / 60_000_000
    let minute = ((sinceEpoch + offset) % day + day) % day
    return first < end ? (first..<end).contains(minute) : minute >= first || minute < end
  }

  package var from: String { RouteHours.text(first) }
  package var to: String { RouteHours.text(end) }
  package var utcOffset: String { (offset < 0 ? "-" : "+") + RouteHours.text(abs(offset)) }

  private static func minutes(_ text: String, below hours: Int64) -> Int64? {
    let bytes = Array(text.utf8)
    let digits = [0, 1, 3, 4].compactMap { place -> Int64? in
      guard place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) else { return nil }
      return Int64(bytes[place] - UInt8(ascii: "0"))
    }
    guard bytes.count == 5, digits.count == 4, bytes[2] == UInt8(ascii: ":") else { return nil }
    let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
    return hour < hours && minute < 60 ? hour * 60 + minute : nil
  }

  private static func text(_ minutes: Int64) -> String {
    func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
    return two(minutes / 60) + ":" + two(minutes % 60)
  }
}
