import Foundation
import JSON
import Testing

/// No row, no act.
@Suite struct `The audit trail` {
  @Test func `has a row of every administrative act, with who, what, before, after and the request's id`() throws {
    let caller = Caller(try Daemon(), tenant: nil)
    _ = try caller.post(
      "/v1/tenants/toko/suspend", #"{"reason":"asked by the platform"}"#, headers: ["X-Request-Id: why-1"])
    let row = try #require(try caller.get("/v1/audit")["data"]?[0])
    #expect(row["action"] == "tenant.suspended" && row["request_id"] == "why-1")
    #expect(row["before"]?["status"] == "active" && row["after"]?["status"] == "suspended")
    #expect(row["after"]?["reason"] == "asked by the platform")
    #expect(row["actor"]?.stringValue?.hasPrefix("uid:\(geteuid()) pid:\(getpid())") == true, "\(row)")
    let id = try caller.get("/v1/tenants/toko").text("id")
    #expect(row["tenant"]?.stringValue == id && row["subject"]?.stringValue == id)
  }

  @Test func `has no row of what was refused or repeated`() throws {
    let caller = Caller(try Daemon(), tenant: nil)
    _ = try caller.post("/v1/tenants/toko/close", key: "c")
    let before = try caller.get("/v1/audit/head").number("sequence")
    #expect(try caller.post("/v1/tenants/toko/close", key: "c").isReplay)
    #expect(try caller.post("/v1/tenants/toko/close").status == 409)
    #expect(try caller.post("/v1/tenants/toko/close", #"{"reason":"x"}"#, key: "c").param == "reason")
    #expect(try caller.get("/v1/audit/head").number("sequence") == before)
  }

  @Test func `has a row of what people do to a ledger, before it is done, and none of what keys do`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let (one, two) = (try caller.hold(10).text("id"), try caller.hold(10).text("id"))
    let posted = try caller.transfer("cash", "wallet:bob", 5).text("id")
    let key = try caller.makeKey()
    let start = try caller.get("/v1/audit/head").number("sequence") ?? 0
    let acts: [(path: String, body: String?, action: String)] = [
      ("/v1/accounts/wallet:bob/freeze", #"{"sides":["debits"]}"#, "account.freeze_requested"),
      ("/v1/accounts/wallet:bob/unfreeze", #"{"sides":["debits"]}"#, "account.unfreeze_requested"),
      ("/v1/accounts/wallet:bob/limit", #"{"limit":{"floor":-5}}"#, "account.limit_requested"),
      ("/v1/holds/\(one)/capture", #"{"amount":1,"final":false}"#, "hold.resolve_requested"),
      ("/v1/holds/\(two)/release", nil, "hold.resolve_requested"),
      ("/v1/transactions/\(posted)/reverse", nil, "transaction.reverse_requested"),
      ("/v1/accounts/wallet:bob/close", nil, "account.close_requested"),
    ]
    for act in acts {
      let reply = try caller.post(act.path, act.body, headers: ["X-Request-Id: act"])
      #expect([200, 201, 409].contains(reply.status), "\(act.path): \(reply.body)")
      let row = try #require(try caller.get("/v1/audit?limit=1")["data"]?[0])
      #expect(row["action"]?.stringValue == act.action && row["request_id"] == "act", "\(act.path): \(row)")
    }
    #expect(try caller.get("/v1/audit/head").number("sequence") == start + Int64(acts.count))
    let batch =
      #"{"items":[{"type":"release","hold":"\#(one)"},{"type":"transfer","debit":"cash","credit":"wallet:alice","amount":1}]}"#
    #expect(try caller.post("/v1/batches", batch).status == 200)
    #expect(try caller.get("/v1/audit/head").number("sequence") == start + Int64(acts.count) + 1)

    let plain = Caller(caller.daemon, tenant: nil)
    let third = try caller.hold(10).text("id")
    #expect(try plain.post("/v1/holds/\(third)/release", headers: [key.header]).status == 200)
    #expect(try plain.get("/v1/audit?action=hold.resolve_requested")["data"]?.arrayValue?.count == 3)
  }

  @Test func `is listed by page and by filter`() throws {
    let caller = Caller(try Daemon(), tenant: nil)
    for index in 1...5 { _ = try caller.post("/v1/tenants", #"{"code":"shop-\#(index)","name":"S"}"#) }
    var seen: [Int64] = []
    var cursor = ""
    repeat {
      let page = try caller.get("/v1/audit?limit=2" + cursor)
      seen += (page["data"]?.arrayValue ?? []).compactMap { $0["sequence"]?.integerValue }
      cursor = page["has_more"] == true ? "&cursor=\(page.text("cursor"))" : ""
    } while !cursor.isEmpty
    #expect(seen == Array((1...6).reversed()))
    func count(_ query: String) throws -> Int { try caller.get("/v1/audit?" + query)["data"]?.arrayValue?.count ?? -1 }
    #expect(try count("tenant=shop-3") == 1 && count("action=tenant.created") == 6 && count("action=key.created") == 0)
    #expect(try count("actor=daemon") == 1 && count("from=2100-01-01T00:00:00Z") == 0 && count("to=2100-01-01T00:00:00Z") == 6)
    for (query, code) in [
      ("tenant=nobody", "tenant_not_found"), ("action=x", "invalid_value"), ("from=x", "invalid_time"),
      ("cursor=t1", "invalid_cursor"), ("from=2100-01-01T00:00:00Z&to=2000-01-01T00:00:00Z", "contradiction"),
      ("who=me", "unknown_parameter"),
    ] { #expect(try caller.get("/v1/audit?" + query).code == code, "\(query)") }
  }

  @Test func `has a signed head that stands still while nothing is written`() throws {
    let caller = Caller(try Daemon(), tenant: nil)
    let head = try caller.get("/v1/audit/head")
    #expect(head.text("trail") == "catalog" && head.number("sequence") == 1)
    #expect(try caller.get("/v1/audit/head").body == head.body)
    _ = try caller.post("/v1/tenants/toko/suspend")
    let next = try caller.get("/v1/audit/head")
    #expect(next.number("sequence") == 2 && next.text("seal") != head.text("seal"))
    #expect(next.text("seal") == (try caller.get("/v1/audit?limit=1")["data"]?[0]?["seal"]?.stringValue))
  }
}
