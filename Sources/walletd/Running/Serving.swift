import HTTPServer
import Threads

/// The server on its thread, from start to stop.
final class Serving: Sendable {
  private let server: HTTPServer
  private let signals: StopSignals
  private let thread: Thread
  /// Nil while it serves; then why it ended, empty when it was asked to.
  private let ended: Monitor<String?>

  init(_ server: HTTPServer, _ signals: StopSignals, name: String = "http") {
    let ended = Monitor<String?>(nil)
    self.server = server
    self.signals = signals
    self.ended = ended
    thread = Thread.start(name) {
      var reason = ""
      do { try server.run() } catch { reason = "\(error)" }
      let result = reason
      ended.withLock { $0 = result }
      signals.wake()
    }
  }

  /// Why it ended; nil while it serves.
  var end: String? { ended.withLock { $0 } }

  /// Lets what was taken be answered, at most for `grace`; another signal ends the patience. Returns when the server has ended.
  func stop(grace: Duration) {
    server.stop(grace: grace)
    while end == nil {
      switch signals.wait() {
      case .stop: server.stop(grace: .zero)
      case .woken, .timeout: break
      }
    }
    thread.join()
  }
}
