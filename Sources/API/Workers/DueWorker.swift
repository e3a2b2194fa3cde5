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
  }

  private struct Key: Hashable {
    let tag: LedgerTag
    let record: Int64
  }

  private let state: Monitor<State>
  private let thread: Thread

  /// Microseconds between two looks when nobody wakes it.
  private static let pause: Int64 = 200_000
  /// Records of one tenant that are taken at once.
  private static let most = 64

  /// - Parameters:
  ///   - tenants: those that take payments now.
  ///   - now: the wall clock.
  package init(
    _ directory: any TenantDirectory, _ desk: PaymentDesk, tenants: @escaping @Sendable () -> [TenantID],
    now: @escaping @Sendable () -> Timestamp, report: @escaping @Sendable (TenantID, String) -> Void
  ) {
    let state = Monitor(State())
    self.state = state
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
        for tenant in tenants() { DueWorker.look(tenant, directory, desk, state, now: now, report: report) }
      }
    }
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
    thread.join()
  }

  private static func look(
    _ tenant: TenantID, _ directory: any TenantDirectory, _ desk: PaymentDesk, _ state: Monitor<State>,
    now: @Sendable () -> Timestamp, report: @Sendable (TenantID, String) -> Void
  ) {
    guard let ledger = directory.ledger(of: tenant) else { return }
    do {
      let moment = now()
      for change in try ledger.dueRecords(by: moment, limit: most) {
        let key = Key(tag: ledger.tag, record: change.record)
        guard state.withLock({ $0.busy.insert(key).inserted }) else { continue }
        desk.work(on: change, tenant, ledger, now: moment) {
          state.withLock {
            $0.busy.remove(key)
            // What was done may have made something else due.
            $0.isWoken = true
          }
          state.signal()
        }
      }
    } catch {
      report(tenant, "\(error)")
    }
  }
}
