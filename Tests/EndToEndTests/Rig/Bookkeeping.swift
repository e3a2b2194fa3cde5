import JSON

/// Setting a scene over the socket: tenants, accounts, reading balances.
extension Connection {
  /// Creates a tenant and returns its id.
  @discardableResult
  func createTenant(_ code: String) throws -> String {
    let reply = try ask(.post("/v1/tenants", key: "tenant-" + code, #"{"code":"\#(code)","name":"\#(code)"}"#))
    guard reply.status == 201, let id = try reply.json()["id"]?.stringValue else { throw RigFailure("no tenant: \(reply.text)") }
    return id
  }

  /// Opens an account and returns its id.
  @discardableResult
  func openAccount(
    _ code: String, tenant: String, currency: String = "IDR", class accountClass: String = "liability",
    limit: String = "no_overdraft"
  )
    throws -> String
  {
    let body = #"{"code":"\#(code)","currency":"\#(currency)","class":"\#(accountClass)","limit":"\#(limit)"}"#
    let reply = try ask(.post("/v1/accounts", tenant: tenant, key: "account-\(code)-\(currency)", body))
    guard reply.status == 201, let id = try reply.json()["id"]?.stringValue else { throw RigFailure("no account: \(reply.text)") }
    return id
  }

  /// All accounts of a tenant, by code.
  func counters(tenant: String) throws -> [String: Counters] {
    var found: [String: Counters] = [:]
    var cursor: String?
    repeat {
      let reply = try ask(.get("/v1/accounts?limit=100" + (cursor.map { "&cursor=" + $0 } ?? ""), tenant: tenant))
      let page = try reply.json()
      for account in page["data"]?.arrayValue ?? [] {
        guard let code = account["code"]?.stringValue else { continue }
        found[code] = try Counters(account)
      }
      cursor = page["cursor"]?.stringValue
    } while cursor != nil
    return found
  }

  /// The sequence of the ledger's last row.
  func headSequence(tenant: String) throws -> Int64 {
    guard let sequence = try ask(.get("/v1/head", tenant: tenant)).json()["sequence"]?.integerValue else {
      throw RigFailure("a head without a sequence")
    }
    return sequence
  }
}

/// The four counters of an account, in minor units.
struct Counters: Equatable, Sendable {
  var debitsPosted: Int64 = 0
  var creditsPosted: Int64 = 0
  var debitsPending: Int64 = 0
  var creditsPending: Int64 = 0

  init() {}

  init(_ account: JSONValue) throws {
    func counter(_ name: String) throws -> Int64 {
      guard let value = account[name]?.integerValue else { throw RigFailure("an account without \(name): \(account)") }
      return value
    }
    debitsPosted = try counter("debits_posted")
    creditsPosted = try counter("credits_posted")
    debitsPending = try counter("debits_pending")
    creditsPending = try counter("credits_pending")
  }
}
