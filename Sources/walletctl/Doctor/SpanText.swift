/// Spans of time and sizes, short, for people.
enum SpanText {
  /// `3 d 4 h`, `12 min`, `5 s`: the two largest units at most.
  static func text(seconds: Int64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60)
    if days > 0 { return hours > 0 && days < 10 ? "\(days) d \(hours) h" : "\(days) d" }
    if seconds >= 3_600 { return minutes > 0 ? "\(hours) h \(minutes) min" : "\(hours) h" }
    return minutes > 0 ? "\(minutes) min" : "\(seconds) s"
  }

  /// `12.3 GiB`, `640 MiB`.
  static func text(bytes: UInt64) -> String {
    let (gib, mib) = (UInt64(1) << 30, UInt64(1) << 20)
    if bytes >= 100 * gib { return "\(bytes / gib) GiB" }
    if bytes >= gib { return "\(bytes / gib).\(bytes % gib * 10 / gib) GiB" }
    return "\(bytes / mib) MiB"
  }
}
