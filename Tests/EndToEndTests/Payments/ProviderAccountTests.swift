import Foundation
import JSON
import Testing

/// Accounts at providers, set while the daemon runs: through walletctl, with their secrets in the vault.
@Suite(.serialized) struct `Accounts at providers` {
  private static let soon = Duration.seconds(10)

  @Test func `are set from files, charge at once, and take two webhook secrets while one replaces the other`() throws {
    let shop = try Checkout(accounts: false)
    let desk = Desk(shop)
    try desk.fails("409", "payments_not_set_up", shop.confirm(shop.intent()))
    try desk.run("provider", "set", "xendit", "--url", shop.xendit.url, "--key-from", desk.file("key", Checkout.xenditKey))
    #expect(try desk.send("xendit", token: Checkout.xenditToken) == 401, "nobody knows the token yet")
    let shown = try desk.run(
      "provider", "add-secret", "xendit", "--secret-from", desk.file("token", Checkout.xenditToken), "--json")
    #expect(!shown.contains(Checkout.xenditToken) && !shown.contains(Checkout.xenditKey))
    let intent = try shop.intent()
    try shop.xendit.pay(shop.code(of: intent))
    #expect(try Patience.wait(Self.soon) { try shop.state(intent) == "succeeded" })
    #expect(try shop.list("/v1/inbox?status=processed").count >= 1, "told by a webhook")

    let next = "callback-token-of-next-year"
    try desk.run("provider", "add-secret", "xendit", "--secret-from", desk.file("next", next))
    #expect(try desk.send("xendit", token: Checkout.xenditToken) == 200)
    #expect(try desk.send("xendit", token: next) == 200)
    let secrets = try shop.get("/v1/providers/xendit")["webhook_secrets"]?.arrayValue ?? []
    #expect(secrets.map { $0["ending"]?.stringValue } == ["D123", "year"])
    try desk.run("provider", "retire-secret", "xendit", shop.text(secrets[0], "id"), "--yes")
    #expect(try desk.send("xendit", token: Checkout.xenditToken) == 401, "refused from the answer on")
    #expect(try desk.send("xendit", token: next) == 200)
    #expect(try Patience.wait(Self.soon) { try desk.trail().contains("provider_secret.destroyed") })
    #expect(shop.daemon.end(by: SIGTERM) == .exited(0))
    _ = try Offline.verify(Daemon.ledger(in: shop.folder, tenant: shop.tenantID))
  }

  @Test func `change their key while the daemon runs, and webhooks signed with the one before are believed still`() throws {
    let shop = try Checkout()
    let desk = Desk(shop)
    let intent = try shop.intent()
    let code = try shop.code(of: intent)
    try desk.run("provider", "disable", "xendit", "--yes")
    try desk.run("provider", "set", "midtrans", "--key-from", desk.file("wrong", "SB-Mid-server-NOBODYS123"))
    let refused = try shop.expect(200, shop.confirm(shop.intent())).json()
    #expect(refused["last_error"]?["code"]?.stringValue == "credentials", "\(refused)")
    let failing = try shop.get("/v1/providers/midtrans")
    #expect(try shop.text(failing, "health") == "failing")
    let charge = failing["operations"]?.arrayValue?.first { $0["operation"]?.stringValue == "charge" }
    #expect(charge?["failures"]?.integerValue == 1 && charge?["last_reason"]?.stringValue == "credentials", "\(failing)")
    // The simulator signs with the key from before.
    try shop.midtrans.pay(code)
    #expect(try Patience.wait(Self.soon) { try shop.list("/v1/inbox?status=processed").count == 2 })
    try desk.run("provider", "set", "midtrans", "--key-from", desk.file("right", Checkout.midtransKey))
    #expect(try shop.text(shop.get("/v1/providers/midtrans"), "health") == "untried", "what failed before says nothing")
    let paid = try shop.paid()
    #expect(try shop.status(paid.payment) == "captured")
    #expect(try shop.pass(16) { try shop.state(intent) == "succeeded" }, "and what waited is known now")
  }

