import Foundation
import JSON

/// A daemon that takes payments of one merchant and one wallet, through two simulated providers.
final class Checkout {
  static let tenant = "toko"
  static let midtransKey = "SB-Mid-server-ENDTOEND123"
  static let xenditKey = "xnd_development_ENDTOEND123"
  static let xenditToken = "callback-token-ENDTOEND123"

  let folder: Folder
  let midtrans: Simulator
  let xendit: Simulator
  let tenantID: String
  private(set) var daemon: Daemon
  private(set) var connection: Connection
  private let configuration: String
  private let clock: Preload
  private var offset: Int64 = 0
  private var keys = 0

  /// - Parameters:
  ///   - apart: each provider is a simulator of its own, so that one can go away.
  ///   - timeout: milliseconds for a call.
  ///   - accounts: whether the tenant has its accounts at both from the beginning.
  ///   - more: further settings of the daemon.
  init(
    apart: Bool = false, timeout: Int = 1_000, simulator arguments: [String] = ["--hold", "2500"], accounts: Bool = true,
    more: String = ""
  ) throws {
    let folder = try Folder()
    self.folder = folder
    let ingress = folder.file("ingress.sock")
    midtrans = try Simulator("midtrans", in: folder, ingress: ingress, arguments)
    xendit = apart ? try Simulator("xendit", in: folder, ingress: ingress, arguments) : midtrans
    configuration = "{ vault: { development: true }\(more) }"
    try Data(count: 4_096).write(to: URL(filePath: folder.file("offset")))
    clock = try Preload("clock-offset", ["CLOCK_OFFSET": folder.file("offset")])
    daemon = try Daemon(on: folder, configuration: configuration, environment: clock.environment)
    connection = try daemon.connect()
    tenantID = try connection.createTenant(Self.tenant)
    for (provider, url, key) in accounts
      ? [("midtrans", midtrans.url, Self.midtransKey), ("xendit", xendit.url, Self.xenditKey)] : []
    {
      let body = #"{"url":"\#(url)","timeout_ms":\#(timeout),"api_key":"\#(key)"}"#
      try expect(200, post("/v1/providers/\(provider)", body))
    }
    if accounts { try expect(200, post("/v1/providers/xendit/secrets", #"{"secret":"\#(Self.xenditToken)"}"#)) }
    try expect(201, post("/v1/merchants", #"{"merchant_id":"m1","fee_percent":"0.7","settlement_days":5}"#))
    try expect(201, post("/v1/wallets", #"{"wallet_id":"w1","currency":"IDR"}"#))
  }

  // MARK: Time

  func kill() { _ = daemon.end(by: SIGKILL) }

  func restart() throws {
    daemon = try Daemon(on: folder, configuration: configuration, environment: clock.environment)
    connection = try daemon.connect()
  }

  /// Time passes for the daemon, not for the providers. At most 250 seconds at once: a longer jump of its clock is not believed.
  func pass(_ seconds: Int64) throws {
    offset += seconds
    // In place: the daemon has the file mapped.
    let file = open(folder.file("offset"), O_WRONLY | O_CLOEXEC)
    defer { close(file) }
    var micros = offset * 1_000_000
    guard pwrite(file, &micros, 8, 0) == 8 else { throw RigFailure("the clock cannot be set") }
  }

  /// Time passes in steps, until something is so.
  func pass(_ seconds: Int64, times: Int = 12, until isSo: () throws -> Bool) throws -> Bool {
    for _ in 0..<times {
      try pass(seconds)
      if try Patience.wait(.milliseconds(1_500), until: isSo) { return true }
    }
    return false
  }

  // MARK: Asking

  func key() -> String {
    keys += 1
    return "key-\(keys)"
  }

  @discardableResult
  func expect(_ status: Int, _ reply: Reply) throws -> Reply {
    guard reply.status == status else { throw RigFailure("not \(status): \(reply.status) \(reply.text)") }
    return reply
  }

  func post(_ path: String, _ body: String = "{}", key: String? = nil) throws -> Reply {
    try connection.ask(.post(path, tenant: Self.tenant, key: key ?? self.key(), body))
  }

  func get(_ path: String) throws -> JSONValue {
    try expect(200, connection.ask(.get(path, tenant: Self.tenant))).json()
  }

  /// All records of a list, newest first.
  func list(_ path: String) throws -> [JSONValue] { try connection.list(path, tenant: Self.tenant) }

  /// Makes an intent and answers its id.
  func intent(
    _ amount: Int64 = 1_000_000, _ method: String = #"{"type":"qris"}"#, payee: String = #""merchant_id":"m1""#,
    _ more: String = ""
  ) throws -> String {
    let body = #"{\#(payee),"amount":\#(amount),"currency":"IDR","payment_method":\#(method)\#(more)}"#
    return try text(expect(201, post("/v1/payment_intents", body)).json(), "payment_intent_id")
  }

  func confirm(_ intent: String, _ body: String = "{}", key: String? = nil) throws -> Reply {
    try post("/v1/payment_intents/\(intent)/confirm", body, key: key)
  }

  /// Confirms, and answers the code that the customer scans.
  func code(of intent: String, key: String? = nil) throws -> String {
    let json = try expect(200, confirm(intent, key: key)).json()
    guard json["status"]?.stringValue == "requires_action", let code = json["next_action"]?["qr_string"]?.stringValue else {
      throw RigFailure("no code: \(json)")
    }
    return code
  }

  /// An intent that a customer has paid, until the daemon knows.
  func paid(_ amount: Int64 = 1_000_000) throws -> (intent: String, payment: String) {
    let intent = try intent(amount)
    try midtrans.pay(code(of: intent))
    let payment = try payment(of: intent)
    guard try Patience.wait(.seconds(10), until: { try status(payment) == "captured" }) else {
      throw RigFailure("nobody heard of a payment: \(try get("/v1/payments/\(payment)"))")
    }
    return (intent, payment)
  }

  // MARK: Looking

  func text(_ json: JSONValue, _ name: String) throws -> String {
    guard let text = json[name]?.stringValue else { throw RigFailure("no \(name): \(json)") }
    return text
  }

  func payment(of intent: String) throws -> String { try text(get("/v1/payment_intents/\(intent)"), "payment") }
  func status(_ payment: String) throws -> String { try text(get("/v1/payments/\(payment)"), "status") }
  func state(_ intent: String) throws -> String { try text(get("/v1/payment_intents/\(intent)"), "intent_status") }

  /// Statuses of an intent's attempts by provider, the oldest first: `midtrans not_sent`.
  func attempts(of intent: String) throws -> [String] {
    try list("/v1/attempts?intent=\(intent)").reversed().map {
      "\($0["provider"]?.stringValue ?? "?") \($0["status"]?.stringValue ?? "?")"
    }
  }

  /// What is posted on an account: debits less credits; zero where there is none.
  func debit(_ code: String) throws -> Int64 {
    let counters = try connection.counters(tenant: Self.tenant)[code] ?? Counters()
    return counters.debitsPosted - counters.creditsPosted
  }

  func credit(_ code: String) throws -> Int64 { try -debit(code) }
}

extension Connection {
  /// All of a list's pages.
  func list(_ path: String, tenant: String) throws -> [JSONValue] {
    var found: [JSONValue] = []
    var cursor: String?
    let mark = path.contains("?") ? "&" : "?"
    repeat {
      let reply = try ask(.get(path + mark + "limit=100" + (cursor.map { "&cursor=" + $0 } ?? ""), tenant: tenant))
      guard reply.status == 200 else { throw RigFailure("no list \(path): \(reply.text)") }
      let page = try reply.json()
      found += page["data"]?.arrayValue ?? []
      cursor = page["cursor"]?.stringValue
    } while cursor != nil
    return found
  }
}
