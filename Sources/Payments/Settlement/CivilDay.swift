package import LedgerCore

/// A day of the calendar that everybody uses, without an hour.
package struct CivilDay: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01.
  package let number: Int64

  package init(number: Int64) { self.number = number }

  /// The day that a moment is in, by a clock that is so many minutes ahead of UTC.
  package init(of moment: Timestamp, utcOffset minutes: Int64) {
    let local = moment.microseconds + minutes * 60_000_000
    // Downwards, before 1970 too.
    number = local / CivilDay.microseconds - (local % CivilDay.microseconds < 0 ? 1 : 0)
  }

  /// `2026-11-20`; nil for what is no day of the years 1970 to 9998.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, let start = Timestamp(rfc3339: text + "T00:00:00Z"), start.microseconds >= 0,
      !text.hasPrefix("9999")
    else { return nil }
    number = start.microseconds / CivilDay.microseconds
  }

  private static let microseconds: Int64 = 86_400_000_000

  /// Its first moment, by a clock that is so many minutes ahead of UTC.
  package func start(utcOffset minutes: Int64) -> Timestamp {
    Timestamp(microseconds: number * CivilDay.microseconds - minutes * 60_000_000)
  }

  package func adding(_ days: Int64) -> CivilDay { CivilDay(number: number + days) }

  /// Saturday or Sunday. 1970-01-01 was a Thursday.
  package var isWeekend: Bool { [2, 3].contains(((number % 7) + 7) % 7) }

  /// `2026-11-20`.
  package var text: String { String(Timestamp(microseconds: number * CivilDay.microseconds).rfc3339.prefix(10)) }

  package static func < (left: CivilDay, right: CivilDay) -> Bool { left.number < right.number }
}
