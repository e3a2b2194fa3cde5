import Events
import Glibc
import HTTPServer
import LedgerCore
import Synchronization
import Tenancy
import Threads
import Vault
import WalletAPI

/// Everybody who follows events, and the one thread that serves them.
///
/// A commit rings a bell; nothing else of a stream happens on the thread that writes. This thread then reads what is new from the file, once
/// for each tenant, as a reader of its own, and hands it to the thread of the sockets. It refers to a ledger only while it reads: a stream
/// keeps none open (docs/adr/0014-events.md).
final class EventHub: @unchecked Sendable {
  // Sendable because `feeds` and what belongs to it are touched only by whoever serves: the one thread, or, without one, the caller of
  // `runTurn`. Everything else is immutable, atomic or behind the monitor.

  /// Somebody who wants to follow, and where the sources stood when it came.
  struct Arrival: Sendable {
    let follower: StreamFollower
    let tenant: TenantEvents
    let heads: EventPosition
    let place: LedgerPlace
  }

  private struct Mail {
    var arrivals: [Arrival] = []
    var drained: [StreamFollower] = []
    var closed: [StreamFollower] = []
    /// Ledgers that were opened for a turn, held until then.
    var opened: [TenantID: any Ledger] = [:]
    var unopened: Set<TenantID> = []
    var isRung = false
    var isStopping = false
    var thread: Thread?
    var streams = 0
    var ofTenant: [TenantID: Int] = [:]

    var hasWork: Bool {
      !arrivals.isEmpty || !drained.isEmpty || !closed.isEmpty || !opened.isEmpty || !unopened.isEmpty || isRung
    }
  }

  let limits: StreamLimits
  private let directory: any TenantDirectory
  private let bell: CommitBell
  private let log: any EventLog
  private let mail = Monitor(Mail())
  let counters = StreamCounters()

  private var feeds: [TenantID: TenantFeed] = [:]
  private var opening: Set<TenantID> = []
  private var nextBeat: Int64
  private var nextStall: Int64 = .max
  /// Before this moment nothing is read.
  private var restsUntil: Int64 = 0
  private var pace: StreamPace

  init(directory: any TenantDirectory, bell: CommitBell, limits: StreamLimits, log: any EventLog) {
    self.directory = directory
    self.bell = bell
    self.limits = limits
    self.log = log
    nextBeat = EventHub.now() + limits.heartbeat
    pace = StreamPace(restWhileBusy: limits.restWhileBusy, EventHub.clocks())
    bell.wakes { [mail] in
      mail.withLock { $0.isRung = true }
      mail.signal()
    }
  }

  // MARK: Coming and going, from any thread

  /// Takes a place; it is given back when the follower is gone.
  func reserve(for tenant: TenantID) throws(Problem) {
    let limits = limits
    let problem = mail.withLock { mail -> Problem? in
      if mail.isStopping { return Problem(.notReady, "The daemon is stopping; connect again when it is back.") }
      let ofTenant = mail.ofTenant[tenant] ?? 0
      guard ofTenant < limits.streamsOfTenant else {
        return Problem(
          .streamsLimited, "\(ofTenant) streams of this tenant are open, and no more may be; end one, or list events instead.")
      }
      guard mail.streams < limits.streams else {
        return Problem(
          .streamsLimited, "\(mail.streams) streams are open here, and no more may be; try again, or list events instead.")
      }
      mail.streams += 1
      mail.ofTenant[tenant] = ofTenant + 1
      return nil
    }
    if let problem { throw problem }
  }

  private func giveBackPlace(of follower: StreamFollower) {
    guard follower.leavesPlace() else { return }
    let tenant = follower.tenant.id
    mail.withLock { mail in
      mail.streams -= 1
      let left = (mail.ofTenant[tenant] ?? 1) - 1
      mail.ofTenant[tenant] = left > 0 ? left : nil
    }
  }

