import CLinux
import Glibc

/// A thread of the operating system, for loops that block: sockets, writers, queries.
package struct Thread: Sendable {
  private let handle: pthread_t

  /// Starts `body` on a thread of its own; `name` (15 bytes are kept) shows in `top -H`.
  package static func start(_ name: String, _ body: @escaping @Sendable () -> Void) -> Thread {
    let box = Unmanaged.passRetained(Body(name: name, run: body))
    var handle = pthread_t()
    let result = pthread_create(&handle, nil, runThread, box.toOpaque())
    precondition(result == 0, "the system refused a thread (error \(result))")
    return Thread(handle: handle)
  }

  /// The calling thread is from now on a batch job to the scheduler (sched(7)): with the same share of the processors, but when it wakes
  /// up it interrupts nobody. A system that refuses changes nothing.
  package static func waitsForOthers() { _ = linux_be_batch() }

  /// Waits until the thread has ended. Once per thread, unless it is detached: otherwise its stack is kept.
  package func join() { pthread_join(handle, nil) }

  /// Lets the thread end by itself: nobody will wait for it.
  package func detach() { pthread_detach(handle) }
}

private final class Body: Sendable {
  let name: String
  let run: @Sendable () -> Void

  init(name: String, run: @escaping @Sendable () -> Void) {
    self.name = name
    self.run = run
  }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
  linux_name_thread(body.name)
  body.run()
  return nil
}
