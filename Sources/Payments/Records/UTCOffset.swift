package import LedgerCore

/// How far a clock is from UTC, in minutes east. There is no summer time: Indonesia has none.
package struct UTCOffset: Sendable, Hashable {
  let minutes: Int64

  package static let jakarta = UTCOffset(minutes: 7 * 60)

  private init(minutes: Int64) { self.minutes = minutes }

  /// Nil for what is not `±HH:MM`, at most 14 hours.
  package init?(_ text: String) {
    // A time of day is a number of hours and minutes from midnight, as this is from UTC.
    guard let sign = text.first, sign == "+" || sign == "-",
      let midnight = Timestamp(rfc3339: "1970-01-01T00:00:00Z"),
      let moment = Timestamp(rfc3339: "1970-01-01T\(text.dropFirst()):00Z")
    else { return nil }
    let distance = (moment.microseconds - midnight.microseconds) / 60_000_000
    guard text.utf8.count == 6, distance <= 14 * 60 else { return nil }
    minutes = sign == "-" ? -distance : distance
  }

  package var text: String {
    func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
    return (minutes < 0 ? "-" : "+") + two(abs(minutes) / 60) + ":" + two(abs(minutes) % 60)
  }

  /// The calendar month in which a moment lies, by this clock: its first moment and the first of the next.
  package func month(of moment: Timestamp) -> Range<Timestamp> {
    let start = first(ofMonthOf: moment)
    // No month has more than 31 days, and 40 days after its first lie in the next.
    return start..<first(ofMonthOf: start.adding(seconds: 40 * 86_400))
  }

  private func first(ofMonthOf moment: Timestamp) -> Timestamp {
    let month = moment.adding(seconds: minutes * 60).rfc3339.prefix(7)
    guard let first = Timestamp(rfc3339: "\(month)-01T00:00:00Z") else { preconditionFailure("every month has a first day") }
    return first.adding(seconds: -minutes * 60)
  }
}