  /// Begins to serve a follower that has a place.
  func add(_ arrival: Arrival) {
    let follower = arrival.follower
    let isStopping = mail.withLock { mail in
      guard !mail.isStopping else { return true }
      mail.arrivals.append(arrival)
      if limits.hasThread, mail.thread == nil { mail.thread = Thread.start("streams") { [self] in run() } }
      return false
    }
    guard !isStopping else {
      follower.end(.stopping)
      return giveBackPlace(of: follower)
    }
    mail.signal()
    follower.stream.whenClosed { [self, weak follower] in
      guard let follower else { return }
      // At once, however long the thread rests: somebody else may wait for the place.
      giveBackPlace(of: follower)
      mail.withLock { $0.closed.append(follower) }
      mail.signal()
    }
  }

  var openStreams: Int { mail.withLock { $0.streams } }

  /// Ends all streams, each with a word why, and takes no more. Returns when that is said.
  func stop() {
    let thread = mail.withLock { mail in
      mail.isStopping = true
      defer { mail.thread = nil }
      return mail.thread
    }
    mail.broadcast()
    if let thread { thread.join() } else { endAll() }
  }

  // MARK: The thread

  private func run() {
    // Whoever commits is not interrupted for it.
    Thread.waitsForOthers()
    while waitForWork() { turn() }
    endAll()
  }

  /// Serves on this thread what there is to do. Without a thread of its own; false when there was nothing.
  func runTurn() -> Bool {
    precondition(!limits.hasThread, "two threads would serve the streams")
    let isRung = !bell.fallAsleep()
    let now = EventHub.now()
    guard isRung || mail.withLock({ $0.hasWork }) || feeds.values.contains(where: { $0.hasWork(now: now) }) else { return false }
    turn()
    return true
  }

  /// False when all is to end.
  private func waitForWork() -> Bool {
    mail.wait { [self] mail in
      if mail.isStopping { return .done(false) }
      let now = EventHub.now()
      // Nobody is woken for what comes meanwhile.
      if now < restsUntil { return .wait(restsUntil - now) }
      let hasOwn = feeds.contains { tenant, feed in !opening.contains(tenant) && feed.hasWork(now: now) }
      if mail.hasWork || hasOwn || !bell.fallAsleep() {
        bell.awoke()
        return .done(true)
      }
      let due = min(nextBeat, nextStall, feeds.values.compactMap(\.nextRetry).filter { $0 > now }.min() ?? .max)
      if due <= now { return .done(true) }
      return .wait(due - now)
    }
  }

  private func turn() {
    let now = EventHub.now()
    let (arrivals, drained, closed, opened, unopened) = mail.withLock { mail in
      defer {
        mail.arrivals = []
        mail.drained = []
        mail.closed = []
        mail.opened = [:]
        mail.unopened = []
        mail.isRung = false
      }
      return (mail.arrivals, mail.drained, mail.closed, mail.opened, mail.unopened)
    }
    // Behind the mail: whoever arrived before a commit is there when its ring is looked at.
    for arrival in arrivals { admit(arrival) }
    let rung = bell.take()
    for (tenant, sources) in rung { feeds[tenant]?.ring(sources) }
    for follower in drained { if case .paused = follower.state { follower.state = .behind } }
    for follower in closed { remove(follower) }
    opening.subtract(opened.keys)
    opening.subtract(unopened)
    for tenant in unopened { feeds[tenant]?.put(off: .ledger, now: now) }

    var output = TenantFeed.Output()
    for (tenant, feed) in feeds where !opening.contains(tenant) && feed.hasWork(now: now) {
      serve(feed, opened[tenant], &output, now: now)
    }
    // Before anything ends: what has happened until then is said first.
    HTTPStream.writeAll(output.pieces)
    counters.note(output)
    for (tenant, sources) in rung where sources.contains(.catalogue) { endThoseWhoMayNot(follow: tenant) }
    endStalled(now: now)
    if now >= nextBeat { beat(now: now) }
    let rest = pace.rest(after: output.work, at: EventHub.clock(CLOCK_MONOTONIC), EventHub.clocks())
    restsUntil = EventHub.now() + max(pause, rest / 1_000)
  }

  /// Microseconds between two turns at least.
  private var pause: Int64 {
    guard pace.isBusy else { return limits.pause }
    let readers = feeds.values.reduce(0) { $0 + $1.followers }
    return readers > StreamWork.fewReaders ? limits.pauseForMany : limits.pauseWhileBusy
  }

