import Foundation
import LedgerCore
import Testing

@Suite struct `Times as text` {
  @Test func `every moment has a text, those that no calendar reaches too`() {
    for moment in [Int64.min, .min + 1, .max - 1, .max] {
      #expect(Timestamp(microseconds: moment).rfc3339.utf8.count == Timestamp.textLength)
    }
    #expect(Timestamp(microseconds: .min).rfc3339.hasSuffix("-12-21T19:59:05.224192Z"))
  }

  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0),
      ("1970-01-01T00:00:00.000001Z", 1),
      ("1970-01-01T00:00:00.1Z", 100_000),
      ("1970-01-01T00:00:00.123456789Z", 123_456),
      ("1970-01-01T00:00:00.999999999999999999Z", 999_999),
      ("1970-01-01t00:00:01z", 1_000_000),
      ("1970-01-01T07:00:00+07:00", 0),
      ("1969-12-31T19:00:00-05:00", 0),
      ("1970-01-01T00:00:00+00:00", 0),
      ("1970-01-01T00:00:00-00:00", 0),
      ("1970-01-02", 86_400_000_000),
      ("1969-12-31T23:59:59.999999Z", -1),
      ("2000-02-29T00:00:00Z", 951_782_400_000_000),
      ("2024-02-29T12:34:56Z", 1_709_210_096_000_000),
      ("2026-11-20T10:50:26.123456Z", 1_795_171_826_123_456),
      ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
      ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
    ] as [(String, Int64)])
  func `are read to the microsecond`(text: String, microseconds: Int64) {
    #expect(Timestamp(rfc3339: text) == Timestamp(microseconds: microseconds))
  }

  @Test(
    arguments: [
      "", "2026", "2026-11", "2026-11-20T", "2026-11-20T10", "2026-11-20T10:50", "2026-11-20T10:50:26", "2026-11-20 10:50:26Z",
      "2026-11-20T10:50:26.Z", "2026-11-20T10:50:26.1234567890123456789Z", "2026-11-20T10:50:26ZZ", "2026-11-20T10:50:26Z ",
      " 2026-11-20T10:50:26Z", "2026-11-20T24:00:00Z", "2026-11-20T10:60:00Z", "2026-11-20T10:50:60Z", "2016-12-31T23:59:60Z",
      "2026-00-20T10:50:26Z", "2026-13-20T10:50:26Z", "2026-11-00T10:50:26Z", "2026-11-31T10:50:26Z", "2026-02-29T10:50:26Z",
      "1900-02-29T00:00:00Z", "2100-02-29", "2026-11-20T10:50:26+7", "2026-11-20T10:50:26+0700", "2026-11-20T10:50:26+24:00",
      "2026-11-20T10:50:26+07:60", "26-11-20T10:50:26Z", "+2026-11-20T10:50:26Z", "-2026-11-20T10:50:26Z", "2026-1-2T10:50:26Z",
      "2026/11/20T10:50:26Z", "20261120T105026Z", "2026-W47-5", "٢٠٢٦-11-20T10:50:26Z", "2026-11-20T10:50:26,5Z",
      "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
    ])
  func `of another form, of no calendar day or beyond four digits of year are refused`(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test func `agree with Foundation on a hundred thousand moments between the years 1 and 9999`() throws {
    var random = Seeded(2)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    for _ in 0..<100_000 {
      // Foundation's calendar is Julian before October 1582.
      let seconds = Int64.random(in: -12_219_292_800...253_402_300_799, using: &random)
      let milliseconds = Int64.random(in: 0..<1_000, using: &random)
      let time = Timestamp(microseconds: seconds * 1_000_000 + milliseconds * 1_000)
      let text = time.rfc3339
      try #require(Timestamp(rfc3339: text) == time, "\(text)")
      let parts = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: Double(seconds)))
      let expected = [parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second]
      let digits = text.prefix(19).split { !$0.isNumber }.map { Int($0) }
      try #require(digits == expected, "\(text)")
    }
  }

  @Test func `read back as what was written, in every offset, and sort as text`() throws {
    var random = Seeded(3)
    var previous = (time: Timestamp(microseconds: -62_000_000_000_000_000), text: "0000")
    let step: Int64 = 315_000_000_000_000_000 / 20_000
    for index in 0..<20_000 as Range<Int64> {
      let time = Timestamp(microseconds: -62_000_000_000_000_000 + index * step + Int64.random(in: 0..<step, using: &random))
      let text = time.rfc3339
      try #require(text.utf8.count == 27 && Timestamp(rfc3339: text) == time)
      try #require(previous.text < text && previous.time < time)
      previous = (time, text)
      let minutes = Int64.random(in: -1_439...1_439, using: &random)
      let local = Timestamp(microseconds: time.microseconds + minutes * 60_000_000).rfc3339.dropLast()
      let (hours, rest) = (String(100 + minutes.magnitude / 60).dropFirst(), String(100 + minutes.magnitude % 60).dropFirst())
      try #require(Timestamp(rfc3339: "\(local)\(minutes < 0 ? "-" : "+")\(hours):\(rest)") == time)
    }
  }

  @Test func `every day of four centuries is read, and the days between are not skipped`() throws {
    var day = try #require(Timestamp(rfc3339: "1800-01-01"))
    for year in 1_800..<2_200 {
      for month in 1...12 {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        for number in 1...days {
          let text = "\(year)-\(String(100 + month).dropFirst())-\(String(100 + number).dropFirst())"
          try #require(Timestamp(rfc3339: text) == day, "\(text)")
          day = day.adding(seconds: 86_400)
        }
      }
    }
  }
}
