/// A daemon with a tenant, a bank and two wallets, of which Alice's has Rp10.000.
struct Shop {
  static let tenant = "toko"
  let folder: Folder
  private(set) var daemon: Daemon
  private(set) var connection: Connection
  let tenantID: String

  init() throws {
    folder = try Folder()
    daemon = try Daemon(on: folder)
    connection = try daemon.connect()
    tenantID = try connection.createTenant(Shop.tenant)
    try connection.openAccount("bank", tenant: Shop.tenant, class: "asset", limit: "none")
    for code in ["alice", "bob"] { try connection.openAccount(code, tenant: Shop.tenant) }
    try connection.openAccount("alice", tenant: Shop.tenant, currency: "USD")
    try connection.openAccount("dollars", tenant: Shop.tenant, currency: "USD", class: "asset", limit: "none")
    guard
      try post("/v1/transfers", "funds", #"{"debit":"bank","credit":"alice","amount":1000000,"currency":"IDR"}"#).status == 201
    else {
      throw RigFailure("no funds")
    }
  }

  func post(_ path: String, _ key: String?, _ body: String) throws -> Reply {
    try connection.ask(.post(path, tenant: Shop.tenant, key: key, body))
  }

  func head() throws -> Int64 { try connection.headSequence(tenant: Shop.tenant) }

  mutating func restart(by signal: Int32) throws -> Child.End {
    let end = daemon.end(by: signal)
    try startAgain()
    return end
  }

  /// After the daemon has ended.
  mutating func startAgain(patience: Duration = .seconds(60)) throws {
    daemon = try Daemon(on: folder, patience: patience)
    connection = try daemon.connect()
  }
}
