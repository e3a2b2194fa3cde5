import API
import Glibc
import HTTPServer
import LedgerCore
import Payments
import Storage
import Tenancy

/// One life of the daemon less its sockets, on one thread: it does something only when it is told to.
final class Daemon {
  struct Parts {
    let directory: DataDirectory
    /// The platforms' programs, whose commands go to the ledger at once and in order.
    let loopback: HTTPLoopback
    /// Root, who administers. Its requests have numbers of their own.
    let administration: HTTPLoopback
    let workers: WorkerPool
    /// Nil in a daemon that takes no payments.
    let payments: PaymentRooms?
  }

  /// What goes on with payments, and takes webhooks.
  struct PaymentRooms {
    let due: DueWorker
    let ingress: HTTPLoopback
  }

  let folder: String
  /// Nil when it has stopped: the directory is unlocked when nobody holds it any more.
  private(set) var parts: Parts?
  /// What was answered while it stopped.
  private var lastReplies: [(number: UInt64, reply: SimulatedReply)] = []

  /// - Parameter providers: the accounts of all its tenants; nil: it takes no payments.
  init(folder: String, options: StorageOptions, providers: ProviderSetup? = nil) throws {
    self.folder = folder
    let directory = try DataDirectory(path: folder, options: options)
    let workers = WorkerPool(threads: 0, depth: 1_000)
    let readiness = Readiness()
    readiness.value = true
    let clock = options.clock
    let payments = providers.map { given in
      let room = ProviderRoom(directory: directory, workers: workers, given: given)
      return (
        desk: PaymentDesk(breakers: BreakerBoard(monotonic: { clock.monotonic() }), reach: room.reach), providers: room
      )
    }
    let service = WalletService(
      directory: directory, workers: workers, log: SilentLog(), readiness: readiness,
      peers: PeerRules(daemonUser: 0, rules: [PeerRules.Rule(.user(Daemon.platform), .platform, reach: .everything)]),
      payments: payments, version: "simulated",
      openAPI: [],
      serverStatistics: { HTTPStatistics() })
    func loopback(_ uid: UInt32) throws -> HTTPLoopback {
      try HTTPLoopback(handler: service, limits: HTTPLimits(), peer: PeerCredentials(pid: 1, uid: uid, gid: uid))
    }
    parts = Parts(
      directory: directory, loopback: try loopback(Daemon.platform), administration: try loopback(0), workers: workers,
      payments: try payments.map { try Daemon.payments(directory, $0.desk, $0.providers, clock) })
  }

  private static func payments(
    _ directory: DataDirectory, _ desk: PaymentDesk, _ providers: ProviderRoom, _ clock: any LedgerClock
  ) throws -> PaymentRooms {
    let due = DueWorker(
      directory, desk, tenants: { directory.openTenants }, now: { clock.now() },
      isThreaded: false, report: { _, _ in })
    let ingress = IngressService(directory: directory, providers: providers, log: SilentLog(), wake: {})
    var limits = HTTPLimits()
    limits.bodyBytes = IngressService.bodyBytes
    return PaymentRooms(
      due: due,
      ingress: try HTTPLoopback(handler: ingress, limits: limits, peer: PeerCredentials(pid: 1, uid: 0, gid: 0)))
  }

  private static let platform: UInt32 = 7
  private static let administrative: UInt64 = 1 << 40

  private static func namesTenant(_ bytes: [UInt8]) -> Bool {
    String(decoding: bytes, as: UTF8.self).contains("\r\nWalletd-Tenant: ")
  }

  var running: Parts {
    guard let parts else { preconditionFailure("a daemon that has stopped is asked for nothing") }
    return parts
  }

  var directory: DataDirectory { running.directory }

  /// Hands over a request. What it is answered at once is returned; other answers come from `replies`.
  func send(_ bytes: [UInt8]) -> (number: UInt64, reply: SimulatedReply?) {
    let isOfTenant = Daemon.namesTenant(bytes)
    let loopback = isOfTenant ? running.loopback : running.administration
    let (own, refusal) = loopback.send(bytes)
    let number = isOfTenant ? own : own | Daemon.administrative
    if let refusal { return (number, SimulatedReply(refusal, folder: folder)) }
    // Only answers to this request can have come: all others were taken before.
    return (number, replies().first?.reply)
  }

  /// Serves every ledger that has something to do.
  func serveLedgers() { directory.runReady() }

  /// Does one of the things that wait for the disk.
  func work() -> Bool { running.workers.runOne() }

  func replies() -> [(number: UInt64, reply: SimulatedReply)] {
    guard let parts else {
      defer { lastReplies = [] }
      return lastReplies
    }
    let administrative = parts.administration.takeReplies().map { ($0.number | Daemon.administrative, $0.reply) }
    return (parts.loopback.takeReplies().map { ($0.number, $0.reply) } + administrative).map { number, reply in
      switch reply {
      case .response(let response): (number, SimulatedReply(response, folder: folder))
      case .dropped: (number, SimulatedReply(status: 500, isReplay: false, body: "the request was dropped"))
      }
    }
  }

  /// Counts the answers that were given and not taken.
  var countReplies: @Sendable () -> Int {
    { [one = running.loopback, other = running.administration] in one.waitingReplies + other.waitingReplies }
  }

  /// Where a tenant's ledger stands; nil where that is not known without opening it.
  func head(of tenant: String) -> Int64? { directory.tenant(tenant).flatMap { directory.sequence(of: $0.id) } }

  /// Where a tenant's ledger stands, opened if need be.
  func openedHead(of tenant: String) -> Int64? {
    head(of: tenant) ?? directory.tenant(tenant).flatMap { directory.ledger(of: $0.id) }?.head.sequence
  }

  var evictions: Int { Int(directory.openLedgers.evictions) }

  func tag(of tenant: String) -> UInt32? {
    directory.tenant(tenant).flatMap { directory.ledger(of: $0.id) }?.tag.rawValue
  }

  func isServed(_ tenant: String) -> Bool { directory.tenant(tenant).map { directory.trouble[$0.id] == nil } ?? false }

  var trouble: [String] { directory.trouble.map { "\($0.key): \($0.value)" }.sorted() }

  func ledgerPath(of tenant: String) -> String? {
    directory.tenant(tenant).map { "\(folder)/tenants/\($0.id.text)/ledger.db" }
  }

  /// Stops as the daemon does; false when it could not write what it wanted to.
  @discardableResult func stop() -> Bool {
    let isClean: Bool
    if case .success = Result(catching: { try directory.shutdown() }) { isClean = true } else { isClean = false }
    // Jobs that wait hold what they would have asked.
    while work() {}
    lastReplies = replies()
    parts = nil
    return isClean
  }
}

extension SimulatedReply {
  /// - Parameter folder: left out of what is said, since it is another one in every run.
  init(_ response: HTTPResponse, folder: String) {
    status = Int(response.status)
    isReplay = response.headers.contains { "\($0.name)" == "Idempotent-Replayed" }
    let text = String(decoding: response.body, as: UTF8.self)
    body = response.status < 500 ? text : text.replacing(folder, with: "~")
  }
}

private struct SilentLog: EventLog {
  func isEnabled(_ level: EventLevel) -> Bool { false }
  func record(_ level: EventLevel, _ event: StaticString, _ fields: [(name: StaticString, value: String)]) {}
}
