/// What the server does with requests. All functions run on the server's one thread and must not block it.
package protocol HTTPHandler: Sendable {
  /// Takes a request. The answer goes to `responder`, now or later, from any thread.
  func handle(_ request: HTTPRequest, _ responder: HTTPResponder)

  /// All requests that had arrived have been handed over; the thread may sleep next. The place to wake whoever works on them, once
  /// for all. Called only after a turn with requests.
  func turnEnded()

  /// The reply for something the server refused by itself. Its status is kept to `failure.status` by convention, not by force.
  func answer(to failure: HTTPFailure) -> HTTPResponse
}

extension HTTPHandler {
  package func turnEnded() {}
}
