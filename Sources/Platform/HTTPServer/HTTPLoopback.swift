import Synchronization

/// A handler without sockets: bytes in, replies out, on the caller's thread. For a simulation, in which everything happens when it
/// is told to.
///
/// Each call of `send` is a connection of its own with one request on it.
package final class HTTPLoopback: Sendable {
  package enum Reply {
    case response(HTTPResponse)
    /// The handler let the request go without an answer.
    case dropped
  }

  private let handler: any HTTPHandler
  private let limits: HTTPLimits
  private let peer: PeerCredentials
  private let completions: HTTPCompletions
  private let connections = Atomic<UInt64>(0)

  package init(handler: any HTTPHandler, limits: HTTPLimits, peer: PeerCredentials) throws {
    self.handler = handler
    self.limits = limits
    self.peer = peer
    completions = try HTTPCompletions(counters: HTTPCounters(), streamBytes: limits.streamBytes)
  }

  /// Hands over one request; its reply comes out of `takeReplies` under the number that is returned. What is no request is
  /// answered at once.
  ///
  /// - Parameters:
  ///   - session: of a connection that had requests before; nil: a new one.
  ///   - time: when it arrives, in nanoseconds of a clock that is not asked.
  package func send(
    _ bytes: [UInt8], on session: HTTPSession? = nil, at time: UInt64 = 0
  ) -> (number: UInt64, refusal: HTTPResponse?) {
    let number = connections.add(1, ordering: .relaxed).newValue
    var parser = HTTPParser(limits: limits)
    // Like a socket would: what the head leaves over is shown again.
    var rest = bytes[...]
    while true {
      var consumed = 0
      let outcome = rest.withUnsafeBufferPointer { parser.parse($0, consumed: &consumed) }
      rest = rest.dropFirst(consumed)
      switch outcome {
      case .failure(let failure): return (number, handler.answer(to: failure))
      case .incomplete where consumed > 0: continue
      case .incomplete: return (number, handler.answer(to: .truncatedRequest))
      case .request(let message):
        let exchange = HTTPExchangeID(connection: HTTPConnectionID(number: number), sequence: 0)
        handler.handle(
          HTTPRequest(
            head: message.head, body: message.body, peer: peer, connectionID: number, session: session ?? HTTPSession(),
            receivedAt: time),
          HTTPResponder(completions: completions, exchange: exchange))
        return (number, nil)
      }
    }
  }

  /// How many answers `takeReplies` would return.
  package var waitingReplies: Int { completions.waitingCount }

  package func endTurn() { handler.turnEnded() }

  /// The answers since the last call, in the order in which they were given.
  package func takeReplies() -> [(number: UInt64, reply: Reply)] {
    var taken: [HTTPCompletion] = []
    completions.take(into: &taken)
    return taken.compactMap { completion in
      let number = completion.exchange.connection.number
      switch completion.event {
      case .response(let make): return (number, .response(make()))
      case .dropped, .cut: return (number, .dropped)
      case .streamStart(let make, let state):
        // What follows is for a client that stays; nobody does here.
        state.wasClosed()
        return (number, .response(make()))
      case .streamPiece, .streamEnd, .streamCheck: return nil
      }
    }
  }
}
