/// What the server does with requests. Both functions run on the server's one thread and must not block it.
package protocol HTTPHandler: Sendable {
  /// Takes a request. The answer goes to `responder`, now or later, from any thread.
  func handle(_ request: HTTPRequest, _ responder: HTTPResponder)

  /// The reply for something the server refused by itself. Its status is kept to `failure.status` by convention, not by force.
  func answer(to failure: HTTPFailure) -> HTTPResponse
}
