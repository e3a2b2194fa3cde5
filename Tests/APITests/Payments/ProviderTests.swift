import Foundation
import JSON
import LedgerCore
import Payments
import Sodium
import Storage
import Tenancy
import Testing
import Vault

@testable import API

/// Accounts at payment providers over the socket.
@Suite struct `Providers` {
  private static let key = "SB-Mid-server-abcdef1234"
  private static let account = #"{"url":"https://psp.example/","api_key":"\#(key)","timeout_ms":500}"#

  @Test func `are set while the daemon runs, and show of their secrets only what tells them apart`() throws {
    let caller = Caller(try Daemon())
    #expect(try caller.get("/v1/providers")["data"]?.arrayValue?.isEmpty == true)
    #expect(try caller.get("/v1/providers/midtrans").code == "provider_not_found")
    #expect(try caller.get("/v1/providers/doku").code == "provider_not_found")
    let set = try caller.post("/v1/providers/midtrans", Self.account)
    #expect(set.status == 200 && set.text("status") == "active" && set.text("url") == "https://psp.example")
    #expect(set["api_key"]?["ending"]?.stringValue == "1234" && set.number("timeout_ms") == 500)
    #expect(set["health"] == nil, "an answer that is kept says nothing of the moment")
    let added = try caller.post("/v1/providers/midtrans/secrets", #"{"secret":"a-short-one"}"#)
    #expect(added["webhook_secrets"]?.arrayValue?.first?["ending"] == JSONValue.null, "too short to show any of it")
    let shown = try caller.get("/v1/providers/midtrans")
    #expect(shown.text("health") == "untried" && shown["operations"]?.arrayValue?.count == 8)
    #expect(try caller.get("/v1/providers")["data"]?.arrayValue == [shown.json])
    for reply in [set, added, shown] { #expect(!reply.body.contains(Self.key) && !reply.body.contains("a-short-one")) }
  }

  @Test func `show how each operation does, and that an account was set anew`() throws {
    let caller = Caller(try Daemon())
    try caller.openShop()
    func charge(_ token: String) throws {
      let intent = try caller.intent(100, method: #"{"type":"card","token":"\#(token)"}"#).text("payment_intent_id")
      _ = try caller.post("/v1/payment_intents/\(intent)/confirm")
    }
    func standing() throws -> (health: String, charge: JSONValue) {
      let shown = try caller.get("/v1/providers/midtrans")
      return (shown.text("health"), try #require(shown["operations"]?.arrayValue?.first))
    }
    try charge("t")
    #expect(try standing().health == "healthy")
    #expect(try standing().charge["last_outcome"]?.stringValue == "done")
    for _ in 0..<4 { try charge("nobody") }
    let failing = try standing()
    #expect(failing.health == "failing" && failing.charge["failures"]?.integerValue == 4)
    #expect(failing.charge["tries_again_at"] == JSONValue.null && failing.charge["last_reason"]?.stringValue == "unreachable")
    try charge("nobody")
    let open = try standing()
    #expect(open.health == "cut_off" && open.charge["state"]?.stringValue == "open")
    let again = try #require(open.charge["tries_again_at"]?.stringValue.flatMap { Timestamp(rfc3339: $0) })
    #expect(again > .now && again < .now.adding(seconds: 11))
    #expect(try caller.post("/v1/providers/midtrans/enable").status == 200)
    #expect(try standing().health == "untried")
  }

  @Test func `answer a key once: the same request the same bytes, another one with what differs`() throws {
    let caller = Caller(try Daemon())
    let first = try caller.post("/v1/providers/midtrans", Self.account, key: "k")
    _ = try caller.post("/v1/providers/midtrans", #"{"timeout_ms":900}"#)
    let again = try caller.post("/v1/providers/midtrans", Self.account, key: "k")
    #expect(again.isReplay && again.stored == first.stored)
    for (body, field) in [
      (Self.account.replacing("abcdef", with: "fedcba"), "api_key"), (Self.account.replacing("500", with: "501"), "timeout_ms"),
      (Self.account.replacing("psp.", with: "other."), "url"),
    ] {
      let other = try caller.post("/v1/providers/midtrans", body, key: "k")
      #expect(other.status == 422 && other.code == "idempotency_mismatch" && other.param == field, "\(other.body)")
    }
    #expect(try caller.post("/v1/providers/midtrans", #"{"timeout_ms":500}"#, key: nil).code == "idempotency_key_required")
    let inBody = try caller.post("/v1/providers/midtrans", #"{"timeout_ms":700,"idempotency_key":"b"}"#, key: nil)
    #expect(inBody.number("timeout_ms") == 700)
    let secret = try caller.post("/v1/providers/midtrans/secrets", #"{"secret":"a-webhook-secret"}"#, key: "s")
    let id = secret["webhook_secrets"]?.arrayValue?.first?["id"]?.stringValue ?? "–"
    #expect(try caller.post("/v1/providers/midtrans/secrets/retire", #"{"secret":"\#(id)"}"#, key: "r").status == 200)
    let kept = try caller.post("/v1/providers/midtrans/secrets", #"{"secret":"a-webhook-secret"}"#, key: "s")
    #expect(kept.isReplay && kept.stored == secret.stored, "though it was retired since")
    #expect(try caller.post("/v1/providers/midtrans/secrets/retire", #"{"secret":"\#(id)"}"#, key: "r").isReplay)
    let gone = try caller.post("/v1/providers/midtrans/secrets/retire", #"{"secret":"\#(id)"}"#)
    #expect(gone.status == 404 && gone.code == "provider_secret_not_found" && gone.param == "secret")
  }

  @Test(arguments: [
    ("", "{}", "missing_field", "api_key"), ("", #"{"key":"x"}"#, "unknown_field", "key"),
    ("", #"{"api_key":"short"}"#, "invalid_value", "api_key"), ("", #"{"api_key":"with a space"}"#, "invalid_text", "api_key"),
    ("", #"{"api_key":7}"#, "wrong_type", "api_key"), ("", #"{"timeout_ms":99}"#, "out_of_range", "timeout_ms"),
    ("", #"{"url":"http://psp.example","api_key":"SB-Mid-server-x"}"#, "invalid_value", "url"),
    ("", #"{"url":"https://","api_key":"SB-Mid-server-x"}"#, "invalid_value", "url"),
    ("", #"{"url":"https://user@psp.example","api_key":"SB-Mid-server-x"}"#, "invalid_value", "url"),
    ("", #"{"url":"https://psp.example?x=1","api_key":"SB-Mid-server-x"}"#, "invalid_value", "url"),
    ("", #"{"url":"http://localhost:1@psp.example","api_key":"SB-Mid-server-x"}"#, "invalid_value", "url"),
    ("", #"{"url":"https://psp.example/SB-Mid-server-x","api_key":"SB-Mid-server-x"}"#, "secret_repeated", "url"),
    ("", #"{"url":"https://psp.example"}"#, "provider_incomplete", "api_key"),
    ("", #"{"api_key":"SB-Mid-server-x"}"#, "provider_incomplete", "url"),
    ("/secrets", "{}", "missing_field", "secret"),
    ("/secrets", #"{"secret":"SB-Mid-server-x"}"#, "provider_not_found", "provider"),
    ("/secrets/retire", #"{"secret":"SB-Mid-server-x"}"#, "invalid_id", "secret"),
    ("/disable", #"{"now":true}"#, "unknown_field", "now"), ("/enable", "{}", "provider_not_found", "provider"),
  ])
  func `refuse what is wrong by name, and repeat no secret`(path: String, body: String, code: String, param: String) throws {
    let caller = Caller(try Daemon())
    let reply = try caller.post("/v1/providers/midtrans\(path)", body)
    #expect(reply.code == code && reply.param == param, "\(reply.body)")
    #expect(!reply.body.contains("SB-Mid-server-x"))
    #expect(try caller.get("/v1/providers/midtrans").status == 404)
  }

  @Test func `choose by route, and the hours of routes are told by name`() throws {
    let caller = Caller(try Daemon())
    #expect(
      try caller.get("/v1/payment_settings").body
        == #"{"routes":[],"returns_fees":true,"merchant_debt":"refused","transfer_fee":{"percent":"0","fixed":0},"kyc_tiers":[],"utc_offset":"+07:00","#
        + #""calendar":{"closed":[],"open":[]},"write_off_limit":0,"payout_approval_above":0,"#
        + #""payout_minimum":1000000,"payout_fee_percent":"0","payout_fee_fixed":0}"#)
    try caller.openShop()
    #expect(try caller.post("/v1/providers/xendit", Self.account).status == 200)
    let routes =
      #"[{"provider":"xendit","methods":["card"],"currency":"IDR","least":1,"most":500,"hours":{"from":"00:00","to":"23:59","utc_offset":"+07:00"}},{"provider":"midtrans"}]"#
    let set = try caller.post("/v1/payment_settings", #"{"routes":\#(routes),"returns_fees":false}"#)
    #expect(set.status == 200 && set["returns_fees"] == false)
    #expect(set["routes"]?.arrayValue?.first?["hours"]?["utc_offset"]?.stringValue == "+07:00")
    func provider(_ amount: Int64) throws -> String {
      try caller.get("/v1/payments/\(caller.pay(amount).payment)").text("provider")
    }
    // But in the last minute of Jakarta's day.
    let minute = (Timestamp.now.microseconds / 60_000_000 + 420) % 1_440
    if minute < 1_438 { #expect(try provider(500) == "xendit") }
    #expect(try provider(501) == "midtrans")
    let defaulted = try caller.post(
      "/v1/payment_settings", #"{"routes":[{"provider":"xendit","hours":{"from":"22:00","to":"06:00"}}]}"#)
    #expect(defaulted["routes"]?.arrayValue?.first?["hours"]?["utc_offset"]?.stringValue == "+07:00")
    #expect(defaulted["returns_fees"] == false, "what is not given stays")
    #expect(try caller.post("/v1/payment_settings", #"{"merchant_debt":"allowed"}"#).text("merchant_debt") == "allowed")
    for (body, code, param) in [
      (#"{}"#, "missing_field", "routes"), (#"{"routes":7}"#, "wrong_type", "routes"),
      (#"{"routes":[{"methods":["card"]}]}"#, "missing_field", "routes[0].provider"),
      (#"{"routes":[{"provider":"doku"}]}"#, "invalid_value", "routes[0].provider"),
      (#"{"routes":[{"provider":"xendit","methods":["cash"]}]}"#, "invalid_value", "routes[0].methods"),
      (#"{"routes":[{"provider":"xendit","least":1}]}"#, "missing_field", "routes[0].currency"),
      (#"{"routes":[{"provider":"xendit","currency":"IDR","least":2,"most":1}]}"#, "contradiction", "routes[0].least"),
      (#"{"routes":[{"provider":"xendit","hours":{"from":"6","to":"23:00"}}]}"#, "invalid_value", "routes[0].hours"),
      (#"{"routes":[{"provider":"xendit","hours":{"from":"06:00"}}]}"#, "missing_field", "routes[0].hours.to"),
      (#"{"routes":[{"provider":"xendit","until":"06:00"}]}"#, "unknown_field", "routes[0].until"),
    ] {
      let reply = try caller.post("/v1/payment_settings", body)
      #expect(reply.code == code && reply.param == param, "\(body): \(reply.body)")
    }
  }

  @Test func `rest while the vault is sealed: what would ask one is answered 503, and its key tells nothing yet`() throws {
    let daemon = try Daemon()
    let caller = Caller(daemon)
    try caller.openShop()
    let paid = try caller.pay(1_000)
    let intent = try caller.intent(100).text("payment_intent_id")
    #expect(try caller.post("/v1/vault/seal", key: nil).status == 200)
    let sequence = daemon.sequence()
    for (path, body) in [
      ("/v1/payment_intents/\(intent)/confirm", nil), ("/v1/payment_intents/\(intent)/cancel", nil),
      ("/v1/payments/\(paid.payment)/refunds", #"{"amount":10}"#), ("/v1/payments/\(paid.payment)/capture", nil),
      ("/v1/payments/\(paid.payment)/void", nil), ("/v1/providers/midtrans", Self.account),
    ] as [(String, String?)] {
      let reply = try caller.post(path, body, key: path)
      #expect(
        reply.status == 503 && reply.code == "vault_sealed" && reply.headers["retry-after"] == nil, "\(path): \(reply.body)")
    }
    #expect(daemon.sequence() == sequence, "nothing was begun")
    #expect(try caller.get("/v1/providers/midtrans").status == 200, "what may be known is in the ledger")
    #expect(try caller.post("/v1/merchants", #"{"merchant_id":"m2"}"#).status == 201)
    let resting = JobFailures.Key(LedgerTag(rawValue: 1), 1)
    _ = daemon.service.desk.failures.note(resting, "sealed", now: .now)
    #expect(try caller.post("/v1/vault/unseal", key: nil).status == 200)
    #expect(daemon.service.desk.failures[resting] == nil, "what rested goes on at once")
    #expect(try caller.post("/v1/payment_intents/\(intent)/confirm", key: "/v1/payment_intents/\(intent)/confirm").status == 200)
    #expect(try caller.post("/v1/payments/\(paid.payment)/refunds", #"{"amount":10}"#).status == 201)
  }

  @Test func `take over a secret whose request was cut off before its record, and destroy one whose request never came again`()
    throws
  {
    let daemon = try Daemon()
    let caller = Caller(daemon)
    try caller.openShop()
    let tenant = try #require(daemon.directory.tenant("toko")?.id)
    let vault = try #require(try daemon.vaults.vault(of: tenant, making: false))
    func secrets() throws -> [String] {
      let trail = try caller.get("/v1/audit?trail=vault&tenant=toko&limit=100")["data"]?.arrayValue ?? []
      return trail.compactMap { $0["action"]?.stringValue }.filter { $0.hasPrefix("provider_secret.") && !$0.hasSuffix("opened") }
    }
    // As a kill between the two leaves it.
    let kept = try daemon.keep("a-webhook-secret", key: "cut off", in: vault)
    let done = try caller.post("/v1/providers/midtrans/secrets", #"{"secret":"a-webhook-secret"}"#, key: "cut off")
    #expect(done["webhook_secrets"]?.arrayValue?.first?["id"]?.stringValue == kept.id.text)
    #expect(try secrets().count == 2, "the key's and this one")
    // The same secret once more is not kept twice.
    let same = try caller.post("/v1/providers/midtrans/secrets", #"{"secret":"a-webhook-secret"}"#)
    #expect(same["webhook_secrets"] == done["webhook_secrets"])
    var looks = 0
    while looks < 10_000, try secrets().first != "provider_secret.destroyed" { looks += 1 }
    #expect(
      try secrets() == [
        "provider_secret.destroyed", "provider_secret.created", "provider_secret.created", "provider_secret.created",
      ])
  }

  @Test func `are an administrator's: a platform's key reads them and changes nothing`() throws {
    let caller = Caller(try Daemon())
    try caller.openShop()
    let made = try caller.post("/v1/keys", #"{"name":"checkout","scopes":["payments:read","providers:manage"]}"#)
    // No platform can be given what only administrators have.
    #expect(made.status == 400 || made["scopes"]?.arrayValue?.contains("providers:manage") == false, "\(made.body)")
    let trail = try caller.get("/v1/audit?limit=20")["data"]?.arrayValue ?? []
    let set = trail.first { $0["action"]?.stringValue == "provider.change_requested" }
    #expect(set?["subject"]?.stringValue == "midtrans" && set?["after"]?["change"]?.stringValue == "set")
    #expect(!"\(trail)".contains("SB-Mid-server"))
  }
}

extension Daemon {
  fileprivate func keep(_ secret: String, key: String, in vault: TenantVault) throws -> TenantVault.KeptSecret {
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var result: Result<TenantVault.KeptSecret, VaultFailure>?
    vault.keepSecret(SecretBytes(copying: Array(secret.utf8)), provider: "midtrans", key: key, .daemon) {
      result = $0
      done.signal()
    }
    done.wait()
    return try #require(result).get()
  }
}
