import Glibc

/// A line on the terminal that says how far a long work has come: nothing in the first second, nothing without a terminal.
final class ProgressLine {
  /// What is counted.
  enum Unit {
    case items, bytes

    func text(_ number: Int64) -> String {
      switch self {
      case .items: Count.text(number)
      case .bytes: SpanText.text(bytes: UInt64(clamping: number))
      }
    }
  }

  private static let barWidth = 20

  private let streams: any Streams
  private let isWanted: Bool
  private let verb: String
  private let unit: Unit
  private let clock: () -> Int64
  private let started: Int64
  private var shownAt: Int64 = 0
  private var isShown = false

  convenience init(_ session: Session, _ verb: String, _ unit: Unit = .items) {
    self.init(session.streams, isQuiet: session.isQuiet, verb, unit, clock: ProgressLine.now)
  }

  /// `clock`: milliseconds that only grow.
  init(_ streams: any Streams, isQuiet: Bool = false, _ verb: String, _ unit: Unit = .items, clock: @escaping () -> Int64) {
    self.streams = streams
    self.verb = verb
    self.unit = unit
    self.clock = clock
    isWanted = streams.isRemarksTerminal && !isQuiet
    started = clock()
  }

  /// With `total` there is a bar, and how long the rest will take if it goes on so.
  func show(_ done: Int64, of total: Int64? = nil) {
    guard let passed = isDue() else { return }
    let rate = done / max(1, passed / 1_000)
    var line = "\(unit.text(done)) \(verb), \(unit.text(rate)) a second"
    if let total, total > 0, done > 0 {
      let part = min(done, total)
      let filled = Int(Int128(part) * Int128(ProgressLine.barWidth) / Int128(total))
      let bar = String(repeating: "=", count: filled) + String(repeating: " ", count: ProgressLine.barWidth - filled)
      let left = (total - part) / max(1, rate)
      line = "[\(bar)] \(unit.text(part)) of \(unit.text(total)) \(verb), \(SpanText.text(seconds: left)) left"
    }
    write(line)
  }

  /// For work of which nothing is known but that it goes on.
  func show(waiting: String) {
    guard let passed = isDue() else { return }
    write("\(waiting), \(SpanText.text(seconds: passed / 1_000))")
  }

  func clear() {
    if isShown { streams.remark("\r\u{1B}[K") }
    isShown = false
  }

  /// How long it has been going on, when it is time to say so again.
  private func isDue() -> Int64? {
    let now = clock()
    guard isWanted, now - started > 1_000, now - shownAt > 200 else { return nil }
    shownAt = now
    return now - started
  }

  private func write(_ line: String) {
    isShown = true
    streams.remark("\r\u{1B}[K" + line)
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
