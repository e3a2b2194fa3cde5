import Glibc
import JSON
import LedgerCore
import WalletClient

/// What a doctor looks at: a daemon behind its socket, and the directory its data are in. Each question is asked once.
final class Patient {
  let session: Session
  let socketPath: String
  let dataPath: String
  /// Whether somebody named the data directory, or it is only the default.
  let isDataNamed: Bool
  /// The wall clock of this machine, when the examination began.
  let now: Timestamp
  /// Tenants whose ledgers are looked into: more would make the daemon open and close them all.
  static let mostTenants = 20

  private var isAway: CommandFailure?
  private var answers: [String: Result<ClientReply, CommandFailure>] = [:]

  init(_ session: Session) {
    self.session = session
    socketPath = session.socketPath
    let named = session.invocation.value("data") ?? session.environment["WALLETD_DATA"].flatMap { $0.isEmpty ? nil : $0 }
    dataPath = named ?? "/var/lib/walletd"
    isDataNamed = named != nil
    now = Patient.wallClock()
  }

  /// The process at the other end of the socket; nil where nobody is.
  private(set) lazy var peer: SocketPeer? = SocketPeer(path: socketPath)

  // MARK: Asking

  /// Asks the daemon. Once it does not answer it is asked nothing more.
  func get(_ path: String, query: [(name: String, value: String?)] = [], tenant: String? = nil) throws(CommandFailure)
    -> JSONValue
  {
    try session.json(try reply(path, query: query, tenant: tenant))
  }

  func reply(
    _ path: String, query: [(name: String, value: String?)] = [], tenant: String? = nil
  ) throws(CommandFailure) -> ClientReply {
    if let isAway { throw isAway }
    var request = ClientRequest.get(path, query: query)
    if let tenant { request.headers.append((name: "Walletd-Tenant", value: tenant)) }
    let name = "\(tenant ?? "") \(request.target)"
    let answer = answers[name] ?? Result { () throws(CommandFailure) in try session.send(request) }
    answers[name] = answer
    if case .failure(let failure) = answer, failure.exit == .unreachable { isAway = failure }
    return try answer.get()
  }

  /// The daemon's counters.
  func metrics() throws(CommandFailure) -> MetricsText {
    MetricsText(String(decoding: try reply("/metrics").body, as: UTF8.self))
  }

  /// The codes of the tenants that are looked into, and whether there are more. With an API key the tenant is the key's: nil.
  func tenants() throws(CommandFailure) -> (codes: [String?], isAll: Bool) {
    if session.keyFile != nil { return ([nil], true) }
    if let tenant = session.tenant { return ([tenant], true) }
    let page = try get("/v1/tenants", query: [("limit", "\(Patient.mostTenants)")])
    let codes = (page["data"]?.arrayValue ?? []).map { $0.text(at: "code") }
    return (codes, page["has_more"]?.boolValue != true)
  }

  private static func wallClock() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }
}
