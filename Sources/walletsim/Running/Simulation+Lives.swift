import LyingDisk
import Synchronization

/// Ends and beginnings: crashes, restarts, backups.
extension Simulation {
  // MARK: Crashes

  /// The power is cut, while the daemon serves or between two requests; what the disk holds then is all that is left.
  func crash(leaving survival: Survival? = nil) throws {
    counts.crashes += 1
    let isInside = survival == nil && chance.happens(60)
    var delivered: [(number: UInt64, reply: SimulatedReply)] = []
    if isInside {
      let answered = Box(Mutex<Int?>(nil))
      let count = daemon.countReplies
      let last = disk.count + 1 + chance.below(chance.choose(4, 12, 60))
      disk.observe { done in
        if done >= last { answered.value.withLock { $0 = $0 ?? count() } }
      }
      disk.crash(at: last)
      daemon.serveLedgers()
      if chance.happens(50) { _ = daemon.work() }
      let most = answered.value.withLock { $0 } ?? daemon.countReplies()
      // Some of what was answered before the crash has reached its client.
      delivered = Array(daemon.replies().prefix(chance.below(most + 1)))
    }
    disk.crash(at: disk.count)
    let left = survival ?? chance.pick(Survival.all) ?? .nothing
    trace.note("crash \(isInside ? "inside" : "between"), \(delivered.count) answers arrived, left: \(left)")
    try settle(delivered, heads: tenants.map { _ in nil })
    questions = [:]
    for tenant in tenants.indices { tenants[tenant].unsure += tenants[tenant].audit.waiting.map(\.order) }
    counts.unanswered += tenants.reduce(0) { $0 + $1.audit.waiting.count }
    try begin(left)
  }

  /// What the disk holds becomes the disk of the next life; the old daemon goes with its files.
  private func begin(_ left: Survival) throws {
    let image = "\(folder)/life\(lives + 1)"
    try disk.image(left, seed: chance.next(), to: image)
    daemon.stop()
    _ = daemon.replies()
    try Folder.remove(daemon.folder)
    disk = try LyingDisk(at: image, seed: chance.next())
    mayFail = false
    try live(in: image)
  }

  /// A daemon opens what is there.
  private func live(in image: String) throws {
    if plant == .lostPosting, !isPlanted, let older { isPlanted = try putBack(older, in: image) }
    let before = moment
    lives += 1
    offsets = [clock.offset]
    daemon = try Daemon(folder: image, options: options)
    for tenant in tenants.indices {
      guard let head = daemon.openedHead(of: tenants[tenant].code) else {
        throw Mismatch("the tenant \(tenants[tenant].code)", expected: "to be there", got: daemon.trouble.first ?? "nothing")
      }
      trace.note("\(tenants[tenant].code) stands at \(head)")
      try tenants[tenant].audit.crashed(at: before, head: head)
    }
    try serve()
    if let trouble = daemon.trouble.first { throw Mismatch("opening the ledgers", expected: "no trouble", got: trouble) }
    try resend()
    if plant == .lostPosting, !isPlanted { try keepOlder() }
  }

  /// Clients send again what they do not know the outcome of; some at once, some later.
  private func resend(all: Bool = false) throws {
    for tenant in tenants.indices {
      for order in tenants[tenant].unsure where all || chance.happens(70) { try send(order, tenant) }
    }
  }

  // MARK: Clean restarts

  /// The daemon stops as it is told and starts again. What waits is refused.
  func restart() throws {
    counts.restarts += 1
    trace.note("restart")
    questions = [:]
    disk.heal()
    let heads = mayFail ? tenants.map { _ in nil } : heads
    daemon.stop()
    try settle(daemon.replies(), heads: heads, isStopping: true)
    let image = "\(folder)/life\(lives + 1)"
    try disk.image(chance.pick(Survival.all) ?? .nothing, seed: chance.next(), to: image)
    try Folder.remove(daemon.folder)
    disk = try LyingDisk(at: image, seed: chance.next())
    mayFail = false
    try live(in: image)
  }

  // MARK: The planted loss

  private var older: String? { Folder.exists(folder + "/older.db") ? folder + "/older.db" : nil }

  private func keepOlder() throws {
    guard let path = daemon.ledgerPath(of: tenants[0].code), tenants[0].audit.likely.rows.count > 0 else { return }
    try Folder.copyFile(path, to: folder + "/older.db")
    if Folder.exists(path + "-wal") { try Folder.copyFile(path + "-wal", to: folder + "/older.db-wal") }
    olderCopy = (String(path.dropFirst(daemon.folder.count)), tenants[0].audit.likely.head)
  }

  private func putBack(_ older: String, in image: String) throws -> Bool {
    guard let olderCopy, tenants[0].audit.likely.head > olderCopy.head else { return false }
    let now = image + olderCopy.file
    try Folder.copyFile(older, to: now)
    if Folder.exists(older + "-wal") { try Folder.copyFile(older + "-wal", to: now + "-wal") }
    return true
  }

  // MARK: The end

  /// Everything is answered, every account is looked at, and an auditor of another kind reads the files.
  func finish() throws {
    disk.heal()
    try drain()
    if mayFail { try restart() }
    while tenants.contains(where: { !$0.unsure.isEmpty }) {
      try resend(all: true)
      try drain()
    }
    for tenant in tenants.indices {
      try tenants[tenant].audit.balances()
      try ask(.trialBalance(asOf: nil, by: nil), tenant)
      try ask(.accounts(prefix: nil, currency: nil, kind: nil, status: nil, limit: 100, cursor: nil), tenant)
      try ask(.holds(status: nil, account: nil, limit: 100, cursor: nil), tenant)
      try ask(.events(EventFilter(), limit: 100, cursor: nil), tenant)
      try ask(.transactions(TransactionFilter(), limit: 100, cursor: nil), tenant)
    }
    try drain()
    let paths = tenants.map { daemon.ledgerPath(of: $0.code) ?? "" }
    if !daemon.stop() { throw Mismatch("stopping", expected: "a clean stop", got: "an error") }
    for tenant in tenants.indices { try OfflineCheck.check(paths[tenant], against: tenants[tenant].audit.likely) }
    trace.note("the end")
  }
}

/// A mutex that a closure can share.
final class Box<Value: Sendable>: Sendable {
  let value: Mutex<Value>

  init(_ value: consuming Mutex<Value>) { self.value = value }
}
