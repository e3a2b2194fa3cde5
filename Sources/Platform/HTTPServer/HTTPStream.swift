import Synchronization

/// The body of a streaming reply. All functions may be called from any thread; pieces leave in the order of the calls.
///
/// Nothing blocks: a producer that sees `wantsPause` stops and goes on when the function it gave to `whenDrained` is called.
/// Letting the last reference go finishes the body.
package final class HTTPStream: Sendable {
  private let completions: HTTPCompletions
  private let exchange: HTTPExchangeID
  fileprivate let state: HTTPStreamState
  private let isFinished = Atomic(false)

  init(completions: HTTPCompletions, exchange: HTTPExchangeID, state: HTTPStreamState) {
    self.completions = completions
    self.exchange = exchange
    self.state = state
  }

  deinit { finish() }

  /// False once the client has gone or the body is finished; writes are then thrown away.
  package var isOpen: Bool { !state.isClosed.load(ordering: .relaxed) && !isFinished.load(ordering: .relaxed) }

  /// Whether more is waiting than the server wants to keep (`HTTPLimits.streamBytes`).
  package var wantsPause: Bool { state.pending.load(ordering: .relaxed) > completions.streamBytes }

  package func write(_ bytes: [UInt8]) {
    guard isOpen, !bytes.isEmpty else { return }
    state.pending.add(bytes.count, ordering: .relaxed)
    completions.push(HTTPCompletion(exchange, .streamPiece(bytes)))
  }

  /// Writes to several streams of one server, and wakes its thread once for all of them.
  package static func writeAll(_ pieces: [(stream: HTTPStream, bytes: [UInt8])]) {
    guard let completions = pieces.first?.stream.completions else { return }
    completions.push(
      pieces.lazy.filter { $0.stream.isOpen && !$0.bytes.isEmpty }.map { piece in
        precondition(piece.stream.completions === completions, "the streams belong to one server")
        piece.stream.state.pending.add(piece.bytes.count, ordering: .relaxed)
        return HTTPCompletion(piece.stream.exchange, .streamPiece(piece.bytes))
      })
  }

  /// Ends the body. Later calls do nothing.
  package func finish() {
    guard !isFinished.exchange(true, ordering: .relaxed) else { return }
    completions.push(HTTPCompletion(exchange, .streamEnd))
  }

  /// Runs `body` once, on the server's thread, as soon as everything written so far has left or the client has gone. It
  /// must not block. A later call replaces a function that has not run yet.
  package func whenDrained(_ body: @escaping @Sendable () -> Void) {
    state.drained.withLock { $0.body = body }
    if state.isClosed.load(ordering: .sequentiallyConsistent) {
      state.wasDrained()
    } else {
      completions.push(HTTPCompletion(exchange, .streamCheck))
    }
  }
}

extension HTTPStream {
  /// Runs `body` once, on any thread, when the client goes before the body has ended; at once where it has gone. It must not block.
  package func whenClosed(_ body: @escaping @Sendable () -> Void) {
    state.left.withLock { $0.body = body }
    if state.isClosed.load(ordering: .sequentiallyConsistent) { state.hasLeft() }
  }
}

/// What a stream's producer and the server share; unlike the handle it does not end the body when it goes.
final class HTTPStreamState: Sendable {
  let isClosed = Atomic(false)
  /// Bytes written and not yet handed to the kernel.
  let pending = Atomic(0)
  /// In a struct: a function that stands in a `Mutex` by itself is wrapped once more with each look.
  struct Waiting: Sendable {
    var body: (@Sendable () -> Void)?
  }

  let drained = Mutex(Waiting())
  let left = Mutex(Waiting())

  func wasSent(_ count: Int) {
    pending.subtract(count, ordering: .relaxed)
  }

  func wasDrained() { drained.takeAndRun() }

  func wasClosed() {
    isClosed.store(true, ordering: .sequentiallyConsistent)
    wasDrained()
    hasLeft()
  }

  func hasLeft() { left.takeAndRun() }
}

extension Mutex where Value == HTTPStreamState.Waiting {
  fileprivate borrowing func takeAndRun() {
    let waiting = withLock { waiting in
      defer { waiting.body = nil }
      return waiting
    }
    waiting.body?()
  }
}
