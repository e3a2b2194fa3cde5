import Synchronization

/// What a server has seen since it was made.
package struct HTTPStatistics: Sendable {
  package var connectionsOpen = 0
  package var connectionsAccepted: UInt64 = 0
  /// Turned away because of `HTTPLimits.connections`.
  package var connectionsRefused: UInt64 = 0
  /// Times accepting had to pause because the process or the system was out of descriptors or memory.
  package var acceptPauses: UInt64 = 0
  package var requests: UInt64 = 0
  package var responses: UInt64 = 0
  /// Answers beyond the first to one request: bugs of the handler.
  package var secondAnswers: UInt64 = 0
  /// Connections closed because the client did not take its reply.
  package var writeTimeouts: UInt64 = 0
  /// Connections closed after their idle time.
  package var idleTimeouts: UInt64 = 0
  package var failures: [HTTPFailure: UInt64] = [:]

  package init() {}
}

/// The live numbers. All but `secondAnswers` are written by the server's thread alone, so that counting needs no locked
/// instruction; they may be read from any thread.
final class HTTPCounters: Sendable {
  struct Counter: ~Copyable, Sendable {
    private let value = Atomic<UInt64>(0)

    /// Only for the server's thread.
    @inline(__always)
    func add(_ amount: UInt64 = 1) {
      value.store(value.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
    }

    var current: UInt64 { value.load(ordering: .relaxed) }
  }

  let accepted = Counter()
  let closed = Counter()
  let refused = Counter()
  let acceptPauses = Counter()
  let requests = Counter()
  let responses = Counter()
  let writeTimeouts = Counter()
  let idleTimeouts = Counter()
  private let secondAnswers = Atomic<UInt64>(0)
  private let failures = Mutex<[HTTPFailure: UInt64]>([:])

  func secondAnswer() { secondAnswers.add(1, ordering: .relaxed) }

  func failed(_ failure: HTTPFailure) {
    failures.withLock { $0[failure, default: 0] += 1 }
  }

  var statistics: HTTPStatistics {
    var result = HTTPStatistics()
    // Closed first: a connection counted there has been counted as accepted before.
    let closed = closed.current
    result.connectionsAccepted = accepted.current
    result.connectionsOpen = Int(result.connectionsAccepted - closed)
    result.connectionsRefused = refused.current
    result.acceptPauses = acceptPauses.current
    result.requests = requests.current
    result.responses = responses.current
    result.secondAnswers = secondAnswers.load(ordering: .relaxed)
    result.writeTimeouts = writeTimeouts.current
    result.idleTimeouts = idleTimeouts.current
    result.failures = failures.withLock { $0 }
    return result
  }
}
