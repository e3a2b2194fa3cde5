import JSON
import LedgerCore
import Threads
import WalletAPI
import WalletClient

/// Tells when something has changed in the ledger that is looked at. It mends itself: what breaks is told, and tried again.
protocol LiveFeed: AnyObject, Sendable {
  /// Follows this tenant from now on, and no other. Nil: the caller's own where a key fixes it, else nobody.
  func follow(_ tenant: String?)
  func close()
}

/// Asks for the ledger's head once a second: when its sequence has moved, something has changed.
final class PollingFeed: LiveFeed {
  static let interval: Int64 = 1_000_000

  private struct State {
    var tenant: String?
    var isClosed = false
    /// Counts the calls of `follow`: what was seen of another tenant is forgotten.
    var generation = 0
  }

  private let connector: Connector
  private let state = Monitor(State())
  private let deliver: @Sendable (FeedMessage) -> Void

  init(_ connector: Connector, _ deliver: @escaping @Sendable (FeedMessage) -> Void) {
    self.connector = connector
    self.deliver = deliver
    QuietThread.start("feed") { [self] in run() }
  }

  func follow(_ tenant: String?) {
    state.withLock { state in
      state.tenant = tenant
      state.generation += 1
    }
    state.broadcast()
  }

  func close() {
    state.withLock { $0.isClosed = true }
    state.broadcast()
  }

  private func run() {
    let line = connector.connect()
    var seen: (generation: Int, sequence: Int64)?
    var turn = 0
    while true {
      let (current, generation, isClosed) = state.withLock { ($0.tenant, $0.generation, $0.isClosed) }
      if isClosed { return }
      if current != nil || connector.bearer != nil {
        let answered = connector.answer(.get("/v1/head"), tenant: connector.bearer == nil ? current : nil, on: line)
        if let sequence = answered.value?["sequence"]?.integerValue {
          if let seen, seen.generation == generation, seen.sequence != sequence { deliver(.changed(FeedChange())) }
          seen = (generation, sequence)
          deliver(.alive(at: Clock.now()))
        } else if let trouble = answered.trouble {
          // Who may not read the head has the list itself read again, now and then.
          turn += 1
          if trouble.code == .permissionDenied {
            if turn % 3 == 0 { deliver(.changed(FeedChange())) }
          } else {
            deliver(.broken(trouble))
          }
        }
      }
      // Woken early only to follow somebody else, or to end.
      var hasWaited = false
      state.wait { state -> Step<Void> in
        if state.isClosed || state.generation != generation || hasWaited { return .done(()) }
        hasWaited = true
        return .wait(PollingFeed.interval)
      }
    }
  }
}
