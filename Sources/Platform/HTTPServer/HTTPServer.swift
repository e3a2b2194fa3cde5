import Glibc
import Synchronization

/// An HTTP/1.1 server on one listening socket and one thread.
package final class HTTPServer: Sendable {
  private let listener: Int32
  private let limits: HTTPLimits
  private let handler: any HTTPHandler
  private let counters = HTTPCounters()
  private let completions: HTTPCompletions
  private let control = HTTPServerControl()
  private let hasRun = Atomic(false)

  /// - Parameter listener: a listening stream socket, which the server owns (and closes) from now on.
  package init(listener: Int32, limits: HTTPLimits = HTTPLimits(), handler: any HTTPHandler) throws(SocketError) {
    precondition(limits.headBytes < 1 << 16 && limits.targetBytes < limits.headBytes, "heads are shorter than 64 KiB")
    precondition(limits.pipelinedRequests > 0 && limits.connections > 0, "a server without room serves nobody")
    self.listener = listener
    self.limits = limits
    self.handler = handler
    completions = try HTTPCompletions(counters: counters, streamBytes: limits.streamBytes)
    try SocketAddress.setNonblocking(listener)
  }

  deinit {
    if !hasRun.load(ordering: .relaxed) { close(listener) }
  }

  /// Serves on the calling thread until `stop`.
  ///
  /// - Throws: if epoll cannot be set up; the listener is then closed.
  /// - Precondition: called once.
  package func run() throws(SocketError) {
    precondition(!hasRun.exchange(true, ordering: .relaxed), "a server runs once")
    let loop: HTTPEventLoop
    do {
      loop = try HTTPEventLoop(listener: listener, limits: limits, handler: handler, completions: completions, control: control)
    } catch {
      close(listener)
      throw error
    }
    loop.run()
  }

  /// From any thread: stops accepting, closes idle connections, answers what has been taken, and lets `run` return, at the
  /// latest after `grace`. Later calls can only shorten the grace.
  package func stop(grace: Duration) {
    control.stop(at: SystemClock.monotonic + grace.nanoseconds)
    completions.wake()
  }

  package var statistics: HTTPStatistics { counters.statistics }
}
