import API
import Glibc
import HTTPServer
import LedgerCore
import Payments
import Storage
import Tenancy
import Threads
import Vault

/// The daemon's own path with a provider that is in the same process and answers at once: what the daemon does about payments, without
/// the network and its client. This program started again by itself, with `variable` set, in the place of walletd; no other has it.
///
/// What is wired to what is as in the daemon (`Composition`), without a configuration and a log.
enum Stand {
  static let variable = "WALLETBENCH_STAND"

  static var isWanted: Bool { getenv(variable) != nil }

  static func run() throws {
    guard let socket = getenv("WALLETD_SOCKET").map({ String(cString: $0) }),
      let data = getenv("WALLETD_DATA").map({ String(cString: $0) })
    else { throw BenchFailure.usage("\(variable) is for this program itself") }
    var signals = blocked()
    umask(0o077)
    let directory = try DataDirectory(path: data, options: StorageOptions())
    let workers = WorkerPool(threads: 4, depth: 1_024)
    let provider = InstantProvider()
    let line = ProviderLine(provider)
    let ring = try KeyRing(folder: data + "/keys")
    _ = try ring.initialise()
    let vaults = SQLiteVaults(path: data, ring: ring, options: StorageOptions())
    directory.attach(vaults)
    let providers = ProviderRoom(directory: directory, vaults: vaults, workers: workers) { blueprint in
      ProviderAccount(StandAdapter(blueprint, provider), isActive: blueprint.isActive) { line.send($0, $1) }
    }
    let desk = PaymentDesk(breakers: BreakerBoard(monotonic: SystemClock().monotonic), reach: providers.reach)
    let clock = BelievedClock(SystemClock())
    let due = DueWorker(
      directory, desk, tenants: { directory.openTenants }, now: { clock.now() },
      report: { tenant, reason in StandardError.write("job trouble of \(tenant): \(reason)\n") })
    let readiness = Readiness()
    let service = WalletService(
      directory: directory, workers: workers, log: Nobody(), readiness: readiness, peers: PeerRules(daemonUser: geteuid()),
      vaults: vaults, payments: (desk, providers), version: "bench", serverStatistics: { HTTPStatistics() })
    let ingress = IngressService(directory: directory, providers: providers, log: Nobody(), wake: { due.wake() })
    var limits = HTTPLimits()
    limits.bodyBytes = IngressService.bodyBytes
    let servers = [
      try HTTPServer(listener: SocketListener.unix(path: socket), handler: service),
      try HTTPServer(listener: SocketListener.unix(path: Daemon.ingress(beside: socket)), limits: limits, handler: ingress),
    ]
    let threads = servers.map { server in
      Thread.start("http") {
        do { try server.run() } catch { StandardError.write("the stand ended: \(error)\n") }
      }
    }
    readiness.value = true
    while sigwaitinfo(&signals, nil) < 0 {}
    readiness.value = false
    service.endStreams()
    for server in servers { server.stop(grace: .seconds(5)) }
    for thread in threads { thread.join() }
    due.stop()
    line.close()
    workers.stop()
    try vaults.shutdown()
    try directory.shutdown()
  }

  /// SIGTERM and SIGINT, for this thread and all that it starts.
  private static func blocked() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTERM)
    sigaddset(&set, SIGINT)
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
    return set
  }

  private struct Nobody: EventLog {
    func isEnabled(_ level: EventLevel) -> Bool { false }
    func record(_ level: EventLevel, _ event: StaticString, _ fields: [(name: StaticString, value: String)]) {}
  }
}
