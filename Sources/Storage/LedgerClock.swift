import Glibc
package import LedgerCore
import Synchronization

/// Where time comes from; a test brings its own.
package protocol LedgerClock: Sendable {
  /// The wall clock.
  func now() -> Timestamp
  /// Microseconds that only ever grow, unaffected by changes of the wall clock.
  func monotonic() -> Int64
}

package struct SystemClock: LedgerClock {
  package init() {}

  package func now() -> Timestamp { Timestamp(microseconds: SystemClock.read(CLOCK_REALTIME)) }
  package func monotonic() -> Int64 { SystemClock.read(CLOCK_MONOTONIC) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }
}

/// The time that expires things. When the wall clock jumps forward by more than five minutes against the monotonic clock, nothing
/// expires early: this clock goes on at the old pace until the jump is taken back or the monotonic clock has caught up.
struct ExpiryClock {
  static let toleratedJump: Int64 = 5 * 60 * 1_000_000
  /// Wall clock less monotonic clock, when the wall clock was last believed.
  private var trustedOffset: Int64?
  /// The reading of the wall clock that was not believed, and its offset; nil while it is believed.
  private var doubted: (wall: Int64, offset: Int64)?

  /// What counts as now for expiring, given both clocks' readings of one moment.
  mutating func now(wall: Timestamp, monotonic: Int64) -> Timestamp {
    let offset = wall.microseconds - monotonic
    guard let known = trustedOffset, offset - known > ExpiryClock.toleratedJump else {
      trustedOffset = offset
      doubted = nil
      return wall
    }
    // A jump on top of the jump is waited for anew.
    let doubt: (wall: Int64, offset: Int64) =
      doubted.flatMap { abs(offset - $0.offset) <= ExpiryClock.toleratedJump ? $0 : nil } ?? (
        wall: wall.microseconds, offset: offset
      )
    doubted = doubt
    guard monotonic + known < doubt.wall else {
      trustedOffset = offset
      doubted = nil
      return wall
    }
    return Timestamp(microseconds: monotonic + known)
  }
}

/// The wall clock as ledgers believe it, for whoever looks for what is due in them: ahead of them he would find the same again and again.
package final class BelievedClock: Sendable {
  private let clock: any LedgerClock
  private let belief = Mutex(ExpiryClock())

  package init(_ clock: any LedgerClock) { self.clock = clock }

  package func now() -> Timestamp {
    belief.withLock { $0.now(wall: clock.now(), monotonic: clock.monotonic()) }
  }
}
