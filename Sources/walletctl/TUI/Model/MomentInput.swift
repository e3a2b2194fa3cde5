import LedgerCore

/// Moments as people type them: `yesterday`, `-2h`, `2026-11-01`, `2026-11-01 14:30`, RFC 3339. All UTC.
enum MomentInput: Equatable, Sendable {
  case now
  case moment(Timestamp)

  static let examples = "yesterday, -2h, -3d, 2026-11-01, 2026-11-01 14:30, now"

  /// Nil for what is no time.
  init?(_ text: String, now: Timestamp) {
    let typed = text.split(separator: " ").joined(separator: " ")
    switch typed.lowercased() {
    case "now", "":
      self = .now
      return
    case "yesterday":
      self = .moment(now.adding(seconds: -86_400))
      return
    case "today", "midnight":
      guard let midnight = Timestamp(rfc3339: String(now.rfc3339.prefix(10))) else { return nil }
      self = .moment(midnight)
      return
    default: break
    }
    if typed.first == "-" {
      let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
      guard let unit = typed.last.flatMap({ units[$0] }), let number = Int64(typed.dropFirst().dropLast()),
        (0..<1_000_000).contains(number)
      else { return nil }
      self = .moment(now.adding(seconds: -number * unit))
      return
    }
    var exact = typed.replacing(" ", with: "T")
    // Minutes are enough for people, and UTC is what they see.
    if exact.count == 16 { exact += ":00" }
    if exact.count == 19 { exact += "Z" }
    guard let moment = Timestamp(rfc3339: exact) else { return nil }
    self = .moment(moment)
  }
}
