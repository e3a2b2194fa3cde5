import Foundation
import JSON
import Testing

/// What becomes of tenants.
@Suite struct `A tenant` {
  @Test func `is live unless it is made for tests, and says what it is`() throws {
    let caller = Caller(try Daemon(), tenant: nil)
    let made = try caller.post("/v1/tenants", #"{"code":"warung","name":"W","mode":"test"}"#)
    #expect(made.status == 201 && made.text("mode") == "test" && made.text("status") == "active")
    #expect(made["closed_at"] == .null && made["settings"]?["retention_days"] == .null)
    #expect(try caller.get("/v1/tenants/toko").text("mode") == "live")
    let odd = try caller.post("/v1/tenants", #"{"code":"odd","name":"W","mode":"prod"}"#)
    #expect(odd.status == 400 && odd.code == "invalid_value" && odd.param == "mode")
  }

  @Test func `is suspended, resumed and closed, in that order only`() throws {
    let caller = Caller(try Daemon(), tenant: nil)
    func move(_ verb: String) throws -> String {
      let reply = try caller.post("/v1/tenants/toko/\(verb)")
      return reply.status == 200 ? reply.text("status") : "\(reply.status) \(reply.code)"
    }
    #expect(try move("resume") == "409 tenant_not_suspended")
    #expect(try move("suspend") == "suspended")
    #expect(try move("suspend") == "403 tenant_suspended")
    #expect(try move("resume") == "active")
    #expect(try move("close") == "closed")
    for verb in ["close", "suspend", "resume"] { #expect(try move(verb) == "409 tenant_closed", "\(verb)") }
    #expect(try caller.get("/v1/tenants/toko")["closed_at"]?.stringValue != nil)
    #expect(try caller.post("/v1/tenants/nobody/close").code == "tenant_not_found")
  }

  @Test func `that is suspended refuses its keys, and one that is closed every change`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let key = try caller.makeKey()
    let root = Caller(caller.daemon, tenant: nil)
    let body = #"{"debit":"cash","credit":"wallet:bob","amount":1}"#
    func statuses() throws -> [Int] {
      [
        try root.get("/v1/accounts/cash", headers: [key.header]).status,
        try root.post("/v1/transfers", body, headers: [key.header]).status,
        try caller.get("/v1/accounts/cash").status, try caller.post("/v1/transfers", body).status,
      ]
    }
    #expect(try statuses() == [200, 201, 200, 201])
    _ = try root.post("/v1/tenants/toko/suspend")
    #expect(try statuses() == [403, 403, 200, 201])
    _ = try root.post("/v1/tenants/toko/resume")
    #expect(try statuses() == [200, 201, 200, 201])
    _ = try root.post("/v1/tenants/toko/close")
    #expect(try statuses() == [200, 409, 200, 409])
    #expect(try caller.post("/v1/keys", #"{"name":"late"}"#).code == "tenant_closed")
    #expect(try caller.post("/v1/keys/\(key.id)/revoke").status == 200, "a key is ended whatever became of its tenant")
  }

  @Test func `keeps what is set for it, and null puts the default back`() throws {
    let caller = Caller(try Daemon(), tenant: nil)
    let path = "/v1/tenants/toko/settings"
    let set = try caller.post(path, #"{"currencies":["IDR","USD"],"requests_per_second":50,"retention_days":10}"#)
    #expect(set.status == 200 && set["settings"]?["requests_per_second"] == 50, "\(set.body)")
    let next = try caller.post(path, #"{"requests_per_second":null,"batch_items":3}"#)
    #expect(next["settings"]?["requests_per_second"] == .null && next["settings"]?["batch_items"] == 3)
    #expect(next["settings"]?["currencies"] == ["IDR", "USD"] && next["settings"]?["retention_days"] == 10)
    #expect(try caller.post(path, #"{"currencies":null}"#)["settings"]?["currencies"] == [])
    for (body, code, param) in [
      (#"{"currencies":["XXY"]}"#, "unknown_currency", "currencies[0]"),
      (#"{"currencies":["IDR","IDR"]}"#, "invalid_value", "currencies[1]"), (#"{"currencies":[]}"#, "value_empty", "currencies"),
      (#"{"body_bytes":1}"#, "out_of_range", "body_bytes"), (#"{"batch_items":"3"}"#, "wrong_type", "batch_items"),
      (#"{"colour":1}"#, "unknown_field", "colour"), (#"{"reason":null}"#, "wrong_type", "reason"),
    ] {
      let reply = try caller.post(path, body)
      #expect(reply.status == 400 && reply.code == code && reply.param == param, "\(body): \(reply.body)")
    }
  }

  @Test func `that keeps some currencies opens accounts in no other, alone or in a batch`() throws {
    let caller = Caller(try Daemon())
    _ = try caller.post("/v1/tenants/toko/settings", #"{"currencies":["IDR"]}"#)
    #expect(try caller.post("/v1/accounts", #"{"code":"a","currency":"IDR","class":"asset"}"#).status == 201)
    let other = try caller.post("/v1/accounts", #"{"code":"b","currency":"USD","class":"asset"}"#)
    #expect(other.status == 403 && other.code == "currency_not_allowed" && other.param == "currency")
    let before = caller.daemon.sequence()
    let batch = try caller.post(
      "/v1/batches",
      #"{"items":[{"type":"account","code":"c","currency":"IDR","class":"asset"},{"type":"account","code":"d","currency":"USD","class":"asset"}]}"#
    )
    #expect(batch.status == 403 && batch.param == "items[1].currency", "\(batch.body)")
    #expect(caller.daemon.sequence() == before, "nothing of the batch was done")
  }

  @Test func `bounds its requests' bodies and batches`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    _ = try caller.post("/v1/tenants/toko/settings", #"{"body_bytes":1024,"batch_items":2}"#)
    let item = #"{"type":"transfer","debit":"cash","credit":"wallet:bob","amount":1}"#
    #expect(try caller.post("/v1/batches", #"{"items":[\#(item),\#(item)]}"#).status == 200)
    let many = try caller.post("/v1/batches", #"{"items":[\#(item),\#(item),\#(item)]}"#)
    #expect(many.status == 400 && many.code == "too_many_items" && many.param == "items")
    let large = try caller.post(
      "/v1/transfers",
      #"{"debit":"cash","credit":"wallet:bob","amount":1,"metadata":{"a":"\#(String(repeating: "x", count: 500))","b":"\#(String(repeating: "x", count: 500))"}}"#
    )
    #expect(large.status == 413 && large.code == "body_too_large", "\(large.body)")
  }

  @Test func `is deleted when it is closed, its retention is over and its code is typed; then it never was`() throws {
    let caller = Caller(try Daemon(), tenant: nil)
    let made = try caller.post("/v1/tenants", #"{"code":"warung","name":"W","mode":"test"}"#, key: "made")
    let inside = Caller(caller.daemon, tenant: "warung")
    try inside.openBooks()
    let key = try inside.makeKey()
    let folder = caller.daemon.folder + "/data/tenants/" + made.text("id")
    #expect(FileManager.default.fileExists(atPath: folder))
    func delete(_ confirm: String, key: String = UUID().uuidString) throws -> Reply {
      try caller.post("/v1/tenants/warung/delete", #"{"confirm":"\#(confirm)"}"#, key: key)
    }
    #expect(try delete("warung").code == "tenant_not_closed")
    _ = try caller.post("/v1/tenants/warung/settings", #"{"retention_days":1}"#)
    _ = try caller.post("/v1/tenants/warung/close")
    let retained = try delete("warung")
    #expect(retained.status == 409 && retained.code == "tenant_retained")
    let until = try caller.get("/v1/tenants/warung").text("deletable_at")
    #expect(retained.text("detail").contains(until), "\(retained.body)")

    let other = try caller.post("/v1/tenants", #"{"code":"kios","name":"K","mode":"test"}"#)
    _ = try caller.post("/v1/tenants/kios/close")
    let wrong = try caller.post("/v1/tenants/kios/delete", #"{"confirm":"Kios"}"#)
    #expect(wrong.status == 400 && wrong.code == "confirmation_wrong" && wrong.param == "confirm")
    let gone = try caller.post("/v1/tenants/kios/delete", #"{"confirm":"kios","reason":"done"}"#, key: "del")
    #expect(gone.status == 200 && gone.text("status") == "deleted", "\(gone.body)")
    #expect(!FileManager.default.fileExists(atPath: caller.daemon.folder + "/data/tenants/" + other.text("id")))
    #expect(try caller.get("/v1/tenants/kios").stored == (try caller.get("/v1/tenants/nobody").stored))
    let again = try caller.post("/v1/tenants/kios/delete", #"{"confirm":"kios","reason":"done"}"#, key: "del")
    #expect(again.isReplay && again.body == gone.body)
    #expect(try caller.post("/v1/tenants/kios/delete", #"{"confirm":"kios"}"#).code == "tenant_not_found")
    #expect(try caller.post("/v1/tenants", #"{"code":"kios","name":"K"}"#).code == "tenant_code_taken")
    #expect(try Caller(caller.daemon, tenant: "kios").get("/v1/accounts").code == "tenant_not_found")
    #expect(try caller.get("/v1/accounts", headers: [key.header]).status == 200, "the others go on")
    let rows = try caller.get("/v1/audit?tenant=\(other.text("id"))")
    #expect(rows["data"]?[0]?["action"]?.stringValue == "tenant.deleted")
    #expect(rows["data"]?[0]?["after"]?["reason"]?.stringValue == "done")
  }

  @Test func `that is deleted takes its keys along, also across a restart`() throws {
    var header = ""
    let folder: String
    do {
      let caller = Caller(try Daemon(), tenant: nil)
      _ = try caller.post("/v1/tenants", #"{"code":"kios","name":"K","mode":"test"}"#)
      header = try Caller(caller.daemon, tenant: "kios").makeKey().header
      _ = try caller.post("/v1/tenants/kios/close")
      #expect(try caller.get("/v1/accounts", headers: [header]).status == 200)
      _ = try caller.post("/v1/tenants/kios/delete", #"{"confirm":"kios"}"#)
      #expect(try caller.get("/v1/accounts", headers: [header]).code == "api_key_invalid")
      folder = caller.daemon.leave()
    }
    let caller = Caller(try Daemon(in: folder), tenant: nil)
    #expect(try caller.get("/v1/accounts", headers: [header]).code == "api_key_invalid")
    #expect(try caller.get("/v1/tenants/kios").code == "tenant_not_found")
    #expect(try caller.post("/v1/tenants", #"{"code":"kios","name":"K"}"#).code == "tenant_code_taken")
  }
}

extension Caller {
  struct MadeKey {
    let id: String
    let secret: String
    var header: String { "Authorization: Bearer \(secret)" }
  }

  /// A new key of this caller's tenant; `more` are further members of the body, with a comma before each.
  func makeKey(_ more: String = "", key: String = UUID().uuidString) throws -> MadeKey {
    let made = try post("/v1/keys", #"{"name":"test"\#(more)}"#, key: key)
    #expect(made.status == 201, "\(made.body)")
    return MadeKey(id: made.text("id"), secret: made.text("secret"))
  }
}
