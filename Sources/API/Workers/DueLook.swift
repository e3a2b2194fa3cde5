import LedgerCore
import Payments
import Tenancy
import Threads

/// One look after another at what is due, and how far they have come. Used by one thread.
///
/// What somebody waits for is begun in every look. What merely is due is gone through in rounds, a window at a time: many that cannot be begun,
/// because their provider is asked enough already, do not stand before those of another.
struct DueLook {
  /// Records of one tenant that are begun in one look because somebody waits for them, and that one look reads at a time.
  private static let mostBegun = 64
  private static let window = 256
  /// Windows that are read to find something that can be begun.
  private static let mostWindows = 4
  /// Seconds that a ledger is left alone that takes nothing.
  private static let rest: Int64 = 2
  /// Failures after which each is reported again: those that come at the longest pause.
  private static let failuresOfNote: Int64 = 10

  private let directory: any TenantDirectory
  private let desk: PaymentDesk
  private let state: Monitor<DueState>
  private let now: @Sendable () -> Timestamp
  private let report: @Sendable (TenantID, String) -> Void
  private let startedAt: Timestamp

  /// Where the round of each ledger goes on.
  private var places: [LedgerTag: DuePlace] = [:]
  /// Tenants looked at since the start, and the records that an earlier process has left to this one.
  private var known: Set<TenantID> = []
  private var left: [TenantID: [Int64]] = [:]
  /// Whether this look takes a step of a round: those who wake the worker are about something else.
  private var isStep = true

  init(
    _ directory: any TenantDirectory, _ desk: PaymentDesk, _ state: Monitor<DueState>, now: @escaping @Sendable () -> Timestamp,
    report: @escaping @Sendable (TenantID, String) -> Void, startedAt: Timestamp
  ) {
    self.directory = directory
    self.desk = desk
    self.state = state
    self.now = now
    self.report = report
    self.startedAt = startedAt
  }

  /// Begins a look at all tenants; with a step of a round, or only at what somebody waits for.
  mutating func begin(isStep: Bool) {
    self.isStep = isStep
    if isStep { desk.failures.forgetOld(at: now()) }
  }

  mutating func look(at tenant: TenantID) {
    let moment = now()
    guard state.withLock({ !$0.isStopping && ($0.resting[tenant] ?? moment) <= moment }) else { return }
    // From memory, and no use of it: most of the time most ledgers have nothing to do.
    if known.contains(tenant), left[tenant] == nil {
      guard let due = directory.glance(at: tenant, \.nextDueRecord) ?? nil, due <= moment else { return }
    }
    guard let ledger = directory.ledger(of: tenant) else { return }
    do {
      if !known.contains(tenant) {
        try findLeft(tenant, ledger, moment)
        known.insert(tenant)
      }
      try beginUrgent(tenant, ledger, moment)
      try beginLeft(tenant, ledger, moment)
      if isStep { try goRound(tenant, ledger, moment) }
    } catch {
      report(tenant, "what is due was not looked at: \(error)")
    }
  }

  // MARK: What there is

  private func beginUrgent(_ tenant: TenantID, _ ledger: any Ledger, _ moment: Timestamp) throws(LedgerFailure) {
    var (begun, place): (Int, DuePlace?) = (0, nil)
    for _ in 0..<DueLook.mostWindows {
      let page = try ledger.dueRecords(PaymentDesk.urgent, after: place, limit: DueLook.window)
      for change in page.items where begun < DueLook.mostBegun {
        if begin(change, tenant, ledger, moment, isUrgent: true) { begun += 1 }
      }
      guard begun < DueLook.mostBegun, let next = page.next else { return }
      place = next
    }
  }

  private mutating func goRound(_ tenant: TenantID, _ ledger: any Ledger, _ moment: Timestamp) throws(LedgerFailure) {
    guard state.withLock({ !$0.room.isFull }) else { return }
    let page = try ledger.dueRecords(PaymentDesk.due(by: moment), after: places[ledger.tag], limit: DueLook.window)
    for change in page.items { begin(change, tenant, ledger, moment, isUrgent: false) }
    places[ledger.tag] = page.next
  }

  // MARK: What was left by an earlier process

  /// What was just about to be sent when the process before this one ended: nobody waits for an answer any more, and so it is asked about now
  /// instead of when an answer should have come. And what that process could not read, it may have been too old for: it is done now.
  private mutating func findLeft(_ tenant: TenantID, _ ledger: any Ledger, _ moment: Timestamp) throws(LedgerFailure) {
    var found: [Int64] = []
    var place: DuePlace?
    repeat {
      let page = try ledger.dueRecords(PaymentDesk.awaited(after: moment, since: startedAt), after: place, limit: DueLook.window)
      found += page.items.filter { PaymentDesk.wasLeft($0, before: startedAt) }.map(\.record)
      place = page.next
    } while place != nil
    if !found.isEmpty { left[tenant] = found }

    for change in try ledger.dueRecords(PaymentDesk.dead, after: nil, limit: DueLook.window * DueLook.mostWindows).items {
      desk.revive(change, ledger)
    }
  }

  private mutating func beginLeft(_ tenant: TenantID, _ ledger: any Ledger, _ moment: Timestamp) throws(LedgerFailure) {
    guard let numbers = left[tenant] else { return }
    var waiting: [Int64] = []
    for number in numbers {
      guard let change = try ledger.record(number), PaymentDesk.wasLeft(change, before: startedAt) else { continue }
      if !begin(change, tenant, ledger, moment, isUrgent: false) { waiting.append(number) }
    }
    left[tenant] = waiting.isEmpty ? nil : waiting
  }

  // MARK: Doing it

  @discardableResult
  private func begin(
    _ change: RecordChange, _ tenant: TenantID, _ ledger: any Ledger, _ moment: Timestamp, isUrgent: Bool
  ) -> Bool {
    let key = JobFailures.Key(ledger.tag, change.record)
    guard state.withLock({ !$0.room.holds(key) }), !desk.failures.isResting(key, at: moment) else { return false }
    let asked = desk.asks(change, tenant, ledger.tag)
    let piece = DueRoom.Piece(
      key: key, account: asked.map { DueRoom.Account(tenant: tenant, provider: $0.provider) }, isUrgent: isUrgent,
      isFailing: asked?.isFailing ?? false)
    guard state.withLock({ $0.room.takes(piece) }) else { return false }
    desk.work(on: change, tenant, ledger, now: moment) { [state, desk, now, report] result in
      var isWaking = false
      switch result {
      case .settled(let isUrgent):
        desk.failures.forget(key)
        // It has made something else due.
        isWaking = isUrgent
      case .taken: break
      case .failed(let reason):
        let count = desk.failures.note(key, reason, now: now())
        if count == 1 || count >= DueLook.failuresOfNote {
          report(tenant, "\(change.content.kind), row \(change.sequence), came to nothing \(count) times in a row: \(reason)")
        }
      case .ledgerFailed: state.withLock { $0.resting[tenant] = now().adding(seconds: DueLook.rest) }
      case .buried(let reason):
        desk.failures.forget(key)
        report(tenant, "a dead letter: \(reason)")
      }
      state.withLock { state in
        state.room.ends(key)
        if isWaking { state.isWoken = true }
      }
      if isWaking { state.signal() }
    }
    return true
  }
}
