import Synchronization

/// Names one request of one connection for as long as the server lives.
struct HTTPExchangeID: Sendable {
  let connection: HTTPConnectionID
  /// Counts the requests of a connection from 0.
  let sequence: UInt64
}

/// A connection: its descriptor, and a number that tells it from all earlier ones with the same descriptor.
struct HTTPConnectionID: Equatable, Sendable {
  let number: UInt64

  init(descriptor: Int32, generation: UInt32) {
    number = UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
  }

  init(number: UInt64) {
    self.number = number
  }

  var descriptor: Int32 { Int32(truncatingIfNeeded: number) }
}

/// Something another thread has done for an exchange.
struct HTTPCompletion: Sendable {
  enum Event: Sendable {
    case response(@Sendable () -> HTTPResponse)
    case dropped
    case cut
    case streamStart(@Sendable () -> HTTPResponse, HTTPStreamState)
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
  let bell: WakeUp

  init(counters: HTTPCounters, streamBytes: Int) throws(SocketError) {
    self.counters = counters
    self.streamBytes = streamBytes
    bell = try WakeUp()
  }

  func push(_ completion: HTTPCompletion) {
    let mustRing = state.withLock { state in
      state.waiting.append(completion)
      let wasAsleep = state.isAsleep
      state.isAsleep = false
      return wasAsleep
    }
    if mustRing { bell.ring() }
  }

  func push(_ completions: some Sequence<HTTPCompletion>) {
    // Gathered first: what computes them must not run inside of the lock.
    let gathered = Array(completions)
    guard !gathered.isEmpty else { return }
    let mustRing = state.withLock { state in
      state.waiting += gathered
      let wasAsleep = state.isAsleep
      state.isAsleep = false
      return wasAsleep
    }
    if mustRing { bell.ring() }
  }

  var waitingCount: Int { state.withLock { $0.waiting.count } }

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
