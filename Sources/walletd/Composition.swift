// What is wired to what. Read this first.
//
//   DataDirectory   every tenant's ledger: SQLite files, writers, readers     (Storage)
//   SQLiteVaults    every tenant's payment methods, under the key ring         (Storage, Vault)
//   WorkerPool      threads for requests that may wait for the disk           (API)
//   CommitBell      from whoever commits to whoever follows                   (Tenancy)
//   ProviderLines   how providers are spoken to, and over what                 (Providers, HTTPClient)
//   ProviderRoom    tenants' accounts there, out of ledgers and vaults         (API)
//   PaymentDesk     asks providers, and has the answers taken in              (Payments)
//   DueWorker       goes on with what is due                                  (API)
//   WalletService   routes, parses, submits, renders; serves streams          (API)
//   IngressService  takes providers' webhooks, on a socket of its own          (API)
//   HTTPServer      one thread, one socket                                    (HTTPServer)
//
// They start in this order and stop in the reverse one: the socket first, so that what was taken is answered by ledgers that
// are still there; the files last.

import API
import Glibc
import HTTPServer
import LedgerCore
import Payments
import Storage
import Synchronization
import Systemd
import Tenancy
import WalletAPI

/// The running daemon.
struct Composition {
  private let configuration: Configuration
  private let log: StandardErrorLog

  init(_ configuration: Configuration, log: StandardErrorLog) {
    self.configuration = configuration
    self.log = log
  }

  /// Serves until a signal says stop; returns after a clean stop.
  func run() throws {
    let signals = StopSignals.take()
    umask(0o077)

    var storage = configuration.storage
    storage.watch = BalanceWatch()
    let bounds = try Descriptors.take().bounds(
      storage, areLedgersSet: configuration.isOpenLedgersSet, areVaultsSet: configuration.isOpenVaultsSet)
    (storage.openLedgers, storage.openVaults) = (bounds.ledgers, bounds.vaults)
    storage.report = { [log] tenant, trouble in
      log.record(.error, "ledger not served", [("tenant", tenant.text), ("reason", trouble)])
    }
    let bell = CommitBell()
    storage.bell = bell
    let directory = try DataDirectory(path: configuration.dataPath, options: storage)
    let vaults = SQLiteVaults(
      path: configuration.dataPath, ring: try VaultKeys.ring(configuration, log), options: storage)
    directory.attach(vaults)
    let workers = WorkerPool(threads: configuration.workerThreads, depth: configuration.workerQueue)
    let readiness = Readiness()
    let statistics = ServerStatistics()
    let lines = ProviderLines()
    let providers = ProviderRoom(directory: directory, vaults: vaults, workers: workers) { lines.account($0) }
    let breakers = BreakerBoard(monotonic: SystemClock().monotonic)
    let desk = PaymentDesk(breakers: breakers, reach: providers.reach)
    let clock = BelievedClock(SystemClock())
    let due = DueWorker(
      directory, desk, tenants: { directory.openTenants.filter { directory.tenant(id: $0)?.status != .closed } },
      now: { clock.now() },
      report: { [log] tenant, reason in
        log.record(.warning, "job trouble", [("tenant", tenant.text), ("reason", reason)])
      })
    let webhooks = IngressCounts()
    let service = WalletService(
      directory: directory, workers: workers, log: log, readiness: readiness,
      peers: PeerRules(daemonUser: geteuid(), rules: configuration.principals), proxies: configuration.proxies,
      limits: configuration.requests, vaults: vaults, payments: (desk, providers), ingress: webhooks, bell: bell,
      streams: configuration.streams,
      version: ProductVersion.text, serverStatistics: { statistics.current })
    service.continueVaultRotation()
    let socket = try ControlSocket(configuration, log: log)
    let server = try HTTPServer(listener: socket.descriptor, limits: configuration.http, handler: service)
    statistics.follow(server)
    let serving = Serving(server, signals)
    let ingress = try Ingress(configuration, directory, providers, due, webhooks, signals, log)

    readiness.value = true
    Supervisor.notify(.ready, .status("serving \(socket.path)"))
    log.record(
      .info, "serving",
      [("version", ProductVersion.text), ("socket", socket.path), ("data", configuration.dataPath)])

    let stop = waitForStop(signals, serving, socket)
    log.record(.info, "stopping", [("because", stop)])
    Supervisor.notify(.stopping)
    readiness.value = false
    service.endStreams()
    ingress.stop(grace: .seconds(configuration.stopGraceSeconds))
    serving.stop(grace: .seconds(configuration.stopGraceSeconds))
    socket.remove()
    due.stop()
    lines.close()
    workers.stop()
    try vaults.shutdown()
    try directory.shutdown()
    log.record(.info, "stopped", [])
  }

  /// Waits for the first signal, telling the manager's watchdog meanwhile that the socket still answers. Returns why to stop.
  private func waitForStop(_ signals: StopSignals, _ serving: Serving, _ socket: ControlSocket) -> String {
    let watchdog = Supervisor.watchdogMicroseconds.map { Int64($0 / 2_000) }
    while true {
      switch signals.wait(milliseconds: watchdog) {
      case .stop(let signal): return signal == SIGINT ? "SIGINT" : "SIGTERM"
      case .woken: if let end = serving.end { return "the server ended: \(end)" }
      case .timeout: if LivenessProbe.answers(at: socket.path) { Supervisor.notify(.alive) }
      }
    }
  }
}

/// The server's counts for the service that the server itself needs to exist.
final class ServerStatistics: Sendable {
  private let server = Mutex<HTTPServer?>(nil)

  func follow(_ server: HTTPServer) { self.server.withLock { $0 = server } }

  var current: HTTPStatistics { server.withLock { $0?.statistics ?? HTTPStatistics() } }
}
