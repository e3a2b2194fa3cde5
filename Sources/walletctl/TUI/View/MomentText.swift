import LedgerCore

/// Times as a screen has room for them; all UTC.
enum MomentText {
  /// As short as it can be told from now: `10:50:26` today, `11-20 10:50` this year, else `2025-11-20`.
  static func short(_ text: String, now: Timestamp) -> String {
    guard let moment = Timestamp(rfc3339: text) else { return Plain.text(text) }
    let (whole, today) = (moment.rfc3339, now.rfc3339)
    if whole.prefix(10) == today.prefix(10) { return String(whole.dropFirst(11).prefix(8)) }
    if whole.prefix(4) == today.prefix(4) { return whole.dropFirst(5).prefix(5) + " " + whole.dropFirst(11).prefix(5) }
    return String(whole.prefix(10))
  }

  /// `2026-11-20 10:50:26`
  static func full(_ moment: Timestamp) -> String {
    let text = moment.rfc3339
    return text.prefix(10) + " " + text.dropFirst(11).prefix(8)
  }

  /// How long until a time: `in 14m 3s`, `overdue 2s`. Empty text: never.
  static func due(_ text: String, now: Timestamp) -> CellText {
    guard let moment = Timestamp(rfc3339: text) else { return CellText(text.isEmpty ? "never" : Plain.text(text), .faint) }
    let left = (moment.microseconds - now.microseconds) / 1_000_000
    if left < 0 { return CellText("overdue " + span(-left), .bad, order: moment.microseconds) }
    return CellText("in " + span(left), left < 300 ? .warning : .plain, order: moment.microseconds)
  }

  /// How long ago: `3m 12s`.
  static func age(_ text: String, now: Timestamp) -> String {
    guard let moment = Timestamp(rfc3339: text) else { return Plain.text(text) }
    return span(max(0, (now.microseconds - moment.microseconds) / 1_000_000))
  }

  /// Seconds, in at most two units.
  static func span(_ seconds: Int64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60)
    if days > 0 { return hours > 0 && days < 100 ? "\(days)d \(hours)h" : "\(days)d" }
    if hours > 0 { return minutes > 0 ? "\(hours)h \(minutes)m" : "\(hours)h" }
    if minutes > 0 { return seconds % 60 > 0 ? "\(minutes)m \(seconds % 60)s" : "\(minutes)m" }
    return "\(seconds)s"
  }

  /// A short time in microseconds: `850 µs`, `12.3 ms`, `4.2 s`. ASCII where nothing else can be shown.
  static func duration(_ microseconds: Int64, isASCII: Bool) -> String {
    if microseconds < 1_000 { return "\(microseconds) " + (isASCII ? "us" : "µs") }
    if microseconds < 1_000_000 { return "\(microseconds / 1_000).\(microseconds / 100 % 10) ms" }
    return "\(microseconds / 1_000_000).\(microseconds / 100_000 % 10) s"
  }
}
