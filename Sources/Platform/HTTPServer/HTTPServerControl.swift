import Synchronization

/// What the threads around a server tell its loop.
final class HTTPServerControl: Sendable {
  /// Not UInt64.max: Swift 6.3.1 compares signed in `Atomic<UInt64>.min`.
  private static let never = UInt64(Int64.max)
  private let deadline = Atomic(HTTPServerControl.never)

  /// When the loop must end, in nanoseconds of CLOCK_MONOTONIC; nil while nobody has asked it to.
  var stopDeadline: UInt64? {
    let time = deadline.load(ordering: .acquiring)
    return time == Self.never ? nil : time
  }

  func stop(at time: UInt64) {
    deadline.min(min(time, Self.never), ordering: .acquiringAndReleasing)
  }
}
