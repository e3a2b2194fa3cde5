/// What a client can ask of the ledger in this test. Accounts are numbered: 0 is the bank, the others are wallets.
enum Work: Sendable {
  case transfer(Movement)
  /// Transfers and holds; the holds of a batch stay open.
  case batch([Item], isAtomic: Bool)
  case hold(Movement)
  /// `remaining` is what the hold still reserved before.
  case capture(hold: String, Movement, remaining: Int64, isFinal: Bool)
  case release(hold: String, Movement, remaining: Int64)

  struct Movement: Sendable {
    let debit: Int
    let credit: Int
    let amount: Int64

    /// The members of a JSON object, less its braces.
    var fields: String {
      #""debit":"\#(Cast.code(debit))","credit":"\#(Cast.code(credit))","amount":\#(amount),"currency":"IDR""#
    }
  }

  enum Item: Sendable {
    case transfer(Movement), hold(Movement)

    var body: String {
      switch self {
      case .transfer(let movement): #"{"type":"transfer",\#(movement.fields)}"#
      case .hold(let movement): #"{"type":"hold",\#(movement.fields)}"#
      }
    }
  }

  func request(key: String) -> Request {
    switch self {
    case .transfer(let movement): .post("/v1/transfers", tenant: Cast.tenant, key: key, "{\(movement.fields)}")
    case .batch(let items, let isAtomic):
      .post(
        "/v1/batches", tenant: Cast.tenant, key: key,
        #"{"atomic":\#(isAtomic),"items":[\#(items.map(\.body).joined(separator: ","))]}"#)
    case .hold(let movement): .post("/v1/holds", tenant: Cast.tenant, key: key, "{\(movement.fields)}")
    case .capture(let hold, let movement, _, let isFinal):
      .post(
        "/v1/holds/\(hold)/capture", tenant: Cast.tenant, key: key, #"{"amount":\#(movement.amount),"final":\#(isFinal)}"#)
    case .release(let hold, _, _): .post("/v1/holds/\(hold)/release", tenant: Cast.tenant, key: key, "{}")
    }
  }
}

/// Who takes part: one tenant, a bank without a limit, wallets that cannot be overdrawn.
enum Cast {
  static let tenant = "toko"
  static let accounts = 25

  static func code(_ account: Int) -> String { account == 0 ? "bank" : "wallet:\(account)" }

  static func open(on connection: Connection) throws -> String {
    let id = try connection.createTenant(tenant)
    try connection.openAccount(code(0), tenant: tenant, class: "asset", limit: "none")
    for account in 1..<accounts { try connection.openAccount(code(account), tenant: tenant) }
    return id
  }
}
