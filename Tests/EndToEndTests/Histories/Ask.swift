/// What a client of a history asks for.
enum Ask: Sendable {
  case transfer(Move)
  /// Several postings, all or none.
  case transaction([Move])
  case hold(Move)
  case capture(hold: String, amount: Int64?, isFinal: Bool)
  case release(hold: String)
  case batch([Item], isAtomic: Bool)
  // Reads.
  case balance(Int)
  case balances
  case entries(Int, limit: Int)
  case holdState(String)
  case head

  struct Move: Sendable {
    let debit: Int
    let credit: Int
    let amount: Int64

    var fields: String {
      #""debit":"\#(Stage.code(debit))","credit":"\#(Stage.code(credit))","amount":\#(amount),"currency":"IDR""#
    }
  }

  enum Item: Sendable {
    case transfer(Move), hold(Move)

    var move: Move {
      switch self {
      case .transfer(let move), .hold(let move): move
      }
    }
  }

  var isRead: Bool {
    switch self {
    case .transfer, .transaction, .hold, .capture, .release, .batch: false
    case .balance, .balances, .entries, .holdState, .head: true
    }
  }

  func request(key: String) -> Request {
    func post(_ path: String, _ body: String) -> Request { .post(path, tenant: Stage.tenant, key: key, body) }
    func get(_ path: String) -> Request { .get(path, tenant: Stage.tenant) }
    switch self {
    case .transfer(let move): return post("/v1/transfers", "{\(move.fields)}")
    case .transaction(let moves):
      return post("/v1/transactions", #"{"postings":[\#(moves.map { "{\($0.fields)}" }.joined(separator: ","))]}"#)
    case .hold(let move): return post("/v1/holds", "{\(move.fields)}")
    case .capture(let hold, let amount, let isFinal):
      return post("/v1/holds/\(hold)/capture", "{\(amount.map { #""amount":\#($0),"# } ?? "")\"final\":\(isFinal)}")
    case .release(let hold): return post("/v1/holds/\(hold)/release", "{}")
    case .batch(let items, let isAtomic):
      let bodies = items.map { item in
        switch item {
        case .transfer(let move): #"{"type":"transfer",\#(move.fields)}"#
        case .hold(let move): #"{"type":"hold",\#(move.fields)}"#
        }
      }
      return post("/v1/batches", #"{"atomic":\#(isAtomic),"items":[\#(bodies.joined(separator: ","))]}"#)
    case .balance(let account): return get("/v1/accounts/\(Stage.code(account))")
    case .balances: return get("/v1/accounts?limit=100")
    case .entries(let account, let limit): return get("/v1/accounts/\(Stage.code(account))/entries?limit=\(limit)")
    case .holdState(let hold): return get("/v1/holds/\(hold)")
    case .head: return get("/v1/head")
    }
  }
}

/// The accounts of a history: one that all clients want, and a few others.
enum Stage {
  static let tenant = "toko"
  static let hot = 1

  /// Code, class, limit as it is sent, floor.
  static let accounts: [(code: String, accountClass: String, limit: String, floor: Int64?)] = [
    ("bank", "asset", #""none""#, nil),
    ("hot", "liability", #""no_overdraft""#, 0),
    ("wallet:2", "liability", #""no_overdraft""#, 0),
    ("wallet:3", "liability", #"{"floor":-700}"#, -700),
    ("wallet:4", "liability", #""none""#, nil),
    ("till", "asset", #""no_overdraft""#, 0),
    ("drawer", "asset", #"{"floor":-300}"#, -300),
  ]

  static func code(_ account: Int) -> String { accounts[account].code }
}
