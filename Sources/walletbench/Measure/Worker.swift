import Glibc
import Synchronization

/// A thread of its own that computes one value.
final class Worker<Value: Sendable>: Sendable {
  private let body: @Sendable () throws -> Value
  private let outcome = Mutex<Result<Value, any Error>?>(nil)
  private let thread = Mutex<pthread_t?>(nil)

  /// Starts at once.
  init(_ body: @escaping @Sendable () throws -> Value) throws {
    self.body = body
    var started = pthread_t()
    let retained = Unmanaged.passRetained(Start { [self] in outcome.withLock { $0 = Result { try body() } } })
    let result = pthread_create(&started, nil, { context in
      guard let context else { return nil }
      Unmanaged<Start>.fromOpaque(context).takeRetainedValue().run()
      return nil
    }, retained.toOpaque())
    guard result == 0 else {
      retained.release()
      throw BenchFailure.system("cannot start a thread", code: result)
    }
    thread.withLock { $0 = started }
  }

  /// Waits for the value. Traps when called twice.
  func join() throws -> Value {
    guard let thread = thread.withLock({ $0.take() }) else { preconditionFailure("a worker is joined once") }
    pthread_join(thread, nil)
    guard let outcome = outcome.withLock({ $0 }) else { preconditionFailure("a joined worker has an outcome") }
    return try outcome.get()
  }
}

/// What a new thread runs, in a shape that fits a C pointer.
private final class Start: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
