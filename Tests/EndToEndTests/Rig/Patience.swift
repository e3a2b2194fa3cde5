import Foundation

/// Waiting for what nobody tells us of: the state of another process, a lock that is let go.
enum Patience {
  /// Looks again and again until `isSo`, for at most so long. False if it never was.
  @discardableResult
  static func wait(_ limit: Duration, until isSo: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while try !isSo() {
      guard ContinuousClock.now < deadline else { return false }
      pause(microseconds: 1_000)
    }
    return true
  }

  /// Lets others go on for so long: for a moment that is drawn, such as that of a power cut.
  static func pause(microseconds: Int) {
    // Rounded up to the milliseconds of poll(2).
    poll(nil, 0, Int32((microseconds + 999) / 1_000))
  }
}