  @Test func `rest while the vault is sealed: nothing is begun, nothing is kept, and all goes on when it is unsealed`() throws {
    let shop = try Checkout()
    let desk = Desk(shop)
    let waiting = try shop.intent()
    let code = try shop.code(of: waiting)
    let intent = try shop.intent()
    #expect(try Patience.wait(Self.soon) { try shop.list("/v1/inbox").count == 1 }, "told of the code")
    try desk.run("vault", "seal", "--yes")
    let before = try desk.restingHead()
    try desk.fails("503", "vault_sealed", shop.confirm(intent, key: "sealed"))
    #expect(try desk.send("xendit", token: Checkout.xenditToken) == 503)
    try shop.midtrans.pay(code)
    #expect(try Patience.wait(Self.soon) { try desk.refusedWebhooks() > 0 }, "the provider is told to come again")
    #expect(try shop.get("/v1/head")["sequence"] == before, "nothing is written")
    #expect(try shop.state(waiting) == "requires_action")
    try desk.run("vault", "unseal")
    #expect(try Patience.wait(Self.soon) { try shop.state(waiting) == "succeeded" }, "it came again")
    #expect(try shop.text(shop.expect(200, shop.confirm(intent, key: "sealed")).json(), "status") == "requires_action")
    #expect(try desk.send("xendit", token: Checkout.xenditToken) == 200)
    // Sealed at a start, too.
    try desk.run("vault", "seal", "--yes")
    shop.kill()
    try shop.restart()
    #expect(try Patience.wait(Self.soon) { try desk.send("xendit", token: Checkout.xenditToken) == 200 }, "its key is in a file")
  }

  @Test func `come through kills between the vault's write and the record's: the same request ends as one account`() throws {
    let shop = try Checkout()
    let desk = Desk(shop)
    var dice = Dice(seed: UInt64(setting("WALLETD_SEED", otherwise: Int(UInt32.random(in: 1...(.max))))))
    for round in 0..<12 {
      let (key, secret) = ("round-\(round)", "callback-token-round-\(round)")
      let body = #"{"secret":"\#(secret)"}"#
      let other = try shop.daemon.connect()
      other.send(Request.post("/v1/providers/xendit/secrets", tenant: Checkout.tenant, key: key, body).bytes)
      Patience.pause(microseconds: dice.roll(0...6_000))
      shop.kill()
      try shop.restart()
      let done = try shop.expect(200, shop.post("/v1/providers/xendit/secrets", body, key: key)).json()
      let secrets = done["webhook_secrets"]?.arrayValue ?? []
      #expect(secrets.count == 2 && secrets.last?["ending"]?.stringValue == String(secret.suffix(4)), "\(done)")
      #expect(try desk.send("xendit", token: secret) == 200)
      let retired = #"{"secret":"\#(try shop.text(try #require(secrets.last), "id"))"}"#
      try shop.expect(200, shop.post("/v1/providers/xendit/secrets/retire", retired))
      #expect(try desk.send("xendit", token: secret) == 401)
    }
    _ = try shop.paid()
    #expect(shop.daemon.end(by: SIGTERM) == .exited(0))
    _ = try Offline.verify(Daemon.ledger(in: shop.folder, tenant: shop.tenantID))
  }

