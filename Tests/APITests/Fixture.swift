import API
import Foundation
import Glibc
import HTTPServer
import JSON
import LedgerCore
import Payments
import Storage
import Synchronization
import Tenancy
import Vault
import WalletAPI

/// A daemon in this process: the real engine on a directory of its own, the real server on a socket of its own.
final class Daemon: Sendable {
  let folder: String
  let socketPath: String
  let directory: DataDirectory
  let events = RecordedEvents()
  let ring: KeyRing
  let vaults: SQLiteVaults
  let providers: ProviderRoom
  private let workers: WorkerPool
  private let server: HTTPServer
  let service: WalletService
  private let readiness: Readiness
  private let hasEnded = DispatchSemaphore(value: 0)
  private let hasStopped = Atomic(false)
  private let isKept = Atomic(false)

  /// - Parameters:
  ///   - tenant: the code of a tenant to begin with.
  ///   - withKey: whether its vault has a key from the beginning.
  ///   - folder: what another daemon has left; nil for a fresh one.
  ///   - takesPayments: whether the tenant has an account at a willing provider from the beginning.
  init(
    tenant: String? = "toko", in left: String? = nil, daemonUser: UInt32 = geteuid(), proxies: Set<UInt32> = [],
    withKey: Bool = true, takesPayments: Bool = false, streams: StreamLimits = StreamLimits(),
    adjust: (inout StorageOptions) -> Void = { _ in }
  ) throws {
    folder = left ?? "/tmp/walletd-api-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    mkdir(folder, 0o755)
    socketPath = folder + "/s"
    var options = StorageOptions()
    options.watch = BalanceWatch()
    adjust(&options)
    directory = try DataDirectory(path: folder + "/data", options: options)
    ring = try KeyRing(folder: folder + "/data/keys")
    if withKey, ring.state == .absent { _ = try ring.initialise() }
    vaults = SQLiteVaults(path: folder + "/data", ring: ring, options: options)
    directory.attach(vaults)
    workers = WorkerPool(threads: 2, depth: 64)
    readiness = Readiness()
    readiness.value = true
    var streams = streams
    // Many tests share the processor: what others use says nothing here.
    streams.restWhileBusy = 1
    var limits = HTTPLimits()
    limits.bodyBytes = 8 << 20
    providers = ProviderRoom(directory: directory, vaults: vaults, workers: workers) { blueprint in
      WillingProvider.account(blueprint)
    }
    service = WalletService(
      directory: directory, workers: workers, log: events, readiness: readiness, peers: PeerRules(daemonUser: daemonUser),
      proxies: proxies, vaults: vaults,
      payments: (PaymentDesk(breakers: BreakerBoard(monotonic: SystemClock().monotonic), reach: providers.reach), providers),
      bell: options.bell, streams: streams, version: "test",
      serverStatistics: { HTTPStatistics() })
    server = try HTTPServer(listener: try SocketListener.unix(path: socketPath), limits: limits, handler: service)
    let (server, hasEnded) = (server, hasEnded)
    Thread.detachNewThread {
      do { try server.run() } catch { fatalError("\(error)") }
      hasEnded.signal()
    }
    guard let tenant, left == nil else { return }
    _ = try directory.create(code: tenant, name: "Toko", key: "tenant \(tenant)")
    if takesPayments { try Caller(self, tenant: tenant).setProvider() }
  }

  deinit {
    stop()
    if !isKept.load(ordering: .relaxed) { try? FileManager.default.removeItem(atPath: folder) }
  }

  /// Stops as `walletd` does; what it has written stays for another one. Call it as the last thing.
  func leave() -> String {
    isKept.store(true, ordering: .relaxed)
    stop()
    return folder
  }

  private func stop() {
    guard !hasStopped.exchange(true, ordering: .relaxed) else { return }
    service.endStreams()
    server.stop(grace: .seconds(5))
    hasEnded.wait()
    workers.stop()
    do {
      try vaults.shutdown()
      try directory.shutdown()
    } catch { fatalError("\(error)") }
  }

  /// The last sequence of the tenant's ledger: unchanged means nothing was written.
  func sequence(_ tenant: String = "toko") -> Int64 {
    directory.tenant(tenant).flatMap { directory.ledger(of: $0.id) }?.head.sequence ?? -1
  }

  func setReady(_ value: Bool) { readiness.value = value }
}

final class RecordedEvents: EventLog {
  private let lines = Mutex<[String]>([])

  func isEnabled(_ level: EventLevel) -> Bool { true }

  func record(_ level: EventLevel, _ event: StaticString, _ fields: [(name: StaticString, value: String)]) {
    let line = (["\(level.name) \(event)"] + fields.map { "\($0.name)=\($0.value)" }).joined(separator: " ")
    lines.withLock { $0.append(line) }
  }

  var all: [String] { lines.withLock { $0 } }
}
