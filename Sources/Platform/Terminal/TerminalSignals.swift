import Glibc
import Synchronization

/// Signals as bytes in a pipe, so that the loop that waits for keys hears of them whichever thread they hit.
enum TerminalSignals {
  static let listened = [SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH]
  private static let writing = Atomic<Int32>(-1)
  private static let interruptions = Atomic<Int>(0)

  /// Replaces every handler, those of ncurses too, and returns the end to read from.
  static func listen() -> Int32 {
    var ends: [Int32] = [-1, -1]
    let made = pipe(&ends)
    precondition(made == 0, "the system refused a pipe")
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    writing.store(ends[1], ordering: .releasing)
    interruptions.store(0, ordering: .relaxed)
    install()
    return ends[0]
  }

  static func install() {
    // Whoever started the program may have had them blocked.
    var mask = sigset_t()
    sigemptyset(&mask)
    for signal in listened { sigaddset(&mask, signal) }
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    for signal in listened {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = TerminalSignals.note
      action.sa_flags = Int32(SA_RESTART)
      sigaction(signal, &action, nil)
    }
  }

  /// Back to what the shell expects.
  static func leave(_ reading: Int32) {
    for signal in listened { Glibc.signal(signal, SIG_DFL) }
    close(writing.exchange(-1, ordering: .acquiringAndReleasing))
    close(reading)
  }

  /// The loop is alive and has seen the interruption.
  static func seen() { interruptions.store(0, ordering: .relaxed) }

  private static let note: @convention(c) (Int32) -> Void = { number in
    let kept = errno
    // Whoever presses Ctrl-C again because nothing happens is not kept.
    if number == SIGINT, interruptions.add(1, ordering: .relaxed).newValue > 2 {
      TerminalRescue.restore()
      _exit(130)
    }
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(writing.load(ordering: .acquiring), &byte, 1)
    errno = kept
  }
}
