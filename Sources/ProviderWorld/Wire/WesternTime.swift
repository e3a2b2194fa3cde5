import LedgerCore

/// Times as Midtrans writes them: those of Jakarta (UTC+7, no summer time), without saying so.
enum WesternTime {
  /// "2026-11-20 10:00:00"
  static func text(_ time: Timestamp) -> String {
    let text = time.adding(seconds: 7 * 3_600).rfc3339
    return text.prefix(10) + " " + text.dropFirst(11).prefix(8)
  }

  /// Reads "2026-11-20 10:00:00 +0700".
  static func parse(_ text: String) -> Timestamp? {
    let parts = text.split(separator: " ")
    guard parts.count == 3, parts[2].utf8.count == 5 else { return nil }
    return Timestamp(rfc3339: "\(parts[0])T\(parts[1])\(parts[2].prefix(3)):\(parts[2].suffix(2))")
  }
}
