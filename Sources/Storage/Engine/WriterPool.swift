import LedgerCore
import Threads

/// A few threads that serve the writers of all ledgers: a ledger with work is on the ready list once, and is served by one thread at a
/// time. Ledgers with holds that will expire are woken when they are due.
final class WriterPool: Sendable {
  private struct State {
    var ready: [SQLiteLedger] = []
    /// When ledgers want to be woken, by identity; microseconds of the monotonic clock.
    var alarms: [ObjectIdentifier: (at: Int64, ledger: SQLiteLedger)] = [:]
    var isStopping = false
  }

  private let state = Monitor(State())
  private let clock: any LedgerClock
  private let threads: Monitor<[Thread]>
  /// Without threads whoever waits for a ledger serves it.
  let hasThreads: Bool

  init(threads count: Int, clock: any LedgerClock) {
    self.clock = clock
    hasThreads = count > 0
    threads = Monitor([])
    for number in 0..<count {
      let thread = Thread.start("writer-\(number)") { [self] in work() }
      threads.withLock { $0.append(thread) }
    }
  }

  /// Puts a ledger on the ready list. The ledger sees to it that it is there only once.
  func schedule(_ ledger: SQLiteLedger, waking: Bool) {
    state.withLock { $0.ready.append(ledger) }
    if waking { state.signal() }
  }

  /// Whether a ledger waits for a thread: who has one makes room after its commit.
  var isWaitedFor: Bool { state.withLock { !$0.ready.isEmpty } }

  /// Wakes threads for what was scheduled without waking.
  func wakeThreads() {
    let ready = state.withLock { $0.ready.count }
    if ready == 1 { state.signal() } else if ready > 1 { state.broadcast() }
  }

  /// Wakes a ledger in so many microseconds, or never.
  func wake(_ ledger: SQLiteLedger, in microseconds: Int64?) {
    let at = microseconds.map { clock.monotonic() + max(0, $0) }
    let isSooner = state.withLock { state in
      let before = state.alarms.values.lazy.map(\.at).min()
      state.alarms[ObjectIdentifier(ledger)] = at.map { ($0, ledger) }
      guard let at else { return false }
      return before.map { at < $0 } ?? true
    }
    // A sleeping thread has to hear that it must get up earlier.
    if isSooner { state.signal() }
  }

  /// Takes a ledger's alarm away; returns when it would have rung.
  func silence(_ ledger: SQLiteLedger) -> Int64? {
    state.withLock { $0.alarms.removeValue(forKey: ObjectIdentifier(ledger))?.at }
  }

  /// Gives it back.
  func restore(_ ledger: SQLiteLedger, at: Int64) {
    state.withLock { $0.alarms[ObjectIdentifier(ledger)] = (at, ledger) }
    state.signal()
  }

  /// Lets the threads finish what is ready, and ends them.
  func stop() {
    state.withLock { $0.isStopping = true }
    state.broadcast()
    let running = threads.withLock { running in
      defer { running.removeAll() }
      return running
    }
    for thread in running { thread.join() }
    state.withLock { $0.alarms.removeAll() }
  }

  /// Serves on this thread what is ready and whose alarm rings, until nothing is left. False when nothing was.
  @discardableResult func runReady() -> Bool {
    precondition(!hasThreads, "two threads would serve one ledger")
    var hasRun = false
    while let ledger = nextWithoutWaiting() {
      ledger.serve()
      hasRun = true
    }
    return hasRun
  }

  private func work() {
    while let ledger = next() { ledger.serve() }
  }

  private func nextWithoutWaiting() -> SQLiteLedger? {
    let now = clock.monotonic()
    return state.withLock { state in
      if !state.ready.isEmpty { return state.ready.removeFirst() }
      while let first = state.alarms.min(by: { $0.value.at < $1.value.at }), first.value.at <= now {
        state.alarms[first.key] = nil
        if first.value.ledger.markScheduled() { return first.value.ledger }
      }
      return nil
    }
  }

  private func next() -> SQLiteLedger? {
    state.wait { [clock] state in
      if !state.ready.isEmpty { return .done(state.ready.removeFirst()) }
      if state.isStopping { return .done(nil) }
      guard let first = state.alarms.min(by: { $0.value.at < $1.value.at }) else { return .wait(nil) }
      let remaining = first.value.at - clock.monotonic()
      if remaining > 0 { return .wait(remaining) }
      state.alarms[first.key] = nil
      return first.value.ledger.markScheduled() ? .done(first.value.ledger) : .wait(0)
    }
  }
}
