import Glibc
import Threads

/// Threads that no signal interrupts: signals are for the one that has the terminal, and a read that is cut short would look like a daemon
/// that went away. Nobody waits for them: they end by themselves, or with the terminal.
enum QuietThread {
  static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    // A thread inherits what is blocked when it is made.
    pthread_sigmask(SIG_SETMASK, &all, &before)
    Thread.start(name, body).detach()
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }
}
