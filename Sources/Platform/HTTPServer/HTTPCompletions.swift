import Synchronization

/// Names one request of one connection for as long as the server lives.
struct HTTPExchangeID: Sendable {
  let connection: HTTPConnectionID
  /// Counts the requests of a connection from 0.
  let sequence: UInt64
}

/// A slot of the connection table, and which of its tenants is meant.
struct HTTPConnectionID: Equatable, Sendable {
  let slot: UInt32
  let generation: UInt32

  var number: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

  init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  init(number: UInt64) {
    self.init(slot: UInt32(truncatingIfNeeded: number), generation: UInt32(truncatingIfNeeded: number >> 32))
  }
}

/// Something another thread has done for an exchange.
struct HTTPCompletion: Sendable {
  enum Event: Sendable {
    case response(@Sendable () -> HTTPResponse)
    case dropped
    case streamStart(@Sendable () -> HTTPResponse, HTTPStream)
    case streamPiece([UInt8])
    case streamEnd
    case streamCheck
  }

  let exchange: HTTPExchangeID
  let event: Event

  init(_ exchange: HTTPExchangeID, _ event: Event) {
    self.exchange = exchange
    self.event = event
  }
}

/// The way from all other threads into the server's: a list behind a mutex, and a bell that is rung only when the server sleeps.
final class HTTPCompletions: Sendable {
  private struct State {
    var waiting: [HTTPCompletion] = []
    var isAsleep = false
  }

  let counters: HTTPCounters
  let streamBytes: Int
  private let state = Mutex(State())
  private let bell: WakeUp

  init(counters: HTTPCounters, streamBytes: Int) throws(SocketError) {
    self.counters = counters
    self.streamBytes = streamBytes
    bell = try WakeUp()
  }

  var descriptor: Int32 { bell.descriptor }

  func push(_ completion: HTTPCompletion) {
    let mustRing = state.withLock { state in
      state.waiting.append(completion)
      let wasAsleep = state.isAsleep
      state.isAsleep = false
      return wasAsleep
    }
    if mustRing { bell.ring() }
  }

  /// Wakes the server without giving it work.
  func wake() {
    state.withLock { $0.isAsleep = false }
    bell.ring()
  }

  /// Exchanges what waits for `empty`, which keeps its capacity for the next round.
  func take(into empty: inout [HTTPCompletion]) {
    state.withLock { swap(&$0.waiting, &empty) }
  }

  /// Declares the server asleep, unless something waits: false.
  func fallAsleep() -> Bool {
    state.withLock { state in
      state.isAsleep = state.waiting.isEmpty
      return state.isAsleep
    }
  }

  func awoke() {
    state.withLock { $0.isAsleep = false }
  }
}
