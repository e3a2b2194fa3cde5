import Glibc

/// Nanoseconds of clocks that only go forward.
enum Clock {
  /// Since some fixed moment.
  static var now: UInt64 { read(CLOCK_MONOTONIC) }

  /// Processor time of the calling thread, both in our code and in the kernel.
  static var threadCPU: UInt64 { read(CLOCK_THREAD_CPUTIME_ID) }

  /// Processor time of a process of ours. Zero once it has ended.
  static func processCPU(_ process: pid_t) -> UInt64 {
    var clock: clockid_t = 0
    guard clock_getcpuclockid(process, &clock) == 0 else { return 0 }
    return read(clock)
  }

  /// Microseconds since 1970, as the daemon's rows have them. May be set back.
  static var wallMicroseconds: Int64 { Int64(read(CLOCK_REALTIME) / 1_000) }

  static func sleep(nanoseconds: UInt64) {
    var time = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    nanosleep(&time, nil)
  }

  private static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    guard clock_gettime(clock, &time) == 0 else { return 0 }
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}

extension UInt64 {
  static func milliseconds(_ count: Int) -> UInt64 { UInt64(count) * 1_000_000 }
  static func seconds(_ count: Int) -> UInt64 { UInt64(count) * 1_000_000_000 }
}
