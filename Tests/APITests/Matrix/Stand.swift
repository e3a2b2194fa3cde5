import Foundation
import HTTPServer
import LedgerCore
import Payments
import Storage
import Tenancy
import Vault
import WalletAPI

@testable import API

/// The service less its sockets, on one thread: two tenants with the same books, and callers of every kind that reach the first only.
final class Stand {
  /// Somebody who calls, and what the table of permissions lets them do.
  struct Caller {
    let name: String
    let uid: UInt32
    var key: [UInt8]?
    let may: (Permission) -> Bool
    var isNobody = false
  }

  /// What an id in a request names.
  enum Kind: CaseIterable {
    case own, foreign, unknown, malformed
  }

  /// The ids of one tenant.
  struct Books {
    let tenant: Tenant
    var account = ""
    var transaction = ""
    var hold = ""
    var key = ""
    var token = ""
    /// That an account was opened.
    var event = ""
    var merchant = ""
    var wallet = ""
    var bonus = ""
    var customer = ""
    var monitor = ""
    var payout = ""
    /// Paid, with its payment, of which a part was given back.
    var intent = ""
    var payment = ""
    var refund = ""
    var attempt = ""
    var delivery = ""
    var settlement = ""
    /// That webhooks of its account are known by.
    var providerSecret = ""
    /// The reading of the webhook.
    var job = ""
  }

  struct Answer: Equatable {
    let status: UInt16
    let code: String
    /// Without the request id.
    let body: String
  }

  let folder: String
  let directory: DataDirectory
  private let workers = WorkerPool(threads: 0, depth: 10_000)
  private let service: WalletService
  private let vaults: SQLiteVaults
  private(set) var ours: Books
  private(set) var theirs: Books
  private(set) var callers: [Caller] = []
  private var requests = 0

  static let root: UInt32 = 0
  private static var streams: StreamLimits {
    var limits = StreamLimits()
    limits.hasThread = false
    return limits
  }
  private static let nobody: UInt32 = 65_534
  private static func uid(_ role: Role) -> UInt32 { 2_000 + UInt32(Role.allCases.firstIndex(of: role) ?? 99) }

  init() throws {
    folder = "/tmp/walletd-matrix-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    mkdir(folder, 0o755)
    var options = StorageOptions()
    options.writerThreads = 0
    options.vaultThreads = 0
    options.syncsEachCommit = false
    directory = try DataDirectory(path: folder + "/data", options: options)
    ours = Books(tenant: try directory.create(code: "ours", name: "Ours", key: "1").tenant)
    theirs = Books(tenant: try directory.create(code: "theirs", name: "Theirs", key: "2").tenant)
    _ = try directory.create(code: "spare", name: "Spare", key: "3")
    let roles = Role.allCases.filter { $0 != .platform }
    let ring = try KeyRing(folder: folder + "/data/keys")
    _ = try ring.initialise()
    vaults = SQLiteVaults(path: folder + "/data", ring: ring, options: options)
    directory.attach(vaults)
    let readiness = Readiness()
    readiness.value = true
    let providers = ProviderRoom(directory: directory, vaults: vaults, workers: workers) { WillingProvider.account($0) }
    service = WalletService(
      directory: directory, workers: workers, log: Mute(), readiness: readiness,
      peers: PeerRules(
        daemonUser: Stand.root,
        rules: roles.map { PeerRules.Rule(.user(Stand.uid($0)), $0, reach: .named(["ours", "spare", "fresh"])) }),
      vaults: vaults,
      payments: (PaymentDesk(breakers: BreakerBoard(monotonic: { 0 }), reach: providers.reach), providers),
      streams: Stand.streams, version: "test", serverStatistics: { HTTPStatistics() })
    callers = roles.map { role in
      Caller(name: role.rawValue, uid: Stand.uid(role), may: { $0.roles.contains(role) })
    }
    callers.append(Caller(name: "nobody", uid: Stand.nobody, may: { _ in false }, isNobody: true))
    func key(_ name: String, _ scopes: [Permission]) throws -> Caller {
      let made = try makeKey(name, scopes, of: ours.tenant)
      return Caller(
        name: "key \(name)", uid: Stand.nobody, key: made.secret, may: { scopes.contains($0) && $0.roles.contains(.platform) })
    }
    let platforms = Permission.allCases.filter { $0.roles.contains(.platform) }
    callers.append(try key("of everything", Permission.allCases))
    callers.append(try key("of nothing", []))
    for permission in platforms { callers.append(try key(permission.rawValue, [permission])) }
    try fill(&ours)
    try fill(&theirs)
  }

