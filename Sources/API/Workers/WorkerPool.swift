import Threads

/// A few threads for what may wait for the disk, so that the thread of the sockets never does.
///
/// The queue is bounded: when it is full, a request is refused at once instead of waiting for a disk that does not keep up. It is shared
/// by tenants: they take turns, and none keeps all threads busy.
package final class WorkerPool: Sendable {
  private typealias Job = @Sendable () -> Void

  private struct State {
    var queue: FairQueue<Job>
    var isStopping = false
  }

  private let state: Monitor<State>
  private let threads: [Thread]

  /// Starts `threads` threads; at most `depth` jobs of one tenant wait. Without threads, jobs run when `runOne` is called.
  package init(threads count: Int, depth: Int) {
    // Half of the threads for one tenant: a ledger has hardly more readers, and the others are for everybody else.
    let state = Monitor(State(queue: FairQueue(depth: depth, runningOfOne: max(1, count / 2))))
    self.state = state
    threads = (0..<count).map { index in
      Thread.start("worker \(index)") { WorkerPool.work(state) }
    }
  }

  /// Runs `job` on one of the threads, later; false when too many wait or the pool is stopping.
  ///
  /// - Parameter tenant: whom it is done for; nil: the daemon.
  func run(for tenant: UInt128? = nil, _ job: @escaping @Sendable () -> Void) -> Bool {
    let isTaken = state.withLock { state in !state.isStopping && state.queue.put(job, in: tenant ?? 0) }
    if isTaken { state.signal() }
    return isTaken
  }

  /// Runs the job whose turn it is on this thread; false when none waits.
  package func runOne() -> Bool {
    guard let (job, line) = state.withLock({ $0.queue.take() }) else { return false }
    job()
    state.withLock { $0.queue.end(of: line) }
    return true
  }

  /// Jobs that wait now.
  var waiting: Int { state.withLock { $0.queue.waiting } }

  /// Does what was taken, then ends the threads. Returns when they have ended.
  package func stop() {
    state.withLock { $0.isStopping = true }
    state.broadcast()
    for thread in threads { thread.join() }
  }

  private static func work(_ state: Monitor<State>) {
    while true {
      let next: (job: Job, line: UInt128)? = state.wait { state in
        if let next = state.queue.take() { return .done(next) }
        return state.isStopping && state.queue.waiting == 0 ? .done(nil) : .wait(nil)
      }
      guard let next else { return }
      next.job()
      // Whoever stops waits for this line too, and this thread looks for itself.
      let isStopping = state.withLock { state in
        state.queue.end(of: next.line)
        return state.isStopping
      }
      if isStopping { state.broadcast() }
    }
  }
}
