/// What the handler remembers about one connection, for as long as it lives.
package final class HTTPSession: @unchecked Sendable {
  // Sendable because it is touched only on the thread of the server.

  /// The handler's own.
  package var memory: AnyObject?
  /// With which connections this one shares its turns. Newcomers share one flow until the handler knows better.
  package var flow: HTTPFlow
  /// Set by the handler: nothing more of this connection is taken for `HTTPLimits.restTime`. For clients who go on sending what is refused.
  package var rests = false
  /// The handler's own count.
  package var refusalsInARow = 0

  package init(flow: HTTPFlow = HTTPFlow()) { self.flow = flow }
}
