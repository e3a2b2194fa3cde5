import Storage
import Synchronization

/// Ends and beginnings: crashes, restarts, backups.
extension Simulation {
  // MARK: Crashes

  /// The daemon dies, while it serves or between two requests; what its files held at that moment is all that is left.
  func crash() throws {
    counts.crashes += 1
    let image = "\(folder)/life\(lives + 1)"
    let isInside = chance.happens(60)
    var delivered: [(number: UInt64, reply: SimulatedReply)] = []
    if isInside {
      let taken = Mutex<Result<Int, FolderError>?>(nil)
      let source = daemon.folder
      let count = daemon.countReplies
      let box = Box(taken)
      clock.arm(readings: chance.below(chance.choose(4, 12, 40))) {
        box.value.withLock { $0 = Self.image(of: source, to: image, count()) }
      }
      daemon.serveLedgers()
      if chance.happens(50) { _ = daemon.work() }
      clock.disarm()
      let outcome = box.value.withLock { $0 } ?? Self.image(of: source, to: image, daemon.countReplies())
      // Some of what was answered before the crash has reached its client.
      delivered = Array(daemon.replies().prefix(chance.below(try outcome.get() + 1)))
    } else {
      try Folder.copy(daemon.folder, to: image)
    }
    trace.note("crash \(isInside ? "inside" : "between"), \(delivered.count) answers arrived")
    try settle(delivered, heads: tenants.map { _ in nil }, isStopping: false)
    questions = [:]
    for tenant in tenants.indices { tenants[tenant].unsure += tenants[tenant].audit.waiting.map(\.order) }
    counts.unanswered += tenants.reduce(0) { $0 + $1.audit.waiting.count }
    try bury()
    try live(in: image)
  }

  private static func image(of source: String, to target: String, _ count: Int) -> Result<Int, FolderError> {
    do {
      try Folder.copy(source, to: target)
      return .success(count)
    } catch let error as FolderError {
      return .failure(error)
    } catch {
      preconditionFailure("copying throws one kind of error")
    }
  }

  /// What is left of the old daemon goes, with its files.
  private func bury() throws {
    try daemon.stop()
    _ = daemon.replies()
    try Folder.remove(daemon.folder)
  }

  /// A daemon opens what is there.
  private func live(in image: String) throws {
    if plant == .lostPosting, !isPlanted, let older { isPlanted = try putBack(older, in: image) }
    let before = moment
    lives += 1
    offsets = [clock.offset]
    daemon = try Daemon(folder: image, options: options)
    if let trouble = daemon.trouble.first { throw Mismatch("opening the ledgers", expected: "no trouble", got: trouble) }
    for tenant in tenants.indices {
      guard let head = daemon.head(of: tenants[tenant].code) else {
        throw Mismatch("the tenant \(tenants[tenant].code)", expected: "to be there", got: "nothing")
      }
      trace.note("\(tenants[tenant].code) stands at \(head)")
      try tenants[tenant].audit.crashed(at: before, head: head)
    }
    try serve()
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
    let heads = tenants.map { daemon.head(of: $0.code) }
    try daemon.stop()
    try settle(daemon.replies(), heads: heads, isStopping: true)
    let image = "\(folder)/life\(lives + 1)"
    try Folder.copy(daemon.folder, to: image)
    try Folder.remove(daemon.folder)
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
    try drain()
    while tenants.contains(where: { !$0.unsure.isEmpty }) {
      try resend(all: true)
      try drain()
    }
    for tenant in tenants.indices {
      try tenants[tenant].audit.balances()
      try ask(.trialBalance(asOf: nil, by: nil), tenant)
      try ask(.accounts(prefix: nil, currency: nil, kind: nil, status: nil, limit: 100, cursor: nil), tenant)
      try ask(.holds(status: nil, account: nil, limit: 100, cursor: nil), tenant)
      try ask(.transactions(TransactionFilter(), limit: 100, cursor: nil), tenant)
    }
    try drain()
    let paths = tenants.map { daemon.ledgerPath(of: $0.code) ?? "" }
    try daemon.stop()
    for tenant in tenants.indices { try OfflineCheck.check(paths[tenant], against: tenants[tenant].audit.likely) }
    trace.note("the end")
  }
}

/// A mutex that a closure can share.
final class Box<Value: Sendable>: Sendable {
  let value: Mutex<Value>

  init(_ value: consuming Mutex<Value>) { self.value = value }
}
