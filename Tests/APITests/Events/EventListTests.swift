import Foundation
import JSON
import Testing

@testable import API

/// What happened, as a list.
@Suite struct `The list of events` {
  @Test func `holds what changed, newest first, and nothing that was refused`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    #expect(try caller.transfer("wallet:alice", "wallet:bob", 1_000_000).status == 402)
    let moved = try caller.transfer("wallet:alice", "wallet:bob", 70)
    let hold = try caller.hold(10)
    let captured = try caller.post("/v1/holds/\(hold.text("id"))/capture", #"{"amount":4}"#)
    #expect(captured.status == 201 || captured.status == 200)
    let reversed = try caller.post("/v1/transactions/\(moved.text("id"))/reverse")
    #expect(reversed.status == 201)
    #expect(try caller.post("/v1/accounts/wallet:bob/freeze", #"{"sides":["debits"]}"#).status == 200)
    let page = try caller.get("/v1/events?type=transfer.*,hold.*,account.*,transaction.*")
    #expect(
      page.events.map { $0.text(at: "type") } == [
        "account.frozen", "transaction.reversed", "hold.captured", "hold.placed", "transfer.posted", "transfer.posted",
        "account.opened", "account.opened", "account.opened",
      ])
    #expect(page["has_more"] == false && page["cursor"] == .null)
    let sequences = page.events.compactMap { $0["sequence"]?.integerValue }
    #expect(sequences == sequences.sorted(by: >))
    let transfer = page.events[4]
    #expect(transfer.text(at: "object") == moved.text("id"))
    #expect(transfer["data"] == moved.json, "as its own operation shows it")
    #expect(page.events[3].text(at: "object") == hold.text("id") && page.events[3]["data"] == hold.json)
    #expect(page.events[2].text(at: "object") == hold.text("id") && page.events[2]["data"] == captured.json)
    #expect(page.events[1]["data"]?["reverses"]?.stringValue == moved.text("id"))
    for event in page.events {
      let again = try caller.get("/v1/events/\(event.text(at: "id"))")
      #expect(again.json == event)
    }
  }

  @Test func `is filtered by type, account, object, channel and time, in any combination`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let order = #","metadata":{"channel":"order:17"}"#
    let first = try caller.transfer("cash", "wallet:bob", 5, more: order)
    let hold = try caller.hold(10, more: order)
    _ = try caller.transfer("cash", "wallet:alice", 6, more: #","metadata":{"channel":"order:18"}"#)
    _ = try caller.post("/v1/holds/\(hold.text("id"))/release")
    func types(_ query: String) throws -> [String] { try caller.get("/v1/events?" + query).events.map { $0.text(at: "type") } }
    #expect(try types("channel=order:17") == ["hold.released", "hold.placed", "transfer.posted"], "a release has its hold's")
    #expect(try types("channel=order:17&type=transfer.posted") == ["transfer.posted"])
    #expect(try types("account=wallet:bob") == ["hold.released", "hold.placed", "transfer.posted", "account.opened"])
    #expect(try types("account=wallet:bob&type=account.*") == ["account.opened"])
    #expect(try types("account=cash&channel=order:18") == ["transfer.posted"])
    #expect(try types("object=\(hold.text("id"))") == ["hold.released", "hold.placed"])
    #expect(try types("object=\(first.text("id"))") == ["transfer.posted"])
    #expect(try types("object=\(first.text("id"))&type=hold.*").isEmpty)
    #expect(try types("channel=order:1").isEmpty)
    let at = first.text("posted_at")
    #expect(try types("to=\(at)&type=transfer.*").count == 1)
    #expect(try types("from=\(at)&type=transfer.*").count == 2)
    #expect(try types("from=\(at)&to=\(at)").isEmpty)
    #expect(try types("type=key.*").isEmpty)
  }

  @Test func `goes page by page without a gap and without a repetition, whatever is written meanwhile`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    for number in 0..<7 { _ = try caller.transfer("cash", "wallet:alice", Int64(number + 1)) }
    _ = try caller.post("/v1/keys", #"{"name":"one"}"#)
    _ = try caller.post("/v1/payment_methods", OperationIDCard.body)
    for number in 0..<5 { _ = try caller.transfer("cash", "wallet:bob", Int64(number + 1)) }
    let whole = try caller.get("/v1/events?limit=100").events.map { $0.text(at: "id") }
    #expect(whole.count == 19 && whole == whole.sorted(by: >), "ids sort as the list does")
    for limit in [1, 2, 3, 5, 18, 19] {
      var seen: [String] = []
      var cursor = ""
      repeat {
        let page = try caller.get("/v1/events?limit=\(limit)" + (cursor.isEmpty ? "" : "&cursor=\(cursor)"))
        seen += page.events.map { $0.text(at: "id") }
        #expect(page.events.count <= limit)
        cursor = page["cursor"]?.stringValue ?? ""
        // What is new stands above every cursor.
        _ = try caller.transfer("cash", "wallet:bob", 1)
        _ = try caller.post("/v1/keys", #"{"name":"more"}"#)
      } while !cursor.isEmpty
      #expect(Array(seen.suffix(19)) == whole, "limit \(limit)")
      #expect(Set(seen).count == seen.count)
    }
  }

  @Test func `puts together what ledger, catalogue and vault say, in the order of time`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let key = try caller.post("/v1/keys", #"{"name":"checkout","scopes":["accounts:read"]}"#)
    let token = try caller.post("/v1/payment_methods", OperationIDCard.body).text("id")
    _ = try caller.transfer("cash", "wallet:bob", 1)
    let rotated = try caller.post("/v1/keys/\(key.text("id"))/rotate")
    _ = try caller.post("/v1/payment_methods/\(token)/default")
    _ = try caller.post("/v1/payment_methods/\(token)/reveal", #"{"reason":"a secret matter"}"#, key: nil)
    _ = try caller.post("/v1/keys/\(key.text("id"))/revoke", #"{"reason":"left the company"}"#)
    _ = try caller.post("/v1/payment_methods/\(token)/delete")
    _ = try caller.post("/v1/tenants/toko/suspend", #"{"reason":"overdue"}"#)
    _ = try caller.post("/v1/tenants/toko/resume")
    let page = try caller.get("/v1/events")
    #expect(
      page.events.map { $0.text(at: "type") } == [
        "tenant.resumed", "tenant.suspended", "token.deleted", "key.revoked", "token.revealed", "token.defaulted", "key.rotated",
        "transfer.posted", "token.created", "key.created", "transfer.posted", "account.opened", "account.opened",
        "account.opened",
        "tenant.created",
      ])
    let all = page.events
    #expect(all[8].text(at: "object") == token && all[9].text(at: "object") == key.text("id"))
    #expect(
      all[6].text(at: "object") == rotated.text("id") && all[6]["data"]?["before"]?["replaces"]?.stringValue == key.text("id"))
    for word in ["secret matter", "left the company", "overdue", key.text("secret"), rotated.text("secret"), "uid:"] {
      #expect(!page.body.contains(word), "\(word)")
    }
    for event in all { #expect(try caller.get("/v1/events/\(event.text(at: "id"))").json == event) }
    #expect(try caller.get("/v1/events?object=\(token)").events.count == 4)
  }

  @Test func `shows to each who asks what they may read`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    _ = try caller.hold(5)
    _ = try caller.post("/v1/payment_methods", OperationIDCard.body)
    func types(_ scopes: String, _ query: String = "") throws -> Set<String> {
      let key = try caller.makeKey(#","scopes":[\#(scopes)]"#)
      let page = try Caller(caller.daemon, tenant: nil).get("/v1/events" + query, headers: [key.header])
      #expect(page.status == 200)
      return Set(page.events.map { $0.text(at: "type") })
    }
    #expect(try types(#""events:read""#).isEmpty)
    #expect(try types(#""events:read","holds:read""#) == ["hold.placed"])
    #expect(try types(#""events:read","transactions:read","accounts:read""#) == ["transfer.posted", "account.opened"])
    #expect(try types(#""events:read","payment_methods:read""#) == ["token.created"])
    let key = try caller.makeKey(#","scopes":["events:read","holds:read"]"#)
    let plain = Caller(caller.daemon, tenant: nil)
    let refused = try plain.get("/v1/events?type=transfer.posted", headers: [key.header])
    #expect(
      refused.code == "permission_denied" && refused.param == "type" && refused.text("detail").contains("transactions:read"))
    #expect(try plain.get("/v1/events?type=hold.*,transfer.posted", headers: [key.header]).events.count == 1)
    let posted = try caller.get("/v1/events?type=transfer.posted").events[0].text(at: "id")
    #expect(try plain.get("/v1/events/\(posted)", headers: [key.header]).code == "permission_denied")
    let without = try caller.makeKey(#","scopes":["transactions:read"]"#)
    #expect(try plain.get("/v1/events", headers: [without.header]).code == "permission_denied")
    #expect(try plain.get("/v1/events/stream", headers: [without.header]).code == "permission_denied")
  }

  @Test func `says what is wrong with what it is asked`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    func code(_ query: String) throws -> String {
      let reply = try caller.get("/v1/events?" + query)
      return "\(reply.status) \(reply.code) \(reply.param)"
    }
    #expect(try code("type=transfer") == "400 invalid_value type")
    #expect(try code("type=hold.*,") == "400 invalid_value type")
    #expect(try code("object=wallet:alice") == "400 invalid_id object")
    #expect(try code("account=nobody") == "404 account_not_found account")
    #expect(try code("channel=") == "400 value_empty channel")
    #expect(try code("channel=%0A") == "400 invalid_text channel")
    #expect(try code("cursor=x1") == "400 invalid_cursor cursor")
    #expect(try code("from=yesterday") == "400 invalid_time from")
    #expect(try code("after=evt_01KE0000000000000000000000") == "400 unknown_parameter after")
    #expect(try caller.get("/v1/events/evt_01KE0000000000000000000000").code == "event_not_found")
    #expect(try caller.get("/v1/events/nonsense").code == "event_not_found")
    let page = try caller.get("/v1/events?limit=2")
    _ = try caller.post("/v1/tenants", #"{"code":"warung","name":"W"}"#)
    let stale = try Caller(caller.daemon, tenant: "warung").get("/v1/events?cursor=\(page.text("cursor"))")
    #expect(stale.code == "invalid_cursor" && stale.text("detail").contains("Begin again"))
  }
}

enum OperationIDCard {
  static let body =
    #"{"type":"card","customer":"c","card":{"number":"4111111111111111","expiry_month":12,"expiry_year":2044}}"#
}

extension Reply {
  var events: [JSONValue] { json["data"]?.arrayValue ?? [] }
}

extension JSONValue {
  func text(at name: String) -> String { self[name]?.stringValue ?? "–" }
}
