/// How times and ids look, written from docs/reference and docs/adr/0003-ids-are-addresses.md: the auditor borrows no code from
/// what it audits.
enum ExpectedText {
  /// `2026-11-20T10:50:26.123456Z` of microseconds since 1970.
  static func time(_ microseconds: Int64) -> String {
    let seconds = microseconds / 1_000_000
    var days = seconds / 86_400
    var year: Int64 = 1970
    while days >= length(year) {
      days -= length(year)
      year += 1
    }
    var month = 1
    for length in months(year) {
      guard days >= length else { break }
      days -= length
      month += 1
    }
    let inDay = seconds % 86_400
    return "\(year)-\(digits(Int64(month)))-\(digits(days + 1))T\(digits(inDay / 3_600)):\(digits(inDay / 60 % 60)):"
      + "\(digits(inDay % 60)).\(digits(microseconds % 1_000_000, 6))Z"
  }

  /// The address of a row: when it was made, in which ledger, and its number there.
  static func id(_ prefix: String, _ time: Int64, _ tag: UInt32, _ number: Int64) -> String {
    var value = UInt128(UInt64(time)) << 64 | UInt128(UInt64(tag) << 40 | UInt64(number))
    var letters: [UInt8] = []
    for _ in 0..<26 {
      letters.append(alphabet[Int(value & 31)])
      value >>= 5
    }
    return prefix + String(decoding: letters.reversed(), as: UTF8.self)
  }

  /// A list's letter, and in base 32 the number behind which the next page begins.
  static func cursor(_ list: String, _ number: Int64) -> String { list + String(number, radix: 32) }

  static func number(inCursor text: String) -> Int64? { Int64(text.dropFirst(), radix: 32) }

  /// The events' own: three places, each above what was seen, and eight bits of the tag. Where only the ledger is asked the others are at
  /// their beginning.
  static func eventCursor(_ number: Int64, _ tag: UInt32) -> String {
    "v" + String(UInt128(UInt64(number)) << 88 | 1 << 48 | 1 << 8 | UInt128(tag & 0xff), radix: 32)
  }

  static func number(inEventCursor text: String) -> Int64? {
    UInt128(text.dropFirst(), radix: 32).map { Int64(truncatingIfNeeded: $0 >> 88) }
  }

  /// A text as JSON; the simulation's texts need no escapes.
  static func quoted(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "null" }

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  private static func digits(_ value: Int64, _ count: Int = 2) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }

  private static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
  private static func length(_ year: Int64) -> Int64 { isLeap(year) ? 366 : 365 }
  private static func months(_ year: Int64) -> [Int64] {
    [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  }
}
