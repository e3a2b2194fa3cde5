import LedgerCore
import Synchronization
import Threads

/// Which closed ledgers are to be opened: those that somebody waits for first, in the order of asking, then those that must be looked into,
/// few at a time, and those in which something is due.
final class OpeningQueue: Sendable {
  struct Job {
    let tenant: TenantID
    /// Whether a request waits for it; otherwise it is to be looked into.
    let isWanted: Bool
  }

  private struct State {
    var wanted = Line()
    var toLookInto = Line()
    var looking = 0
    /// When something is due in a closed ledger, by the wall clock; those of ledgers that were opened since are found out later.
    var dues: [TenantID: Int64] = [:]
    /// Not later than the first of them.
    var firstDue = Int64.max
    /// So that a jump of the wall clock brings nothing forward.
    var expiryClock = ExpiryClock()
    var isStopping = false
  }

  /// First in, first out.
  private struct Line {
    private var tenants: [TenantID] = []
    private var first = 0

    var count: Int { tenants.count - first }

    mutating func append(_ tenant: TenantID) { tenants.append(tenant) }

    mutating func take() -> TenantID? {
      guard first < tenants.count else { return nil }
      defer {
        first += 1
        if first == tenants.count || first == 1_024 {
          tenants.removeFirst(first)
          first = 0
        }
      }
      return tenants[first]
    }
  }

  private let state = Monitor(State())
  private let clock: any LedgerClock
  /// As many threads look into ledgers at once, so that those that are waited for do not wait for them.
  private static let mostLooking = 2
  /// The wall clock may be set while a thread sleeps.
  private static let longestSleep: Int64 = 10_000_000

  init(clock: any LedgerClock) {
    self.clock = clock
    // What is believed of the wall clock begins with the daemon.
    _ = expiryClock
  }

  func want(_ tenant: TenantID) {
    state.withLock { $0.wanted.append(tenant) }
    state.signal()
  }

  func lookInto(_ tenants: [TenantID]) {
    state.withLock { state in
      for tenant in tenants { state.toLookInto.append(tenant) }
    }
    state.broadcast()
  }

  /// Something is due in a closed ledger, or it is to be looked into, at a time of the wall clock.
  func note(_ tenant: TenantID, due: Timestamp?) {
    guard let due else { return }
    let isSooner = state.withLock { state in
      state.dues[tenant] = due.microseconds
      guard due.microseconds < state.firstDue else { return false }
      state.firstDue = due.microseconds
      return true
    }
    if isSooner { state.signal() }
  }

  /// Nothing needs to be known any more of a ledger that is open.
  func forget(_ tenant: TenantID) { state.withLock { $0.dues[tenant] = nil } }

  /// The time that expires things, with what is believed of the wall clock by now.
  var expiryClock: ExpiryClock {
    state.withLock { state in
      _ = state.expiryClock.now(wall: clock.now(), monotonic: clock.monotonic())
      return state.expiryClock
    }
  }

  /// The next ledger to open, for a thread that waits for it; nil when there will be none any more.
  func next() -> Job? {
    state.wait { state in
      if let job = take(&state) { return .done(job) }
      if state.isStopping { return .done(nil) }
      guard state.firstDue < .max else { return .wait(nil) }
      let now = state.expiryClock.now(wall: clock.now(), monotonic: clock.monotonic())
      return .wait(min(max(state.firstDue - now.microseconds, 1_000), OpeningQueue.longestSleep))
    }
  }

  /// The next ledger to open, without waiting.
  func poll() -> Job? { state.withLock { take(&$0) } }

  /// A job that was taken is done.
  func finished(_ job: Job) {
    guard !job.isWanted else { return }
    state.withLock { $0.looking -= 1 }
    state.signal()
  }

  /// Nothing is taken any more.
  func stop() {
    state.withLock { state in
      state.isStopping = true
      state.wanted = Line()
      state.toLookInto = Line()
      state.firstDue = .max
      state.dues = [:]
    }
    state.broadcast()
  }

  private func take(_ state: inout State) -> Job? {
    if let tenant = state.wanted.take() { return Job(tenant: tenant, isWanted: true) }
    collectDue(&state)
    guard state.looking < OpeningQueue.mostLooking, let tenant = state.toLookInto.take() else { return nil }
    state.looking += 1
    return Job(tenant: tenant, isWanted: false)
  }

  private func collectDue(_ state: inout State) {
    guard state.firstDue < .max else { return }
    let now = state.expiryClock.now(wall: clock.now(), monotonic: clock.monotonic()).microseconds
    guard state.firstDue <= now else { return }
    let due = state.dues.filter { $0.value <= now }.sorted { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }
    for (tenant, _) in due {
      state.dues[tenant] = nil
      state.toLookInto.append(tenant)
    }
    state.firstDue = state.dues.values.min() ?? .max
  }
}
