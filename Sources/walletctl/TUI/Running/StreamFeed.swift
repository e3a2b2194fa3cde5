import JSON
import LedgerCore
import Threads
import WalletAPI
import WalletClient

/// Follows the stream of events of one tenant: a change is told when it is durable. Where events may not be read the head is polled instead.
final class StreamFeed: LiveFeed {
  /// Milliseconds that events are gathered before they are told together: a busy ledger has thousands in one.
  private static let gathering = 50
  /// As many are told one by one; of more, that something has changed.
  private static let mostTold = 16
  /// Microseconds until a stream that could not begin is tried again.
  private static let pause: Int64 = 1_000_000

  private struct State {
    var tenant: String?
    var isClosed = false
    /// Counts the calls of `follow`.
    var generation = 0
    /// What is read from now, to be interrupted.
    var tail: EventTail?
    /// Follows instead, where events may not be read.
    var polling: PollingFeed?
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
    let (tail, polling) = state.withLock { state in
      state.tenant = tenant
      state.generation += 1
      return (state.tail, state.polling)
    }
    polling?.follow(tenant)
    tail?.interrupt()
    state.broadcast()
  }

  func close() {
    let (tail, polling) = state.withLock { state in
      state.isClosed = true
      return (state.tail, state.polling)
    }
    polling?.close()
    tail?.interrupt()
    state.broadcast()
  }

  // MARK: On its own thread

  private func run() {
    /// Where to go on, of whom: a tenant that is looked at again has a place of its own.
    var place: (generation: Int, token: String?) = (0, nil)
    while let (tenant, generation) = nextToFollow() {
      let tail = EventTail(
        socketPath: connector.socketPath, EventSubscription(), after: place.generation == generation ? place.token : nil,
        headers: tenant.map { [(name: "Walletd-Tenant", value: $0)] } ?? [], bearer: connector.bearer,
        timeoutSeconds: connector.timeoutSeconds)
      let isCurrent = state.withLock { state in
        guard state.generation == generation, !state.isClosed else { return false }
        state.tail = tail
        return true
      }
      guard isCurrent else { continue }
      let failure = read(tail, generation)
      place = (generation, tail.token)
      state.withLock { $0.tail = nil }
      guard let failure, isStill(generation) else { continue }
      if case .refused(let problem) = failure, problem.code == .permissionDenied || problem.code == .routeNotFound {
        return pollInstead()
      }
      // A place that is no longer there, or a stream that ended for good: what is shown is read anew, and followed from now on.
      if case .refused = failure { place.token = nil }
      deliver(.broken(trouble(failure)))
      rest(generation)
      deliver(.changed(FeedChange()))
    }
  }

  /// Tells what comes until it ends; nil where it was interrupted.
  private func read(_ tail: EventTail, _ generation: Int) -> StreamFailure? {
    while isStill(generation) {
      do throws(StreamFailure) {
        switch try tail.next(within: 1_000) {
        case .event(let event):
          let (events, broken) = try gather(event, tail)
          tell(events)
          if let broken { deliver(.broken(trouble(broken))) }
        case .nothing, .connected: deliver(.alive(at: Clock.now()))
        case .broken(let failure, retryIn: _): deliver(.broken(trouble(failure)))
        }
      } catch {
        if case .client(.interrupted) = error { return nil }
        return error
      }
    }
    return nil
  }

  /// What comes with it at about the same time, and why no more did, where the line broke meanwhile.
  private func gather(
    _ first: StreamedEvent, _ tail: EventTail
  ) throws(StreamFailure) -> (events: [StreamedEvent], broken: StreamFailure?) {
    var events = [first]
    let end = Int(Clock.milliseconds()) + StreamFeed.gathering
    while case let left = end - Int(Clock.milliseconds()), left > 0 {
      switch try tail.next(within: left) {
      case .event(let event): if events.count <= StreamFeed.mostTold { events.append(event) }
      case .broken(let failure, retryIn: _): return (events, failure)
      case .nothing, .connected: return (events, nil)
      }
    }
    return (events, nil)
  }

  private func tell(_ events: [StreamedEvent]) {
    deliver(.alive(at: Clock.now()))
    guard events.count <= StreamFeed.mostTold else { return deliver(.changed(FeedChange())) }
    for event in events {
      let json = event.json ?? .null
      deliver(
        .changed(
          FeedChange(
            type: event.type, object: json["object"]?.stringValue,
            accounts: (json["accounts"]?.arrayValue ?? []).compactMap(\.stringValue))))
    }
  }

  private func pollInstead() {
    let polling = PollingFeed(connector, deliver)
    let (tenant, isClosed) = state.withLock { state in
      state.polling = polling
      return (state.tenant, state.isClosed)
    }
    polling.follow(tenant)
    if isClosed { polling.close() }
  }

  private func trouble(_ failure: StreamFailure) -> Trouble {
    switch failure {
    case .client(let failure): Trouble(failure, socket: connector.socketPath)
    case .refused(let problem): Trouble(problem)
    case .ended(reason: _, let detail): Trouble(Plain.text(detail), todo: "The stream begins again by itself.")
    }
  }

  // MARK: Waiting

  /// Whom to follow; nil when it is over.
  private func nextToFollow() -> (tenant: String?, generation: Int)? {
    state.wait { [connector] state -> Step<(tenant: String?, generation: Int)?> in
      if state.isClosed { return .done(nil) }
      if connector.bearer != nil { return .done((nil, state.generation)) }
      return state.tenant.map { .done(($0, state.generation)) } ?? .wait(nil)
    }
  }

  private func isStill(_ generation: Int) -> Bool { state.withLock { !$0.isClosed && $0.generation == generation } }

  private func rest(_ generation: Int) {
    var hasWaited = false
    state.wait { state -> Step<Void> in
      if state.isClosed || state.generation != generation || hasWaited { return .done(()) }
      hasWaited = true
      return .wait(StreamFeed.pause)
    }
  }
}
