import Glibc
import Synchronization

/// Remembers that somebody pressed control-C, so that the run ends by its ordinary way out: the daemon stopped, the files removed.
enum Interruption {
  private static let wasAsked = Atomic<Bool>(false)

  static func listen() {
    wasAsked.store(false, ordering: .relaxed)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { _ in Interruption.wasAsked.store(true, ordering: .relaxed) }
    }
  }

  /// Throws `interrupted` if a signal has come.
  static func check() throws {
    if wasAsked.load(ordering: .relaxed) { throw BenchFailure.interrupted }
  }
}
