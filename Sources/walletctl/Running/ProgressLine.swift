import Glibc

/// A line on the terminal that says how far a long work has come: nothing in the first second, nothing without a terminal.
final class ProgressLine {
  private let session: Session
  private let verb: String
  private let started = ProgressLine.now()
  private var shownAt: Int64 = 0

  init(_ session: Session, _ verb: String) {
    self.session = session
    self.verb = verb
  }

  func show(_ done: Int64, of total: Int64? = nil) {
    let now = ProgressLine.now()
    guard session.streams.isRemarksTerminal, !session.isQuiet, now - started > 1_000, now - shownAt > 200 else { return }
    shownAt = now
    let rate = done * 1_000 / max(1, now - started)
    session.streams.remark(
      "\r\u{1B}[K\(Count.text(done))\(total.map { " of \(Count.text($0))" } ?? "") \(verb), \(Count.text(rate)) a second")
  }

  func clear() {
    if shownAt > 0 { session.streams.remark("\r\u{1B}[K") }
    shownAt = 0
  }

  /// Milliseconds that only grow.
  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
