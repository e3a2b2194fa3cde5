package import LedgerCore
package import Payments
package import Tenancy
import Threads

/// The one loop that does what is due: for each ledger that is open it asks what is, and has the desk do it.
///
/// Nothing about a job is kept here but that it is being done: what it is, how often it was tried and when it is due next stands in its record. A
/// daemon that is killed at any moment finds the same records due when it is started again. Only what could not be written into its record is
/// known elsewhere (`JobFailures`), and after a start is tried at once.
package final class DueWorker: Sendable {
  private let state: Monitor<DueState>
  private let thread: Thread

  /// Microseconds between two looks when nobody wakes it.
  private static let pause: Int64 = 200_000
  /// Between two steps of a round: those who wake it are about something else.
  private static let step = Duration.milliseconds(150)

  /// - Parameters:
  ///   - tenants: those whose ledgers are open: what is due in a closed one has it opened.
  ///   - now: the wall clock, as ledgers believe it.
  ///   - report: hears of jobs that came to nothing, and of tenants of which nothing was done.
  package init(
    _ directory: any TenantDirectory, _ desk: PaymentDesk, tenants: @escaping @Sendable () -> [TenantID],
    now: @escaping @Sendable () -> Timestamp, report: @escaping @Sendable (TenantID, String) -> Void
  ) {
    let state = Monitor(DueState())
    self.state = state
    // Before anything is sent: what was written earlier is another process's.
    let startedAt = now()
    thread = Thread.start("due") {
      var look = DueLook(directory, desk, state, now: now, report: report, startedAt: startedAt)
      var steppedAt: ContinuousClock.Instant?
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
        let instant = ContinuousClock.now
        let isStep = steppedAt.map { instant - $0 >= DueWorker.step } ?? true
        if isStep { steppedAt = instant }
        look.begin(isStep: isStep)
        for tenant in tenants() { look.look(at: tenant) }
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
}

/// What the loop shares with those who call back.
struct DueState {
  var isStopping = false
  var isWoken = true
  var room = DueRoom()
  /// Tenants whose ledgers take nothing now, until they are asked again.
  var resting: [TenantID: Timestamp] = [:]
}
