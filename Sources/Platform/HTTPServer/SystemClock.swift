// `timespec` reaches Swift through whichever of the two modules is loaded first.
import CLinux
import Glibc

/// The kernel's clocks, in nanoseconds.
enum SystemClock {
  /// CLOCK_MONOTONIC: for deadlines.
  static var monotonic: UInt64 { read(CLOCK_MONOTONIC) }

  /// Seconds since 1970, exact to a few milliseconds: for the Date header.
  static var second: Int64 { Int64(read(CLOCK_REALTIME_COARSE) / 1_000_000_000) }

  private static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
