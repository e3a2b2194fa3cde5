/// A tenant with 10,000 funded wallets, and what its books must say.
///
/// Every wallet is a liability that may not be overdrawn, so that each transfer has a limit to be checked against; all are funded
/// from one account at the start, with so much that none of these checks fails.
struct Wallets {
  private static let source = "bank:float"
  private static let funding = 1_000_000_000_000
  private static let setupConnections = 64

  let tenant: String
  private let socketPath: String
  /// The sum of all amounts posted so far, and of all holds that are open.
  private var posted = 0
  private var reserved = 0

  /// Creates the tenant and opens and funds its accounts.
  init(tenant: String, on daemon: Daemon) throws {
    try Call.succeed(
      daemon.socketPath, "POST", "/v1/tenants", key: "tenant-" + tenant, body: #"{"code":"\#(tenant)","name":"Benchmark"}"#)
    try self.init(in: tenant, on: daemon)
  }

  /// Opens and funds the accounts of a tenant that there is.
  init(in tenant: String, on daemon: Daemon) throws {
    self.tenant = tenant
    socketPath = daemon.socketPath
    try Call.succeed(
      socketPath, "POST", "/v1/accounts", tenant: tenant, key: "open-" + Self.source,
      body: #"{"code":"\#(Self.source)","currency":"IDR","class":"asset","limit":"none"}"#)
    let load = try Load(path: socketPath, connections: Self.setupConnections)
    var opening = OnceEach(
      "POST", "/v1/accounts", tenant: tenant, key: "open-",
      body: #"{"code":"wallet:00000","currency":"IDR","class":"liability","limit":"no_overdraft"}"#)
    _ = try load.run(&opening)
    var funding = OnceEach(
      "POST", "/v1/transfers", tenant: tenant, key: "fund-",
      body: #"{"debit":"\#(Self.source)","credit":"wallet:00000","amount":\#(Self.funding),"currency":"IDR"}"#)
    _ = try load.run(&funding)
    posted = Self.funding * Field.accounts
  }

  /// Sets limits for the tenant.
  func limit(requestsPerSecond: Int, concurrent: Int) throws {
    try Call.succeed(
      socketPath, "POST", "/v1/tenants/\(tenant)/settings", key: "limit-\(tenant)-\(requestsPerSecond)",
      body: #"{"requests_per_second":\#(requestsPerSecond),"concurrent_requests":\#(concurrent)}"#)
  }

  /// Makes an API key of the tenant.
  func makeKey(_ name: String, requestsPerSecond: Int? = nil) throws -> String {
    let limit = requestsPerSecond.map { #","requests_per_second":\#($0)"# } ?? ""
    let made = try Call.succeed(
      socketPath, "POST", "/v1/keys", tenant: tenant, key: "key-" + name, body: #"{"name":"\#(name)"\#(limit)}"#)
    guard let start = made.firstRange(of: #""secret":""#)?.upperBound else {
      throw BenchFailure.unexpectedAnswer("a new API key comes without its secret")
    }
    return String(made[start...].prefix { $0 != "\"" })
  }

  /// Notes what a load was told has been posted, and what it left reserved.
  mutating func expect(posted: Int, reserved: Int = 0) {
    self.posted += posted
    self.reserved += reserved
  }

  /// Reads every account and compares the sums with what was acknowledged: nothing lost, nothing done twice.
  func verify() throws {
    var sums = CounterSums(OnceEach("GET", "/v1/accounts/wallet:00000", tenant: tenant, key: nil, body: ""))
    _ = try Load(path: socketPath, connections: Self.setupConnections).run(&sums)
    let source = try Call.succeed(socketPath, "GET", "/v1/accounts/" + Self.source, tenant: tenant)
    try Array(source.utf8).withUnsafeBytes { try sums.add($0) }
    let found = [sums.debitsPosted, sums.creditsPosted, sums.debitsPending, sums.creditsPending]
    let wanted = [posted, posted, reserved, reserved]
    guard found == wanted else {
      throw BenchFailure.wrongTotals(
        "debits and credits posted, debits and credits pending are \(found) over all accounts of \(tenant), acknowledged were \(wanted)"
      )
    }
  }
}
