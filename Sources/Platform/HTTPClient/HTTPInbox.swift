import CCurl
import Glibc
import Synchronization

/// A call on its way to the client's thread.
struct HTTPArrival: Sendable {
  let call: HTTPCall
  /// Whom it goes to and until when (microseconds of `MonotonicClock`), or why it is not sent.
  let fate: Fate
  let answer: @Sendable (HTTPResult) -> Void

  enum Fate: Sendable {
    case wanted(HTTPOrigin, deadline: Int64)
    case refused(String)
  }

  init(call: HTTPCall, origin: HTTPOrigin, deadline: Int64, answer: @escaping @Sendable (HTTPResult) -> Void) {
    self.call = call
    fate = .wanted(origin, deadline: deadline)
    self.answer = answer
  }

  init(call: HTTPCall, refused: String, answer: @escaping @Sendable (HTTPResult) -> Void) {
    self.call = call
    fate = .refused(refused)
    self.answer = answer
  }
}

/// Where calls wait for the client's thread, and what wakes it.
final class HTTPInbox: @unchecked Sendable {
  // Sendable because the handle is constant, and what other threads do with it (curl_multi_wakeup) is what libcurl allows them; they
  // do it under the lock and only until `close`, and the client's thread frees it only after that.
  let multi: UnsafeMutableRawPointer
  private let state = Mutex(State())
  private let thread = Atomic<UInt>(0)

  private struct State {
    var arrivals: [HTTPArrival] = []
    var isClosed = false
    var statistics = HTTPClientStatistics()
  }

  private static let started: CURLcode = ccurl_start()

  init() {
    precondition(HTTPInbox.started == CURLE_OK, "libcurl did not start (error \(HTTPInbox.started.rawValue))")
    guard let multi = curl_multi_init() else { preconditionFailure("there is no memory for a handle of libcurl") }
    self.multi = multi
  }

  /// False after `close`: the arrival is then the caller's to answer.
  func push(_ arrival: HTTPArrival, most: Int) -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      var taken = arrival
      if state.statistics.callsInFlight >= most {
        taken = HTTPArrival(call: arrival.call, refused: "\(most) calls are under way already", answer: arrival.answer)
      }
      state.statistics.calls += 1
      state.statistics.callsInFlight += 1
      state.arrivals.append(taken)
      // With more before it the thread has been woken already, and has not looked yet.
      if state.arrivals.count == 1 { curl_multi_wakeup(multi) }
      return true
    }
  }

  func close() {
    state.withLock { state in
      guard !state.isClosed else { return }
      state.isClosed = true
      curl_multi_wakeup(multi)
    }
  }

  /// Everything that has come, and whether nothing more will.
  func take() -> (arrivals: [HTTPArrival], isClosed: Bool) {
    state.withLock { state in
      defer { state.arrivals = [] }
      return (state.arrivals, state.isClosed)
    }
  }

  /// A call is about to be answered.
  func ended(connectionsMade: Int, isReused: Bool) {
    state.withLock { state in
      state.statistics.callsInFlight -= 1
      state.statistics.connectionsMade += UInt64(connectionsMade)
      state.statistics.connectionsReused += isReused ? 1 : 0
    }
  }

  var statistics: HTTPClientStatistics { state.withLock { $0.statistics } }

  func runsHere() { thread.store(UInt(pthread_self()), ordering: .relaxed) }

  var isOnItsThread: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }
}
