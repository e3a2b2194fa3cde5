package import LedgerCore
package import Payments
package import Tenancy
import Threads

/// The one loop that does what is due: for each tenant that takes payments it asks its ledger what is, and has the desk do it.
///
/// Nothing about a job is kept here but that it is being done: what it is, how often it was tried and when it is due next stands in its record. A
/// daemon that is killed at any moment finds the same records due when it is started again.
package final class DueWorker: Sendable {
  private struct State {
    var isStopping = false
    var isWoken = true
    var busy: Set<Key> = []
    /// What came to nothing, until it is tried again.
    var resting: [Key: Timestamp] = [:]

    mutating func takes(_ key: Key, at now: Timestamp) -> Bool {
      if let end = resting[key] {
        guard end <= now else { return false }
        resting[key] = nil
      }
      return busy.insert(key).inserted
    }
  }

  private struct Key: Hashable {
    let tag: LedgerTag
    let record: Int64
  }

  private let state: Monitor<State>
  private let looks: @Sendable () -> Void
  /// Nil: it looks when it is told to.
  private let thread: Thread?

  /// Microseconds between two looks when nobody wakes it.
  private static let pause: Int64 = 200_000
  /// Records of one tenant that are begun at once.
  private static let most = 64
  /// Records that are under way: questions that are merely due leave room for those that somebody waits for.
  private static let mostUnderWay = 128
  private static let mostUrgentUnderWay = 1_024
  /// Seconds that a record is left alone about which nothing could be committed, lest its provider be asked without end.
  private static let rest: Int64 = 1

  /// - Parameters:
  ///   - tenants: those that take payments now.
  ///   - now: the wall clock, as ledgers believe it.
  ///   - isThreaded: false for a daemon in which everything happens when it is told to: then it looks when `look` is called.
  package init(
    _ directory: any TenantDirectory, _ desk: PaymentDesk, tenants: @escaping @Sendable () -> [TenantID],
    now: @escaping @Sendable () -> Timestamp, isThreaded: Bool = true, report: @escaping @Sendable (TenantID, String) -> Void
  ) {
    let state = Monitor(State())
    self.state = state
    let looks: @Sendable () -> Void = {
      for tenant in tenants() { DueWorker.look(tenant, directory, desk, state, now: now, report: report) }
    }
    self.looks = looks
    guard isThreaded else {
      thread = nil
      return
    }
    thread = Thread.start("due") {
      while true {
        let isStopping: Bool = state.wait { state in
          if state.isStopping { return .done(true) }
          guard state.isWoken else {
            state.isWoken = true
            return .wait(DueWorker.pause)
          }
          state.isWoken = false
          return .done(false)
        }
        if isStopping { return }
        looks()
      }
    }
  }

  /// Looks once, on this thread, and begins what is due: for a worker without a thread.
  package func look() {
    precondition(thread == nil, "two threads would take the same record")
    looks()
  }

  /// Looks again at once.
  package func wake() {
    state.withLock { $0.isWoken = true }
    state.signal()
  }

  /// Takes nothing more; what is under way is answered, or found due at the next start.
  package func stop() {
    state.withLock { $0.isStopping = true }
    state.broadcast()
    thread?.join()
  }

  private static func look(
    _ tenant: TenantID, _ directory: any TenantDirectory, _ desk: PaymentDesk, _ state: Monitor<State>,
    now: @escaping @Sendable () -> Timestamp, report: @Sendable (TenantID, String) -> Void
  ) {
    guard let ledger = directory.ledger(of: tenant) else { return }
    do {
      let moment = now()
      let passedOver = state.withLock { state in
        state.resting = state.resting.filter { $0.value > moment }
        return state.busy.count + state.resting.count
      }
      var begun = 0
      // What is under way is due still, and must not stand before what nobody has begun.
      for change in try ledger.dueRecords(by: moment, limit: most + passedOver) where begun < most {
        let key = Key(tag: ledger.tag, record: change.record)
        let most = PaymentDesk.isUrgent(change) ? mostUrgentUnderWay : mostUnderWay
        guard state.withLock({ $0.busy.count < most && $0.takes(key, at: moment) }) else { continue }
        begun += 1
        desk.work(on: change, tenant, ledger, now: moment) { isDone in
          state.withLock { state in
            state.busy.remove(key)
            guard isDone else { return state.resting[key] = now().adding(seconds: rest) }
            // It may have made something else due.
            state.isWoken = true
          }
          if isDone { state.signal() }
        }
      }
    } catch {
      report(tenant, "\(error)")
    }
  }
}
