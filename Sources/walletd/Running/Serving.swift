import HTTPServer
import Threads

/// The server on its thread, from start to stop.
final class Serving: Sendable {
  private let server: HTTPServer
  private let signals: StopSignals
  private let thread: Thread
  private let ended: Monitor<Bool>

  init(_ server: HTTPServer, _ signals: StopSignals) {
    let ended = Monitor(false)
    self.server = server
    self.signals = signals
    self.ended = ended
    thread = Thread.start("http") {
      server.run()
      ended.withLock { $0 = true }
      signals.wake()
    }
  }

  var hasEnded: Bool { ended.withLock { $0 } }

  /// Lets what was taken be answered, at most for `grace`; another signal ends the patience. Returns when the server has ended.
  func stop(grace: Duration) {
    server.stop(grace: grace)
    while !hasEnded {
      switch signals.wait() {
      case .stop: server.stop(grace: .zero)
      case .woken, .timeout: break
      }
    }
    thread.join()
  }
}
