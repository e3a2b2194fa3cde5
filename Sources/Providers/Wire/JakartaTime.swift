import LedgerCore

/// Times as Midtrans writes them: those of a clock in Jakarta (WIB, seven hours ahead of UTC, without summer time).
enum JakartaTime {
  /// `2026-11-20 10:50:26 +0700`
  static func text(_ time: Timestamp) -> String {
    let clock = time.adding(seconds: 7 * 3_600).rfc3339
    return clock.prefix(10) + " " + clock.dropFirst(11).prefix(8) + " +0700"
  }

  /// Reads `2026-11-20 10:50:26`. Nil for anything else.
  static func time(_ text: String) -> Timestamp? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.count == 8 else { return nil }
    return Timestamp(rfc3339: parts[0] + "T" + parts[1] + "+07:00")
  }
}
