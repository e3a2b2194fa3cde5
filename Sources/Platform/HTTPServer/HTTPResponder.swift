import Synchronization

/// Where the answer to one request goes: exactly one, from any thread.
///
/// A second answer is ignored and counted. Letting the last reference go without an answer sends `HTTPFailure.unanswered`.
package final class HTTPResponder: Sendable {
  private let completions: HTTPCompletions
  private let exchange: HTTPExchangeID
  private let isTaken = Atomic(false)

  init(completions: HTTPCompletions, exchange: HTTPExchangeID) {
    self.completions = completions
    self.exchange = exchange
  }

  deinit {
    if !isTaken.load(ordering: .relaxed) { completions.push(HTTPCompletion(exchange, .dropped)) }
  }

  /// Answers. `make` runs on the server's thread once the reply is due to be written, and not at all if the client has gone.
  package func send(_ make: @escaping @Sendable () -> HTTPResponse) {
    guard take() else { return }
    completions.push(HTTPCompletion(exchange, .response(make)))
  }

  /// Answers many requests of one server, and wakes its thread once for all of them.
  package static func sendAll(_ answers: [(responder: HTTPResponder, make: @Sendable () -> HTTPResponse)]) {
    guard let completions = answers.first?.responder.completions else { return }
    completions.push(
      answers.lazy.filter { $0.responder.take() }.map { answer in
        precondition(answer.responder.completions === completions, "the requests belong to one server")
        return HTTPCompletion(answer.responder.exchange, .response(answer.make))
      })
  }

  /// Ends the connection at once with a reset, whatever else waits on it, instead of an answer: for servers that play a failing network.
  package func cut() {
    guard take() else { return }
    completions.push(HTTPCompletion(exchange, .cut))
  }

  /// Answers with a body that comes in pieces: chunked, or until close for HTTP/1.0. The reply's own `body` is its first piece.
  package func stream(_ make: @escaping @Sendable () -> HTTPResponse) -> HTTPStream {
    let state = HTTPStreamState()
    if take() {
      completions.push(HTTPCompletion(exchange, .streamStart(make, state)))
    } else {
      state.wasClosed()
    }
    return HTTPStream(completions: completions, exchange: exchange, state: state)
  }

  private func take() -> Bool {
    let isFirst = !isTaken.exchange(true, ordering: .relaxed)
    if !isFirst { completions.counters.secondAnswer() }
    return isFirst
  }
}
