import Testing

@testable import LedgerCore
@testable import Payments

/// Which days count, and when they begin.
@Suite struct WorkingDayTests {
  private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }
  private func day(_ text: String) throws -> CivilDay { try #require(CivilDay(text)) }

  @Test(arguments: [
    // Friday evening in Jakarta, whose midnight is 17:00 UTC the day before.
    ("2026-11-20T10:00:00Z", 1, "2026-11-22T17:00:00.000000Z"), ("2026-11-20T16:59:59.999999Z", 1, "2026-11-22T17:00:00.000000Z"),
    // Saturday there, and Sunday: the same Monday.
    ("2026-11-20T17:00:00Z", 1, "2026-11-22T17:00:00.000000Z"), ("2026-11-22T12:00:00Z", 1, "2026-11-22T17:00:00.000000Z"),
    ("2026-11-20T10:00:00Z", 5, "2026-11-26T17:00:00.000000Z"), ("2026-11-20T10:00:00Z", 6, "2026-11-29T17:00:00.000000Z"),
    // Christmas is a Friday: from Thursday to Monday.
    ("2026-12-24T03:00:00Z", 1, "2026-12-27T17:00:00.000000Z"),
    // Nyepi, a Thursday, and the weekend of Lebaran.
    ("2026-03-18T03:00:00Z", 1, "2026-03-19T17:00:00.000000Z"), ("2026-03-18T03:00:00Z", 2, "2026-03-22T17:00:00.000000Z"),
    // The turn of the year, and a leap day.
    ("2026-12-31T03:00:00Z", 1, "2027-01-03T17:00:00.000000Z"), ("2028-02-28T03:00:00Z", 1, "2028-02-28T17:00:00.000000Z"),
  ]) func `money is available on the working day that was agreed on`(captured: String, days: Int64, available: String) throws {
    #expect(WorkingDays().workingDay(days, after: try time(captured)).rfc3339 == available)
  }

  @Test func `a tenant closes days, opens others, and has midnight where it is`() throws {
    var calendar = WorkingDays()
    calendar.closed = [try day("2026-11-23")]
    calendar.open = [try day("2026-11-28"), try day("2026-12-25")]
    let friday = try time("2026-11-20T10:00:00Z")
    #expect(calendar.workingDay(1, after: friday).rfc3339 == "2026-11-23T17:00:00.000000Z")
    #expect(calendar.workingDay(5, after: friday).rfc3339 == "2026-11-27T17:00:00.000000Z", "a Saturday that is worked on")
    let christmas = try day("2026-12-25")
    #expect(calendar.isWorkingDay(christmas) && !WorkingDays().isWorkingDay(christmas))
    calendar.utcOffset = try #require(UTCOffset("-03:30"))
    #expect(calendar.workingDay(1, after: try time("2026-11-25T03:29:00Z")).rfc3339 == "2026-11-25T03:30:00.000000Z")
    #expect(calendar.day(2, after: try time("2026-11-27T03:31:00Z")).rfc3339 == "2026-11-29T03:30:00.000000Z")
  }

  @Test func `holidays are those of three years`() throws {
    #expect(IndonesianHolidays.days.count == 17 + 17 + 18)
    #expect(Set(IndonesianHolidays.days.map { Int($0.text.prefix(4)) }) == Set(IndonesianHolidays.years.map { $0 }))
    let friday = try day("1970-01-02")
    #expect(friday.number == 1 && friday.text == "1970-01-02" && !friday.isWeekend && friday.adding(1).isWeekend)
    for text in ["2026-11-31", "2026-1-1", "9999-01-01", "1969-12-31", "2026-11-20T00:00:00Z", ""] {
      #expect(CivilDay(text) == nil)
    }
    for text in ["+15:00", "07:00", "+7:00", "+14:01"] { #expect(UTCOffset(text) == nil) }
  }
}