  private func admit(_ arrival: Arrival) {
    let follower = arrival.follower
    let id = follower.tenant.id
    guard follower.stream.isOpen else {
      follower.state = .ended
      return giveBackPlace(of: follower)
    }
    if feeds[id] == nil {
      bell.follow(id)
      feeds[id] = TenantFeed(arrival.tenant, at: arrival.heads, arrival.place, limits: limits)
    }
    feeds[id]?.add(follower, heads: arrival.heads)
  }

  private func remove(_ follower: StreamFollower) {
    let id = follower.tenant.id
    guard !follower.hasEnded, let feed = feeds[id] else { return }
    feed.remove(follower)
    giveBackPlace(of: follower)
    guard feed.followers == 0 else { return }
    feeds[id] = nil
    bell.unfollow(id)
  }

  private func serve(_ feed: TenantFeed, _ opened: (any Ledger)?, _ output: inout TenantFeed.Output, now: Int64) {
    let id = feed.tenant.tenant
    let drained: @Sendable (StreamFollower) -> Void = { [mail] follower in
      mail.withLock { $0.drained.append(follower) }
      mail.signal()
    }
    func turn(_ ledger: any Ledger) {
      let turn = TenantFeed.Turn(
        ledger: ledger, now: now, drained: drained,
        report: { [log] source, problem in
          log.record(
            .warning, "events not read", [("tenant", id.text), ("source", "\(source)"), ("reason", problem.detail)])
        }, processorTime: { EventHub.clock(CLOCK_THREAD_CPUTIME_ID) })
      feed.turn(turn, &output)
    }
    if let opened { return turn(opened) }
    let isOpen = directory.glance(at: id) { ledger in turn(ledger) } != nil
    guard !isOpen, directory.tenant(id: id) != nil else { return }
    // It was closed meanwhile. Opening it takes its time, and keeps nobody else waiting.
    opening.insert(id)
    directory.whenOpen(id) { [mail] result in
      mail.withLock { mail in
        switch result {
        case .success(let ledger): mail.opened[id] = ledger
        case .failure: mail.unopened.insert(id)
        }
      }
      mail.signal()
    }
  }

  // MARK: Ends

  private func endThoseWhoMayNot(follow tenant: TenantID) {
    let now = Timestamp.now
    for follower in feeds[tenant]?.all ?? [] {
      if let reason = follower.reasonToEnd(directory, now: now) { end(follower, reason) }
    }
  }

  private func beat(now: Int64) {
    nextBeat = now + limits.heartbeat
    var output = TenantFeed.Output()
    for tenant in Array(feeds.keys) {
      endThoseWhoMayNot(follow: tenant)
      feeds[tenant]?.beat(&output)
    }
    HTTPStream.writeAll(output.pieces)
  }

  private func endStalled(now: Int64) {
    nextStall = .max
    for feed in Array(feeds.values) {
      let (stalled, next) = feed.stalled(now: now)
      for follower in stalled {
        end(follower, .stalled)
        counters.cut()
      }
      nextStall = min(nextStall, next ?? .max)
    }
  }

  private func end(_ follower: StreamFollower, _ reason: StreamEnd) {
    if reason != .stopping {
      log.record(.info, "stream ended", [("tenant", follower.tenant.id.text), ("reason", reason.rawValue)])
    }
    remove(follower)
    follower.end(reason)
  }

  private func endAll() {
    let arrivals = mail.withLock { mail in
      defer { mail.arrivals = [] }
      return mail.arrivals
    }
    for arrival in arrivals {
      arrival.follower.end(.stopping)
      giveBackPlace(of: arrival.follower)
    }
    for feed in Array(feeds.values) { for follower in feed.all { end(follower, .stopping) } }
    mail.withLock { $0.opened = [:] }
  }

  // MARK: Time

  private static func clocks() -> StreamPace.Clocks {
    StreamPace.Clocks(
      now: clock(CLOCK_MONOTONIC), process: clock(CLOCK_PROCESS_CPUTIME_ID), thread: clock(CLOCK_THREAD_CPUTIME_ID),
      waited: RunDelay.nanoseconds)
  }

  /// Microseconds that only grow.
  private static func now() -> Int64 { clock(CLOCK_MONOTONIC) / 1_000 }

  static func clock(_ id: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(id, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
