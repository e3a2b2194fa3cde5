// The walk of a request through the API:
//
//   the server has read it whole → the route table → who is it → for which tenant → the operation's own file: parse, submit or
//   read → the ledger answers, on a thread of its own → the reply is rendered on the server's thread.
//
// That order is also the order in which mistakes are answered. `handle` runs on the server's one thread and never waits: what
// may wait for a disk goes to the worker pool.

package import HTTPServer
import JSON
import LedgerCore
package import Payments
package import Tenancy
package import Vault
import WalletAPI

/// The API of the daemon: everything that `control.sock` answers.
package final class WalletService: HTTPHandler {
  let directory: any TenantDirectory
  /// Nil in a daemon without a vault: then it is absent.
  let vaults: (any VaultDirectory)?
  /// What providers are asked through.
  let desk: PaymentDesk
  /// What tenants have set up at providers.
  let providers: ProviderRoom
  /// What came from providers, for `/metrics`.
  let ingress: IngressCounts
  let streams: EventHub
  let workers: WorkerPool
  let log: any EventLog
  let readiness: Readiness
  let traffic = Traffic()
  let refusals = KeyRefusals()
  let serverStatistics: @Sendable () -> HTTPStatistics
  let openAPI: [UInt8]
  let version: String
  let authenticator: Authenticator
  let meters: Meters
  /// Who may call each operation.
  let accesses: [Route.Access]
  private let carriesSecrets: [Bool]
  private let router = Router()
  private let requestIDs = RequestSequence()
  /// The names of each operation's query parameters.
  private let queryNames: [[String]]

  /// - Parameters:
  ///   - peers: who is who among the peers of the socket.
  ///   - proxies: users whose `X-Forwarded-For` is believed.
  ///   - limits: for tenants and keys that have none of their own.
  ///   - vaults: where payment methods are kept.
  ///   - payments: what providers are asked through, and what tenants have set up there; nil: this daemon speaks to none.
  ///   - ingress: what came from providers.
  ///   - bell: rung by the directory and the vaults after each commit.
  ///   - openAPI: the document to serve; nil: made here, once for each service.
  ///   - serverStatistics: the server's counts, for `/metrics`.
  package init(
    directory: any TenantDirectory, workers: WorkerPool, log: any EventLog, readiness: Readiness, peers: PeerRules,
    proxies: Set<UInt32> = [], limits: RequestLimits = .none, vaults: (any VaultDirectory)? = nil,
    payments: (desk: PaymentDesk, providers: ProviderRoom)? = nil, ingress: IngressCounts = IngressCounts(),
    bell: CommitBell = CommitBell(), streams: StreamLimits = StreamLimits(), version: String,
    openAPI: [UInt8]? = nil,
    serverStatistics: @escaping @Sendable () -> HTTPStatistics
  ) {
    self.directory = directory
    self.vaults = vaults
    let providers =
      payments?.providers ?? ProviderRoom(directory: directory, vaults: vaults, workers: workers) { _ in nil }
    self.providers = providers
    desk = payments?.desk ?? PaymentDesk(breakers: BreakerBoard(monotonic: { 0 }), reach: providers.reach)
    self.ingress = ingress
    self.workers = workers
    self.log = log
    self.readiness = readiness
    self.streams = EventHub(directory: directory, bell: bell, limits: streams, log: log)
    meters = Meters(limits)
    authenticator = Authenticator(
      directory: directory, peers: peers, proxies: proxies, meters: meters,
      failures: FailedKeys(rate: limits.failedKeysPerSecond))
    accesses = OperationID.allCases.map { $0.route.access }
    carriesSecrets = OperationID.allCases.map { $0.route.carriesSecrets }
    self.version = version
    self.serverStatistics = serverStatistics
    self.openAPI = openAPI ?? OpenAPIDocument.make(version: version).encode()
    queryNames = OperationID.allCases.map { $0.route.parameters.filter { $0.place == .query }.map(\.name) }
  }

  package func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
    let identity = RequestIdentity(request, sequence: requestIDs)
    switch router.match(request.method, request.path) {
    case .found(let operation, let argument):
      let exchange = Exchange(request, identity, operation, responder, traffic: traffic, log: log)
      do throws(Problem) {
        try answer(operation, argument, exchange)
        // Read by now; what was worth keeping is in protected memory.
        if carriesSecrets[operation.index] { request.wipeBody() }
      } catch {
        // Nothing was taken from it, whatever stands in it.
        request.wipeBody()
        if error.refusedKey != nil { noteRefusal(error, exchange) }
        exchange.refuse(error)
      }
    case .wrongMethod(let allow):
      request.wipeBody()
      Exchange(request, identity, nil, responder, traffic: traffic, log: log).refuse(
        Problem(.methodNotAllowed, "This path takes \(allow), not \(request.method.name.prefix(32)).", allow: allow))
    case .nothing:
      request.wipeBody()
      Exchange(request, identity, nil, responder, traffic: traffic, log: log).refuse(
        Problem(.routeNotFound, "There is nothing at this path; GET /openapi.json lists what there is."))
    }
  }

  package func turnEnded() { directory.wakeWriters() }

  package func answer(to failure: HTTPFailure) -> HTTPResponse {
    let problem = Problem(failure)
    let identity = RequestIdentity(sequence: requestIDs)
    let level: EventLevel = problem.code.status >= 500 ? .warning : .debug
    if log.isEnabled(level) {
      log.record(
        level, "request refused",
        [("request_id", identity.text), ("status", String(problem.code.status)), ("code", problem.code.rawValue)])
    }
    return problem.response(for: identity)
  }

  private func answer(_ operation: OperationID, _ argument: Text, _ exchange: Exchange) throws(Problem) {
    try SingleHeaders.check(exchange.request)
    let caller = try authorize(operation, exchange)
    let query = try Query(exchange.request.query, allowed: queryNames[operation.index])
    try dispatch(operation, Call(exchange: exchange, argument: argument, query: query, caller: caller, operation: operation))
  }
}
