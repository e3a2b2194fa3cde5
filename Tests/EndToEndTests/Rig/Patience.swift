import Foundation

/// Waiting for something to become true: asked again and again, never longer than it may take.
enum Patience {
  /// True as soon as `isSo` is; false when it still is not after so long.
  static func wait(atMost limit: Duration, until isSo: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while true {
      if try isSo() { return true }
      guard ContinuousClock.now < deadline else { return false }
      _ = poll(nil, 0, 1)
    }
  }
}
