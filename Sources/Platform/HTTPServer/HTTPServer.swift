/// An HTTP/1.1 server on one listening socket and one thread.
package final class HTTPServer: Sendable {
  private let listener: Int32
  private let limits: HTTPLimits
  private let handler: any HTTPHandler
  private let counters = HTTPCounters()

  /// - Parameter listener: a listening stream socket, which the server owns (and closes) from now on.
  package init(listener: Int32, limits: HTTPLimits = HTTPLimits(), handler: any HTTPHandler) throws {
    self.listener = listener
    self.limits = limits
    self.handler = handler
  }

  /// Serves on the calling thread until `stop`.
  package func run() {
    preconditionFailure("not there yet")
  }

  /// From any thread: stops accepting, closes idle connections, answers what has been taken, and lets `run` return, at the
  /// latest after `grace`. Later calls can only shorten the grace.
  package func stop(grace: Duration) {
  }

  package var statistics: HTTPStatistics { counters.statistics }
}
