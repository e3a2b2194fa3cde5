import JSON

/// A daemon whose books are the same each time: what is shown of them can be compared letter by letter.
struct TerminalShop {
  let shop: Shop

  init() throws {
    shop = try Shop()
    for (key, body) in [
      ("t1", #"{"debit":"alice","credit":"bob","amount":250000,"currency":"IDR","reference":"order-17"}"#),
      ("t2", #"{"debit":"bank","credit":"bob","amount":2500000000,"currency":"IDR","reference":"sale of a boat"}"#),
      ("t3", #"{"debit":"bob","credit":"alice","amount":12345,"currency":"IDR","reference":"Überweisung 金"}"#),
    ] {
      guard try shop.post("/v1/transfers", key, body).status == 201 else { throw RigFailure("\(key) was refused") }
    }
    try hold("h1", "alice", 100_000, "booking-4")
    try hold("h2", "bob", 1_500_000_000, "payout")
  }

  func hold(_ key: String, _ account: String, _ amount: Int64, _ reference: String) throws {
    let body = #"{"debit":"\#(account)","credit":"bank","amount":\#(amount),"currency":"IDR","reference":"\#(reference)"}"#
    guard try shop.post("/v1/holds", key, body).status == 201 else { throw RigFailure("\(key) was refused") }
  }

  func get(_ path: String) throws -> JSONValue { try shop.connection.ask(.get(path, tenant: Shop.tenant)).json() }

  func balance(_ account: String, _ name: String = "posted") throws -> Int64? {
    try get("/v1/accounts/\(account)?currency=IDR")[name]?.integerValue
  }

  func openHolds() throws -> [String] {
    (try get("/v1/holds?status=open")["data"]?.arrayValue ?? []).compactMap { $0["reference"]?.stringValue }
  }

  func audited() throws -> [String] {
    (try get("/v1/audit?limit=100")["data"]?.arrayValue ?? []).compactMap { $0["action"]?.stringValue }
  }
}
