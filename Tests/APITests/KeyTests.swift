import Foundation
import JSON
import Testing

@testable import API

/// Keys: what they open, and how they end.
@Suite struct `An API key` {
  @Test func `is shown once; a repeated request answers the same without the secret`() throws {
    let caller = Caller(try Daemon())
    let body = #"{"name":"checkout","scopes":["accounts:read","accounts:open"]}"#
    let made = try caller.post("/v1/keys", body, key: "k")
    #expect(made.status == 201 && made.text("status") == "active" && made.text("mode") == "live")
    #expect(made.text("secret").wholeMatch(of: /wk_live_[0-9A-HJKMNP-TV-Z]{44}/) != nil)
    #expect(made.text("secret").hasPrefix(made.text("key").dropLast()))
    let again = try caller.post("/v1/keys", body, key: "k")
    #expect(again.isReplay && again.text("id") == made.text("id") && again["secret"] == .null)
    #expect(again.text("detail").contains("shown once"))
    #expect(try caller.post("/v1/keys", body, key: "k").body == again.body)
    let other = try caller.post("/v1/keys", #"{"name":"checkout","scopes":["accounts:read"]}"#, key: "k")
    #expect(other.status == 422 && other.param == "scopes")
    for reply in [try caller.get("/v1/keys"), try caller.get("/v1/keys/\(made.text("id"))")] {
      #expect(!reply.body.contains(made.text("secret")) && !reply.body.contains(#""secret""#))
    }
  }

  @Test func `opens its tenant and nothing else`() throws {
    let caller = Caller(try Daemon())
    _ = try caller.post("/v1/tenants", #"{"code":"warung","name":"W"}"#)
    let key = try caller.makeKey()
    let plain = Caller(caller.daemon, tenant: nil)
    #expect(try plain.get("/v1/accounts", headers: [key.header]).status == 200)
    #expect(try caller.get("/v1/accounts", headers: [key.header]).status == 200, "its own tenant may be named too")
    let foreign = try Caller(caller.daemon, tenant: "warung").get("/v1/accounts", headers: [key.header])
    let unknown = try Caller(caller.daemon, tenant: "nobody").get("/v1/accounts", headers: [key.header])
    #expect(foreign.status == 404 && foreign.code == "tenant_not_found" && foreign.stored == unknown.stored)
    for path in ["/v1/tenants", "/v1/keys", "/v1/audit", "/metrics"] {
      #expect(try plain.get(path, headers: [key.header]).code == "permission_denied", "\(path)")
    }
    let theirs = try Caller(caller.daemon, tenant: "warung").makeKey()
    let foreignKey = try caller.get("/v1/keys/\(theirs.id)")
    let unknownKey = try caller.get("/v1/keys/key_01KE0000000000000000000000")
    #expect(foreignKey.status == 404 && foreignKey.stored == unknownKey.stored)
    #expect(try caller.post("/v1/keys/\(theirs.id)/revoke").code == "key_not_found")
  }

  @Test func `does what its scopes say, in a batch and in a capture too`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let transfer = try caller.transfer("cash", "wallet:bob", 5).text("id")
    let hold = try caller.hold(10).text("id")
    let plain = Caller(caller.daemon, tenant: nil)
    let poster = try caller.makeKey(#","scopes":["transactions:post"]"#)
    func batch(_ item: String) throws -> Reply {
      try plain.post("/v1/batches", #"{"items":[\#(item)]}"#, headers: [poster.header])
    }
    #expect(try batch(#"{"type":"transfer","debit":"cash","credit":"wallet:bob","amount":1}"#).status == 200)
    for item in [
      #"{"type":"reversal","transaction":"\#(transfer)"}"#, #"{"type":"capture","hold":"\#(hold)"}"#,
      #"{"type":"release","hold":"\#(hold)"}"#, #"{"type":"hold","debit":"cash","credit":"wallet:bob","amount":1}"#,
      #"{"type":"account","code":"x","currency":"IDR","class":"asset"}"#,
    ] {
      let reply = try batch(item)
      #expect(reply.status == 403 && reply.code == "permission_denied" && reply.param == "items[0].type", "\(item)")
    }
    let resolver = try caller.makeKey(#","scopes":["holds:resolve"]"#)
    let fee = #"{"postings":[{"debit":"cash","credit":"wallet:bob","amount":1}]}"#
    let captured = try plain.post("/v1/holds/\(hold)/capture", fee, headers: [resolver.header])
    #expect(captured.status == 403 && captured.param == "postings")
    #expect(try plain.post("/v1/holds/\(hold)/capture", headers: [resolver.header]).status == 200)
  }

  @Test func `has all a platform may do unless told, and never by default what must be named`() throws {
    let caller = Caller(try Daemon())
    let made = try caller.post("/v1/keys", #"{"name":"n"}"#)
    let scopes = (made["scopes"]?.arrayValue ?? []).compactMap(\.stringValue)
    #expect(scopes.contains("transactions:post") && !scopes.contains("payment_methods:reveal"))
    let named = try caller.post("/v1/keys", #"{"name":"n","scopes":["payment_methods:reveal"]}"#)
    #expect(named["scopes"] == ["payment_methods:reveal"])
  }

  @Test(arguments: [
    (#"{}"#, "missing_field", "name"), (#"{"name":""}"#, "value_empty", "name"),
    (#"{"name":"n","scopes":["tenants:manage"]}"#, "invalid_value", "scopes[0]"),
    (#"{"name":"n","scopes":[]}"#, "value_empty", "scopes"),
    (#"{"name":"n","addresses":["203.0.113.1/24"]}"#, "invalid_value", "addresses[0]"),
    (#"{"name":"n","addresses":["localhost"]}"#, "invalid_value", "addresses[0]"),
    (#"{"name":"n","expires_in":0}"#, "out_of_range", "expires_in"),
    (#"{"name":"n","expires_at":"tomorrow"}"#, "invalid_time", "expires_at"),
    (#"{"name":"n","expires_at":"2020-01-01T00:00:00Z"}"#, "invalid_time", "expires_at"),
    (#"{"name":"n","expires_at":"2120-01-01T00:00:00Z","expires_in":5}"#, "contradiction", "expires_in"),
    (#"{"name":"n","name":"m"}"#, "invalid_json", "–"), (#"{"name":"n","secret":"x"}"#, "unknown_field", "secret"),
  ])
  func `is not made of what makes no sense`(body: String, code: String, param: String) throws {
    let caller = Caller(try Daemon())
    let reply = try caller.post("/v1/keys", body)
    #expect(reply.status == 400 && reply.code == code && reply.param == param, "\(reply.body)")
    #expect(try caller.get("/v1/keys")["data"] == [])
  }

  @Test func `is rotated with an overlap, and revoked at once`() throws {
    let caller = Caller(try Daemon())
    let plain = Caller(caller.daemon, tenant: nil)
    let old = try caller.makeKey(#","scopes":["accounts:read"]"#)
    let rotated = try caller.post("/v1/keys/\(old.id)/rotate", #"{"overlap_seconds":3600}"#)
    #expect(rotated.status == 201 && rotated.text("replaces") == old.id && rotated["scopes"] == ["accounts:read"])
    let new = Caller.MadeKey(id: rotated.text("id"), secret: rotated.text("secret"))
    for key in [old, new] { #expect(try plain.get("/v1/accounts", headers: [key.header]).status == 200) }
    let shown = try caller.get("/v1/keys/\(old.id)")
    #expect(shown.text("replaced_by") == new.id && shown["expires_at"]?.stringValue != nil)

    let now = try caller.post("/v1/keys/\(new.id)/rotate", #"{"overlap_seconds":0}"#)
    let last = Caller.MadeKey(id: now.text("id"), secret: now.text("secret"))
    let expired = try plain.get("/v1/accounts", headers: [new.header])
    #expect(expired.status == 401 && expired.code == "api_key_expired")
    #expect(try caller.post("/v1/keys/\(new.id)/rotate").code == "key_not_active")

    #expect(try caller.post("/v1/keys/\(last.id)/revoke", #"{"reason":"leaked"}"#).text("status") == "revoked")
    let revoked = try plain.get("/v1/accounts", headers: [last.header])
    #expect(revoked.status == 401 && revoked.code == "api_key_revoked")
    #expect(revoked.headers["www-authenticate"] == #"Bearer realm="walletd""#)
    #expect(try caller.post("/v1/keys/\(last.id)/revoke").code == "key_not_active")
    let listed = try caller.get("/v1/keys?limit=2")
    #expect(listed["data"]?[0]?["id"]?.stringValue == last.id && listed["has_more"] == true)
    let rest = try caller.get("/v1/keys?limit=2&cursor=\(listed.text("cursor"))")
    #expect(rest["data"]?[0]?["id"]?.stringValue == old.id && rest["has_more"] == false)
  }

  @Test func `bound to networks is good only where a trusted proxy says so, once`() throws {
    let body = #","addresses":["203.0.113.0/24","2001:db8::/32"]"#
    let trusting = Caller(try Daemon(proxies: [geteuid()]))
    let key = try trusting.makeKey(body)
    func get(_ caller: Caller, _ headers: [String]) throws -> String {
      let reply = try Caller(caller.daemon, tenant: nil).get("/v1/accounts", headers: [key.header] + headers)
      return reply.status == 200 ? "ok" : "\(reply.status) \(reply.code)"
    }
    let denied = "403 address_not_allowed"
    #expect(try get(trusting, ["X-Forwarded-For: 203.0.113.7"]) == "ok")
    #expect(try get(trusting, ["X-Forwarded-For: 10.0.0.1, 203.0.113.7"]) == "ok", "the last is what the proxy saw")
    #expect(try get(trusting, ["X-Forwarded-For: 2001:db8::1"]) == "ok")
    #expect(try get(trusting, ["X-Forwarded-For: 203.0.113.7, 10.0.0.1"]) == denied)
    #expect(try get(trusting, []) == denied)
    #expect(try get(trusting, ["X-Forwarded-For: 203.0.113.7", "X-Forwarded-For: 203.0.113.7"]) == denied)
    #expect(try get(trusting, ["X-Forwarded-For: 203.0.113.7:80"]) == denied)

    let doubting = Caller(try Daemon())
    let bound = try doubting.makeKey(body)
    let reply = try Caller(doubting.daemon, tenant: nil).get(
      "/v1/accounts", headers: [bound.header, "X-Forwarded-For: 203.0.113.7"])
    #expect(reply.status == 403 && reply.code == "address_not_allowed")
  }

  @Test(arguments: [
    "Bearer", "Bearer ", "Basic wk_live_0123456789AB0123456789ABCDEFGHJKMNPQRSTV", "Bearer wk_live_short",
    "Bearer wk_prod_0123456789AB0123456789ABCDEFGHJKMNPQRSTV", "Bearer wk_live_0123456789AB0123456789ABCDEFGHJKMNPQRSTV",
    "wk_live_0123456789AB0123456789ABCDEFGHJKMNPQRSTV",
  ])
  func `that is none is refused, whoever the peer is`(header: String) throws {
    let caller = Caller(try Daemon())
    let reply = try caller.get("/v1/accounts", headers: ["Authorization: \(header)"])
    #expect(reply.status == 401 && reply.code == "api_key_invalid")
    #expect(!reply.body.contains("0123456789AB"))
  }

  @Test func `leaves rows when it is first used and when it is refused, at most one a minute`() throws {
    let caller = Caller(try Daemon())
    let plain = Caller(caller.daemon, tenant: nil)
    let key = try caller.makeKey()
    for _ in 0..<3 { _ = try plain.get("/v1/accounts", headers: [key.header, "X-Request-Id: used"]) }
    _ = try caller.post("/v1/keys/\(key.id)/revoke")
    for _ in 0..<3 { _ = try plain.get("/v1/accounts", headers: [key.header, "X-Request-Id: refused"]) }
    func rows(_ action: String) throws -> [JSONValue] {
      try plain.get("/v1/audit?action=\(action)&actor=\(key.id)")["data"]?.arrayValue ?? []
    }
    // They are written off the request's path.
    var turns = 0
    while try rows("key.refused").isEmpty || rows("key.first_used").isEmpty, turns < 1_000 { turns += 1 }
    let (first, refused) = (try rows("key.first_used"), try rows("key.refused"))
    #expect(first.count == 1 && first.first?["request_id"] == "used")
    #expect(refused.count == 1 && refused.first?["request_id"] == "refused")
    #expect(refused.first?["after"]?["reason"] == "api_key_revoked")
    #expect(try caller.get("/v1/keys/\(key.id)")["last_used_at"]?.stringValue != nil)
  }

  @Test func `is in no log line and no row, whole or in part`() throws {
    let caller = Caller(try Daemon())
    let plain = Caller(caller.daemon, tenant: nil)
    let key = try caller.makeKey()
    var replies = [try plain.get("/v1/accounts", headers: [key.header]), try plain.get("/v1/nothing", headers: [key.header])]
    replies.append(try plain.post("/v1/transfers", "{", headers: [key.header]))
    replies.append(try plain.get("/v1/accounts", headers: [key.header + "x"]))
    _ = try caller.post("/v1/keys/\(key.id)/revoke")
    replies += [try plain.get("/v1/accounts", headers: [key.header]), try plain.get("/v1/audit"), try caller.get("/v1/keys")]
    let secret = String(key.secret.suffix(32))
    for piece in [secret, String(secret.prefix(12)), String(secret.suffix(12))] {
      #expect(!caller.daemon.events.all.contains { $0.contains(piece) })
      for reply in replies { #expect(!reply.body.contains(piece), "\(reply.body)") }
    }
    let folder = caller.daemon.leave()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["catalog.db", "catalog.db-wal"] {
      guard let bytes = FileManager.default.contents(atPath: folder + "/data/" + name) else { continue }
      #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)")
      #expect(name != "catalog.db" || bytes.range(of: Data(key.id.utf8)) != nil, "the control: what is there is found")
    }
  }
}
