/// The requests of one connection that have been taken and not been answered, in their order.
struct HTTPPipeline {
  struct Exchange {
    let isHead: Bool
    let isHTTP10: Bool
    let keepsAlive: Bool
    var state = State.waiting
  }

  enum State {
    case waiting
    /// The answer is known, and rendered when its turn comes.
    case ready(@Sendable () -> HTTPResponse)
    /// The server answers by itself.
    case refused(HTTPFailure)
    case streaming(StreamBody)
  }

  struct StreamBody {
    let state: HTTPStreamState
    /// The head, as long as it has not been sent.
    var start: (@Sendable () -> HTTPResponse)?
    var pieces: [[UInt8]] = []
    var hasEnded = false
  }

  /// The sequence number of the first exchange.
  private var firstSequence: UInt64 = 0
  private var exchanges: [Exchange] = []

  var count: Int { exchanges.count }
  var isEmpty: Bool { exchanges.isEmpty }
  var first: Exchange? { exchanges.first }

  /// Whether there is something to send for the first exchange.
  var isFirstDue: Bool {
    switch exchanges.first?.state {
    case nil, .waiting: false
    case .ready, .refused: true
    case .streaming(let body): body.start != nil || !body.pieces.isEmpty || body.hasEnded
    }
  }

  /// The sequence number that the next exchange will have.
  var nextSequence: UInt64 { firstSequence + UInt64(exchanges.count) }

  mutating func append(_ exchange: Exchange) {
    exchanges.append(exchange)
  }

  mutating func removeFirst() {
    exchanges.removeFirst()
    firstSequence += 1
  }

  /// Takes note of what happened to an exchange. What comes too late changes nothing.
  mutating func apply(_ event: HTTPCompletion.Event, sequence: UInt64) {
    guard sequence >= firstSequence, sequence < nextSequence else { return }
    let index = Int(sequence - firstSequence)
    switch event {
    case .response(let make): exchanges[index].state = .ready(make)
    case .dropped: exchanges[index].state = .refused(.unanswered)
    case .streamStart(let make, let state): exchanges[index].state = .streaming(StreamBody(state: state, start: make))
    case .streamPiece(let bytes): exchanges[index].updateStream { $0.pieces.append(bytes) }
    case .streamEnd: exchanges[index].updateStream { $0.hasEnded = true }
    case .streamCheck, .cut: break
    }
  }

  /// Takes the pieces of the first exchange's stream that wait to be sent.
  mutating func takeFirstStream() -> StreamBody? {
    guard case .streaming(let body) = exchanges.first?.state else { return nil }
    exchanges[0].state = .streaming(StreamBody(state: body.state, start: nil, pieces: [], hasEnded: body.hasEnded))
    return body
  }

  /// Tells all producers of streams that nobody listens any more.
  mutating func close() {
    firstSequence = nextSequence
    let closed = exchanges
    exchanges = []
    for exchange in closed {
      if case .streaming(let body) = exchange.state { body.state.wasClosed() }
    }
  }
}

extension HTTPPipeline.Exchange {
  fileprivate mutating func updateStream(_ update: (inout HTTPPipeline.StreamBody) -> Void) {
    guard case .streaming(var body) = state else { return }
    state = .waiting
    update(&body)
    state = .streaming(body)
  }
}
