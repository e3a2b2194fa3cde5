import Glibc
import Synchronization

/// Ctrl-C and SIGTERM: the first asks to stop at the next safe place (what is being waited for fails with `interrupted`, and what was
/// made on the way is cleaned up), the second stops at once.
enum Interruption {
  private static let count = Atomic<Int>(0)

  static var isAsked: Bool { count.load(ordering: .relaxed) > 0 }

  static func listen() {
    for signal in [SIGINT, SIGTERM] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in
        if Interruption.count.add(1, ordering: .relaxed).newValue > 1 { _exit(ExitCode.interrupted.rawValue) }
      }
      // No SA_RESTART: a read that waits comes back.
      sigaction(signal, &action, nil)
    }
  }

  static func check() throws(CommandFailure) {
    if isAsked { throw CommandFailure(.interrupted, "interrupted") }
  }
}
