// `timespec` reaches Swift through whichever of the two modules is loaded first.
import CLinux
import Glibc
import LedgerCore

/// Where the time comes from. Tests bring their own.
struct SimulatorClock: Sendable {
  let now: @Sendable () -> Timestamp
  /// Milliseconds of a clock that nobody sets.
  let milliseconds: @Sendable () -> Int64

  static let system = SimulatorClock(
    now: { Timestamp(microseconds: read(CLOCK_REALTIME) / 1_000) }, milliseconds: { read(CLOCK_MONOTONIC) / 1_000_000 })

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
