import Threads

/// A few threads for what may wait for the disk, so that the thread of the sockets never does.
///
/// The queue is bounded: when it is full, a request is refused at once instead of waiting for a disk that does not keep up.
package final class WorkerPool: Sendable {
  private struct Queue {
    var jobs: [@Sendable () -> Void] = []
    /// The first job that waits; what lies before it was taken.
    var first = 0
    var isStopping = false

    var waiting: Int { jobs.count - first }

    mutating func take() -> (@Sendable () -> Void)? {
      guard waiting > 0 else { return nil }
      let job = jobs[first]
      first += 1
      if first == jobs.count {
        jobs.removeAll(keepingCapacity: true)
        first = 0
      } else if first == 1_024 {
        jobs.removeFirst(first)
        first = 0
      }
      return job
    }
  }

  private let queue = Monitor(Queue())
  private let depth: Int
  private let threads: [Thread]

  /// Starts `threads` threads; at most `depth` jobs wait. Without threads, jobs run when `runOne` is called.
  package init(threads count: Int, depth: Int) {
    self.depth = depth
    let queue = queue
    threads = (0..<count).map { index in
      Thread.start("worker \(index)") { Self.work(queue) }
    }
  }

  /// Runs `job` on one of the threads, later; false when too many wait or the pool is stopping.
  func run(_ job: @escaping @Sendable () -> Void) -> Bool {
    let isTaken = queue.withLock { queue in
      guard !queue.isStopping, queue.waiting < depth else { return false }
      queue.jobs.append(job)
      return true
    }
    if isTaken { queue.signal() }
    return isTaken
  }

  /// Runs the job that waits longest on this thread; false when none waits.
  package func runOne() -> Bool {
    guard let job = queue.withLock({ $0.take() }) else { return false }
    job()
    return true
  }

  /// Jobs that wait now.
  var waiting: Int { queue.withLock { $0.waiting } }

  /// Does what was taken, then ends the threads. Returns when they have ended.
  package func stop() {
    queue.withLock { $0.isStopping = true }
    queue.broadcast()
    for thread in threads { thread.join() }
  }

  private static func work(_ queue: Monitor<Queue>) {
    while true {
      let job: (@Sendable () -> Void)? = queue.wait { queue in
        if let job = queue.take() { return .done(job) }
        return queue.isStopping ? .done(nil) : .wait(nil)
      }
      guard let job else { return }
      job()
    }
  }
}
