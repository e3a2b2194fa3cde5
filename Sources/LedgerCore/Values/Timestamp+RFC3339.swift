/// RFC 3339, UTC only on the way out, any offset on the way in.
///
/// Days are counted with the proleptic Gregorian calendar shifted to begin in March, so that a leap day ends its year.
extension Timestamp {
  /// Bytes of a time as text.
  package static var textLength: Int { 27 }

  /// `2026-11-20T10:50:26.123456Z`: always six decimals, so that times sort as text.
  package func append(to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.textLength) { text in
      guard let start = text.baseAddress else { preconditionFailure("a time has text") }
      write(to: start)
      bytes.append(contentsOf: text)
    }
  }

  /// Writes `textLength` bytes.
  package func write(to target: UnsafeMutablePointer<UInt8>) {
    let day = microseconds.flooredDivision(by: 86_400_000_000)
    // Within the first day that 64 bits reach, the midnight before lies beyond them; the difference does not.
    let inDay = UInt64(bitPattern: microseconds &- day &* 86_400_000_000)
    let (year, month, dayOfMonth) = Timestamp.civil(fromDays: day)
    func two(_ value: UInt64, at place: Int, before separator: Unicode.Scalar? = nil) {
      let digits = UInt32(truncatingIfNeeded: value) % 100
      target[place] = UInt8(truncatingIfNeeded: 48 + digits / 10)
      target[place + 1] = UInt8(truncatingIfNeeded: 48 + digits % 10)
      if let separator { target[place + 2] = UInt8(ascii: separator) }
    }
    let calendarYear = UInt64(clamping: year)
    two(calendarYear / 100, at: 0)
    two(calendarYear, at: 2, before: "-")
    two(UInt64(clamping: month), at: 5, before: "-")
    two(UInt64(clamping: dayOfMonth), at: 8, before: "T")
    let seconds = inDay / 1_000_000
    two(seconds / 3_600, at: 11, before: ":")
    two(seconds / 60 % 60, at: 14, before: ":")
    two(seconds % 60, at: 17, before: ".")
    let fraction = inDay % 1_000_000
    two(fraction / 10_000, at: 20)
    two(fraction / 100, at: 22)
    two(fraction, at: 24, before: "Z")
  }

  package var rfc3339: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads `2026-11-20T10:50:26[.fraction](Z|+hh:mm|-hh:mm)`; also a bare date, which is its midnight in UTC.
  /// More than six decimals are cut. Nil for anything else: dates that do not exist, leap seconds, and moments that in UTC lie outside of
  /// the years 0000 to 9999, which could not be written.
  package init?(rfc3339 text: UnsafeRawBufferPointer) {
    var reader = DigitReader(bytes: text)
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
      let day = reader.number(2), (1...12).contains(month), day >= 1, day <= Timestamp.days(inMonth: month, year: year)
    else { return nil }
    let midnight = Timestamp.days(fromCivil: year, month, day) * 86_400_000_000
    if reader.isAtEnd {
      self.init(microseconds: midnight)
      return
    }
    guard reader.take("T") || reader.take("t"), let hour = reader.number(2), reader.take(":"), let minute = reader.number(2),
      reader.take(":"), let second = reader.number(2), hour < 24, minute < 60, second < 60
    else { return nil }
    var fraction: Int64 = 0
    if reader.take(".") {
      guard let micro = reader.fraction() else { return nil }
      fraction = micro
    }
    guard let offset = reader.offsetMinutes(), reader.isAtEnd else { return nil }
    let moment = midnight + ((hour * 60 + minute - offset) * 60 + second) * 1_000_000 + fraction
    guard Timestamp.writable.contains(moment) else { return nil }
    self.init(microseconds: moment)
  }

  package init?(rfc3339 text: String) {
    var text = text
    let parsed = text.withUTF8 { Timestamp(rfc3339: UnsafeRawBufferPointer($0)) }
    guard let parsed else { return nil }
    self = parsed
  }

  /// The years 0000 to 9999.
  private static let writable: Range<Int64> = -62_167_219_200_000_000..<253_402_300_800_000_000

  private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = shifted.flooredDivision(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }

  private static func days(fromCivil year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear.flooredDivision(by: 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func days(inMonth month: Int64, year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension Int64 {
  fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}

private struct DigitReader {
  let bytes: UnsafeRawBufferPointer
  var position = 0

  init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func number(_ digits: Int) -> Int64? {
    guard position + digits <= bytes.count else { return nil }
    var value: Int64 = 0
    for _ in 0..<digits {
      let digit = bytes[position] &- 48
      guard digit < 10 else { return nil }
      value = value * 10 + Int64(digit)
      position += 1
    }
    return value
  }

  mutating func fraction() -> Int64? {
    var value: Int64 = 0
    var count = 0
    while position < bytes.count, bytes[position] &- 48 < 10 {
      if count < 6 { value = value * 10 + Int64(bytes[position] &- 48) }
      count += 1
      position += 1
    }
    guard count > 0, count <= 18 else { return nil }
    for _ in min(count, 6)..<6 { value *= 10 }
    return value
  }

  mutating func offsetMinutes() -> Int64? {
    if take("Z") || take("z") { return 0 }
    let sign: Int64 = take("+") ? 1 : take("-") ? -1 : 0
    guard sign != 0, let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60 else { return nil }
    return sign * (hours * 60 + minutes)
  }
}
