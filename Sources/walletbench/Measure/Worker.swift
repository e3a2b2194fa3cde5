import Synchronization
import Threads

/// A thread of its own that computes one value.
final class Worker<Value: Sendable>: Sendable {
  private let thread: Thread
  private let outcome: Outcome

  /// Starts at once.
  init(_ body: @escaping @Sendable () throws -> Value) {
    let outcome = Outcome()
    self.outcome = outcome
    thread = Thread.start("bench") {
      let result = Result { try body() }
      outcome.value.withLock { $0 = result }
    }
  }

  /// Waits for the value. Once per worker.
  func join() throws -> Value {
    thread.join()
    guard let value = outcome.value.withLock({ $0 }) else { preconditionFailure("a thread that ended has an outcome") }
    return try value.get()
  }

  private final class Outcome: Sendable {
    let value = Mutex<Result<Value, any Error>?>(nil)
  }
}