  @Test func `leave no secret in a file, a log, an answer or an error`() throws {
    let shop = try Checkout(accounts: false, more: ", log: { level: \"debug\" }")
    let desk = Desk(shop)
    let (key, old, token) = (Checkout.midtransKey, "SB-Mid-server-OLDOLD456", Checkout.xenditToken)
    let hunt = SecretHunt(numbers: [], texts: [key, old, token, Checkout.xenditKey])
    var answers: [String] = []
    func post(_ path: String, _ body: String, key: String? = nil) throws {
      answers.append(try shop.post(path, body, key: key).text)
    }
    try post("/v1/providers/midtrans", #"{"url":"\#(shop.midtrans.url)","api_key":"\#(old)"}"#)
    try post("/v1/providers/midtrans", #"{"api_key":"\#(key)"}"#, key: "twice")
    try post("/v1/providers/midtrans", #"{"api_key":"\#(key)"}"#, key: "twice")
    try post("/v1/providers/midtrans", #"{"api_key":"\#(old)"}"#, key: "twice")
    try post("/v1/providers/xendit", #"{"url":"\#(shop.xendit.url)","api_key":"\#(Checkout.xenditKey)"}"#)
    try post("/v1/providers/xendit/secrets", #"{"secret":"\#(token)"}"#)
    // What was sent is not wiped where root looks while it is under way; a moment later the keys lie in protected memory alone.
    Patience.pause(microseconds: 1_000_000)
    if let memory = try SecretHunt(numbers: [], texts: [key, old]).findings(inMemoryOf: shop.daemon.pid) {
      #expect(memory.found == [], "of \(memory.bytes >> 20) MiB")
    }
    // And all the ways to send it that are refused.
    try post("/v1/providers/midtrans", #"{"api_key":"\#(key)","key":"\#(key)"}"#)
    try post("/v1/providers/midtrans", #"{"url":"https://x.example/\#(key)","api_key":"\#(key)"}"#)
    try post("/v1/providers/\(key)", #"{"api_key":"\#(key)"}"#)
    try post("/v1/providers/xendit/secrets/retire", #"{"secret":"\#(token)"}"#)
    try post("/v1/payment_settings", #"{"\#(token)":"\#(key)"}"#)
    try post("/v1/providers/midtrans", #"{"api_key":["\#(key)"]}"#)
    answers.append(try desk.run("provider", "list", "--json"))
    answers.append(try desk.run("provider", "show", "midtrans"))
    _ = try shop.paid()
    #expect(try desk.send("xendit", token: token) == 200)
    #expect(try desk.send("xendit", token: token + "x") == 401)
    for answer in answers {
      let found = answer.utf8CString.withUnsafeBytes { hunt.findings(in: $0, at: "an answer") }
      #expect(found == [], "\(answer)")
    }
    #expect(shop.daemon.end(by: SIGTERM) == .exited(0))
    for place in ["data", "walletd.log"] {
      let path = shop.folder.file(place)
      var isFolder: ObjCBool = false
      #expect(FileManager.default.fileExists(atPath: path, isDirectory: &isFolder))
      let found =
        isFolder.boolValue
        ? try hunt.findings(under: path).found
        : try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { hunt.findings(in: $0, at: place) }
      #expect(found == [])
    }
  }
}

/// Somebody at the command line of a shop, and a provider at its ingress.
private struct Desk {
  let shop: Checkout

  init(_ shop: Checkout) { self.shop = shop }

  /// A file that only its owner reads.
  func file(_ name: String, _ text: String) throws -> String {
    let path = shop.folder.file(name + ".secret")
    #expect(FileManager.default.createFile(atPath: path, contents: Data((text + "\n").utf8)))
    chmod(path, 0o600)
    return path
  }

  @discardableResult
  func run(_ arguments: String..., location: SourceLocation = #_sourceLocation) throws -> String {
    let run = try Run(
      [Program.walletctl.path] + arguments,
      environment: [
        "WALLETD_SOCKET": shop.daemon.socketPath, "WALLETD_TENANT": Checkout.tenant, "WALLETD_KEY_FILE": "", "NO_COLOR": "1",
      ])
    #expect(run.end == .exited(0), "\(run.output)", sourceLocation: location)
    return run.output
  }

  func fails(_ status: String, _ code: String, _ reply: Reply, location: SourceLocation = #_sourceLocation) {
    #expect("\(reply.status)" == status && reply.code == code, "\(reply.text)", sourceLocation: location)
  }

  /// A webhook about nothing we know.
  func send(_ provider: String, token: String) throws -> Int {
    let body = #"{"event":"payment.succeeded","data":{"reference_id":"att_unknown","status":"SUCCEEDED"}}"#
    let request = Request(
      method: "POST", path: "/v1/webhooks/\(Checkout.tenant)/\(provider)",
      headers: [("Content-Type", "application/json"), ("X-Callback-Token", token)], body: Array(body.utf8))
    return try Connection(path: shop.folder.file("ingress.sock")).ask(request).status
  }

  /// Where the ledger stands once nothing more is written for a while.
  func restingHead() throws -> JSONValue? {
    var head = try shop.get("/v1/head")["sequence"]
    let isResting = try Patience.wait(.seconds(10)) {
      Patience.pause(microseconds: 300_000)
      let now = try shop.get("/v1/head")["sequence"]
      defer { head = now }
      return now == head
    }
    #expect(isResting)
    return head
  }

  /// How many webhooks of the simulator were answered 503.
  func refusedWebhooks() throws -> Int {
    try shop.midtrans.ask("GET", "/_sim/webhooks").text.matches(of: /503/).count
  }

  /// The actions in the trail of the tenant's vault.
  func trail() throws -> String {
    try shop.connection.ask(.get("/v1/audit?trail=vault&tenant=\(Checkout.tenant)", tenant: nil)).text
  }
}
