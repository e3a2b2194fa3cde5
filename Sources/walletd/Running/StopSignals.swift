import Glibc

/// SIGTERM and SIGINT as something to wait for instead of something that interrupts.
struct StopSignals: Sendable {
  enum Event: Sendable, Equatable {
    /// Somebody asks the daemon to stop.
    case stop(Int32)
    /// Another thread has something to say (`wake`).
    case woken
    case timeout
  }

  /// Blocks them for this thread and for every thread it starts later: call it first. SIGPIPE is ignored, so that a client that
  /// has gone is an error of one write and not the end of the daemon.
  static func take() -> StopSignals {
    var set = Self.set
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
    return StopSignals()
  }

  /// Waits at most so long; for ever with nil.
  func wait(milliseconds: Int64? = nil) -> Event {
    var set = Self.set
    let signal: Int32
    if let milliseconds {
      var timeout = timespec(tv_sec: Int(milliseconds / 1_000), tv_nsec: Int(milliseconds % 1_000) * 1_000_000)
      signal = sigtimedwait(&set, nil, &timeout)
    } else {
      signal = sigwaitinfo(&set, nil)
    }
    switch signal {
    case SIGTERM, SIGINT: return .stop(signal)
    case SIGUSR1: return .woken
    default: return .timeout
    }
  }

  /// Lets the thread in `wait` return.
  func wake() { kill(getpid(), SIGUSR1) }

  private static var set: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTERM)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGUSR1)
    return set
  }
}