  deinit {
    do {
      try vaults.shutdown()
      try directory.shutdown()
    } catch { print("\(error)") }
    try? FileManager.default.removeItem(atPath: folder)
  }

  func makeKey(_ name: String, _ scopes: [Permission], of tenant: Tenant) throws -> (id: String, secret: [UInt8]) {
    let reply = try directory.administer(
      .createKey(NewKey(tenant: tenant.id, name: name, scopes: Permissions(scopes))),
      AdministrativeRequest(.daemon, key: "\(tenant.code) \(name)", fields: []), render: { _ in "" })
    guard case .done(.key(let key, let secret?)) = reply else { return ("", []) }
    return (key.id.text, secret)
  }

  /// The same accounts, a transaction and a hold.
  private func fill(_ books: inout Books) throws {
    let root = Caller(name: "root", uid: Stand.root, may: { _ in true })
    func first(_ path: String) throws -> String {
      let answer = try ask(root, "GET", path, nil, tenant: books.tenant.code)
      return answer.body.firstMatch(of: /"id":"([^"]*)"/).map { String($0.1) } ?? "– \(answer.body)"
    }
    func post(_ path: String, _ body: String) throws -> String {
      let answer = try ask(root, "POST", path, body, tenant: books.tenant.code)
      return answer.body.firstMatch(of: /"id":"([^"]*)"/).map { String($0.1) } ?? "– \(answer.body)"
    }
    for code in ["cash", "only:\(books.tenant.code)", "wallet"] {
      books.account = try post("/v1/accounts", #"{"code":"\#(code)","currency":"IDR","class":"asset"}"#)
    }
    books.transaction = try post("/v1/transfers", #"{"debit":"cash","credit":"wallet","amount":1000}"#)
    books.hold = try post("/v1/holds", #"{"debit":"cash","credit":"wallet","amount":10}"#)
    books.token = try post("/v1/payment_methods", OperationID.matrixCard)
    books.key = try makeKey("target", [], of: books.tenant).id
    books.event = try first("/v1/events?type=account.opened")
    try fillPayments(&books)
  }

  /// A merchant and a wallet, a payment that came and went back in part, and a webhook.
  private func fillPayments(_ books: inout Books) throws {
    let root = Caller(name: "root", uid: Stand.root, may: { _ in true })
    let code = books.tenant.code
    func ask(_ field: String, _ path: String, _ body: String?) throws -> String {
      let answer = try self.ask(root, body == nil ? "GET" : "POST", path, body, tenant: code)
      let found = try Regex(#""\#(field)":"([^"]*)""#).firstMatch(in: answer.body)
      return found.flatMap { $0.output[1].substring.map(String.init) } ?? "– \(answer.body)"
    }
    _ = try ask("id", "/v1/providers/midtrans", OperationID.matrixProvider)
    let added = try self.ask(
      root, "POST", "/v1/providers/midtrans/secrets", #"{"secret":"an-older-webhook-key"}"#, tenant: code)
    books.providerSecret =
      added.body.firstMatch(of: /"webhook_secrets":\[\{"id":"([^"]*)"/).map { String($0.1) } ?? "– \(added.body)"
    books.merchant = try ask("id", "/v1/merchants", #"{"merchant_id":"m-\#(code)"}"#)
    books.wallet = try ask("id", "/v1/wallets", #"{"wallet_id":"w-\#(code)","currency":"USD"}"#)
    books.customer = try ask("id", "/v1/customers", #"{"customer_id":"c-\#(code)"}"#)
    _ = try ask("id", "/v1/wallets", #"{"wallet_id":"w-spare","currency":"USD"}"#)
    books.monitor = try ask(
      "id", "/v1/balance_monitors", #"{"wallet":"w-spare","direction":"above","amount":500}"#)
    books.bonus = try ask("bonus_id", "/v1/wallets/w-\(code)/bonuses", #"{"amount":100,"currency":"USD"}"#)
    let body =
      #"{"merchant_id":"m-\#(code)","amount":100000,"currency":"IDR","payment_method":{"type":"card","token":"t"}}"#
    books.intent = try ask("payment_intent_id", "/v1/payment_intents", body)
    books.payment = try ask("payment", "/v1/payment_intents/\(books.intent)/confirm", "{}")
    books.refund = try ask("refund_id", "/v1/payments/\(books.payment)/refunds", #"{"amount":100}"#)
    // A merchant's money is available after days; a wallet's is at once.
    let purse = "purse-\(code)"
    _ = try ask("id", "/v1/wallets", #"{"wallet_id":"\#(purse)","currency":"IDR"}"#)
    let topUp = try ask(
      "payment_intent_id", "/v1/payment_intents",
      #"{"wallet_id":"\#(purse)","amount":9000000,"currency":"IDR","payment_method":{"type":"card","token":"t"}}"#)
    _ = try ask("payment", "/v1/payment_intents/\(topUp)/confirm", "{}")
    books.payout = try ask(
      "payout_id", "/v1/payouts",
      #"{"wallet_id":"\#(purse)","amount":1000000,"currency":"IDR","destination":\#(OperationID.matrixBank)}"#)
    books.attempt = try ask("attempt_id", "/v1/attempts", nil)
    books.settlement = try ask(
      "settlement_id", "/v1/settlements", OperationID.matrixSettlement)
    guard let work = KeepDelivery(.midtrans, identity: "1", body: "{}") else {
      preconditionFailure("an empty object can be kept")
    }
    directory.ledger(of: books.tenant.id)?.submit(.single(Command(key: "", operation: .record(work))), waking: false) { _ in }
    directory.runReady()
    books.delivery = try ask("delivery_id", "/v1/inbox", nil)
    books.job = try ask("job_id", "/v1/jobs?kind=delivery", nil)
  }

  /// Sends one request and does everything until it is answered.
  func ask(
    _ caller: Caller, _ method: String, _ path: String, _ body: String?, tenant: String?, headers: [String] = []
  ) throws -> Answer {
    requests += 1
    var lines = ["\(method) \(path) HTTP/1.1", "Host: w", "Idempotency-Key: k\(requests)"]
    if let tenant { lines.append("Walletd-Tenant: \(tenant)") }
    if let key = caller.key { lines.append("Authorization: Bearer " + String(decoding: key, as: UTF8.self)) }
    lines += headers
    if let body { lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"] }
    let loopback = try HTTPLoopback(
      handler: service, limits: HTTPLimits(), peer: PeerCredentials(pid: getpid(), uid: caller.uid, gid: caller.uid))
    let refusal = loopback.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8)).refusal
    if let refusal { return Stand.answer(refusal) }
    for _ in 0..<1_000 {
      while workers.runOne() {}
      directory.runReady()
      vaults.runReady()
      service.runStreams()
      if case .response(let response)? = loopback.takeReplies().first?.reply { return Stand.answer(response) }
    }
    return Answer(status: 0, code: "no answer", body: "")
  }

  private static func answer(_ response: HTTPResponse) -> Answer {
    let text = String(decoding: response.body, as: UTF8.self)
    return Answer(
      status: response.status, code: text.firstMatch(of: /"code":"([a-z0-9_]+)"/).map { String($0.1) } ?? "",
      body: text.replacing(/,"request_id":"[^"]*"/, with: ""))
  }

  /// What must not change whatever others ask: the other tenant as a whole.
  var theirState: String {
    let tenant = directory.tenant(id: theirs.tenant.id)
    let keys = directory.keys(of: theirs.tenant.id).map { "\($0.key.id) \($0.key.status(at: .now))" }
    let sequence = directory.ledger(of: theirs.tenant.id)?.head.sequence ?? -1
    return "\(tenant?.status.rawValue ?? "gone") \(sequence) \(keys) \(tenant?.settings ?? TenantSettings())"
  }
}

struct Mute: EventLog {
  func isEnabled(_ level: EventLevel) -> Bool { false }
  func record(_ level: EventLevel, _ event: StaticString, _ fields: [(name: StaticString, value: String)]) {}
}
