import Glibc
import Synchronization

/// Follows events for as long as one likes: where the connection breaks it connects again and goes on behind the last event, so that none is
/// missing and none comes twice.
///
/// For one thread at a time; only `interrupt` may be called from any.
package final class EventTail: @unchecked Sendable {
  // Sendable because what changes is behind a mutex, or touched by the one thread that reads.

  package enum Step: Sendable {
    case event(StreamedEvent)
    /// Nothing came in time; the line is open.
    case nothing
    /// The daemon follows: from now on what happens arrives.
    case connected
    /// There is no line; the next step after so many milliseconds tries again.
    case broken(StreamFailure, retryIn: Int)
  }

  /// Milliseconds before each attempt in a row; the last one for all further.
  private static let pauses = [100, 300, 1_000, 2_000, 5_000]

  private let make: @Sendable (_ token: String?) -> EventStream
  private let shouldStop: @Sendable () -> Bool
  private let stream = Mutex<EventStream?>(nil)
  private let isInterrupted = Atomic(false)
  private var attempts = 0
  private var hasBeenConnected = false
  /// When the next attempt is due, in milliseconds.
  private var retryAt: Int?
  package private(set) var token: String?

  /// - Parameters:
  ///   - after: the token, or the id of an event, to go on behind; nil: from now on.
  ///   - shouldStop: asked from time to time while nothing can be read; true ends the waiting.
  package init(
    socketPath: String, _ subscription: EventSubscription, after token: String? = nil,
    headers: [(name: String, value: String)] = [], bearer: [UInt8]? = nil, timeoutSeconds: Int = 60,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) {
    self.token = token
    self.shouldStop = shouldStop
    make = { token in
      EventStream(
        socketPath: socketPath, subscription, after: token, headers: headers, bearer: bearer, timeoutSeconds: timeoutSeconds,
        shouldStop: shouldStop)
    }
  }

  /// What comes next. Throws what connecting again does not mend, and at the beginning whatever keeps it from connecting.
  package func next(within milliseconds: Int? = nil) throws(StreamFailure) -> Step {
    let deadline = milliseconds.map { EventStream.now() + $0 }
    if let at = retryAt, try !pause(until: at, or: deadline) { return .nothing }
    retryAt = nil
    let (stream, isNew) = try current()
    do throws(StreamFailure) {
      if isNew {
        try stream.connect()
        attempts = 0
        hasBeenConnected = true
        token = stream.token ?? token
        return .connected
      }
      let event = try stream.next(within: deadline.map { max(0, $0 - EventStream.now()) })
      token = stream.token ?? token
      return event.map { .event($0) } ?? .nothing
    } catch {
      token = stream.token ?? token
      self.stream.withLock { $0 = nil }
      guard hasBeenConnected, error.mayRetry, !isInterrupted.load(ordering: .sequentiallyConsistent) else { throw error }
      let pause = EventTail.pauses[min(attempts, EventTail.pauses.count - 1)]
      attempts += 1
      retryAt = EventStream.now() + pause
      return .broken(error, retryIn: pause)
    }
  }

  /// Ends it from another thread.
  package func interrupt() {
    isInterrupted.store(true, ordering: .sequentiallyConsistent)
    stream.withLock { $0 }?.interrupt()
  }

  private func current() throws(StreamFailure) -> (EventStream, isNew: Bool) {
    if let open = stream.withLock({ $0 }) { return (open, false) }
    let made = make(token)
    stream.withLock { $0 = made }
    guard !isInterrupted.load(ordering: .sequentiallyConsistent) else { throw .client(.interrupted) }
    return (made, true)
  }

  /// False when the caller's time is up first.
  private func pause(until moment: Int, or deadline: Int?) throws(StreamFailure) -> Bool {
    while EventStream.now() < moment {
      if isInterrupted.load(ordering: .sequentiallyConsistent) || shouldStop() { throw .client(.interrupted) }
      if let deadline, EventStream.now() >= deadline { return false }
      usleep(useconds_t(min(50, max(1, moment - EventStream.now())) * 1_000))
    }
    return true
  }
}
