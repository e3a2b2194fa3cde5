import Foundation
import JSON
import Testing

/// What a caller does with wallets, over the socket.
@Suite struct `A caller` {
  private let caller: Caller

  init() throws {
    caller = Caller(try Daemon())
    try caller.openBooks()
  }

  @Test func `sees both balances in the answer to a transfer, and the same when it asks`() throws {
    let reply = try caller.transfer(
      "wallet:alice", "wallet:bob", 25_000, more: #","reference":"order-17","metadata":{"b":"2","a":"1"}"#)
    #expect(reply.status == 201)
    #expect(reply["postings"]?[0]?["debit_balance"]?["available"]?.integerValue == 75_000)
    #expect(reply["postings"]?[0]?["credit_balance"]?["posted"]?.integerValue == 25_000)
    #expect(reply["metadata"] == ["a": "1", "b": "2"])
    #expect(try caller.available("wallet:alice") == 75_000)
    let again = try caller.get("/v1/transactions/\(reply.text("id"))")
    #expect(again.body == reply.body)
  }

  @Test func `is told by name what a balancing transfer moved`() throws {
    let reply = try caller.transfer("wallet:alice", "wallet:bob", 999_999, more: #","balancing":"debit""#)
    #expect(reply["postings"]?[0]?["amount"]?.integerValue == 100_000)
    #expect(try caller.available("wallet:alice") == 0)
  }

  @Test func `posts all postings of a transaction or none`() throws {
    let refused = try caller.post(
      "/v1/transactions",
      #"{"postings":[{"debit":"wallet:alice","credit":"wallet:bob","amount":60000},{"debit":"wallet:alice","credit":"wallet:bob","amount":60000}]}"#
    )
    #expect(refused.status == 402)
    #expect(refused.number("available") == 40_000 && refused.number("needed") == 60_000)
    #expect(try caller.available("wallet:alice") == 100_000)
  }

  @Test func `reverses a transaction once`() throws {
    let id = try caller.transfer("wallet:alice", "wallet:bob", 700).text("id")
    let reversal = try caller.post("/v1/transactions/\(id)/reverse")
    #expect(reversal.status == 201 && reversal.text("type") == "reversal" && reversal.text("reverses") == id)
    #expect(try caller.available("wallet:alice") == 100_000)
    let again = try caller.post("/v1/transactions/\(id)/reverse")
    #expect(again.status == 409 && again.code == "already_reversed")
  }

  @Test func `captures a hold in parts, and the rest is freed with the last`() throws {
    let hold = try caller.hold(10_000, more: #","expires_in":900,"reference":"table 4""#)
    #expect(hold.status == 201 && hold.text("status") == "open" && hold.number("remaining") == 10_000)
    let path = "/v1/holds/\(hold.text("id"))"
    #expect(try caller.get(path).body == hold.body)
    #expect(try caller.available("wallet:alice") == 90_000)
    let part = try caller.post(path + "/capture", #"{"amount":4000,"final":false}"#)
    #expect(part.status == 200 && part.text("status") == "open" && part.number("remaining") == 6_000)
    let tooMuch = try caller.post(path + "/capture", #"{"amount":6001}"#)
    #expect(tooMuch.code == "capture_above_remaining" && tooMuch.number("available") == 6_000)
    let last = try caller.post(
      path + "/capture", #"{"amount":1000,"postings":[{"debit":"wallet:bob","credit":"cash","amount":50}]}"#)
    #expect(last.text("status") == "captured" && last.number("remaining") == 0)
    #expect(
      (last["transaction"]?["postings"]?.arrayValue ?? []).compactMap { $0["kind"]?.stringValue } == [
        "capture", "release", "post",
      ])
    let after = try caller.get(path)
    #expect(after.number("captured") == 5_000 && after.number("amount") == 10_000 && after.text("status") == "captured")
    #expect(try caller.available("wallet:alice") == 95_000)
    #expect(try caller.post(path + "/release").code == "hold_captured")
  }

  @Test func `releases a hold and finds holds by status`() throws {
    let one = try caller.hold(100).text("id")
    let two = try caller.hold(200).text("id")
    let released = try caller.post("/v1/holds/\(one)/release")
    #expect(released.status == 200 && released.text("status") == "released")
    func ids(_ query: String) throws -> [String] {
      (try caller.get("/v1/holds" + query)["data"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
    }
    #expect(try ids("") == [two, one])
    #expect(try ids("?status=open") == [two])
    #expect(try ids("?status=released&account=wallet:alice") == [one])
    #expect(try ids("?status=open&account=cash") == [])
  }

  @Test func `opens, freezes, limits, unfreezes and closes an account`() throws {
    let opened = try caller.post("/v1/accounts", #"{"code":"wallet:carol","currency":"IDR","normal_side":"credit"}"#)
    #expect(opened.status == 201 && opened.text("class") == "liability" && opened["limit"] == "none")
    let path = "/v1/accounts/wallet:carol"
    #expect(try caller.post(path + "/freeze", #"{"sides":["credits"]}"#)["frozen"] == ["credits"])
    let refused = try caller.transfer("cash", "wallet:carol", 1)
    #expect(refused.status == 409 && refused.code == "account_frozen" && refused.param == "credit")
    #expect(try caller.post(path + "/unfreeze", #"{"sides":["credits"]}"#).text("status") == "open")
    #expect(try caller.post(path + "/limit", #"{"limit":{"floor":-500}}"#)["limit"] == ["floor": -500])
    let beyond = try caller.transfer("wallet:carol", "cash", 501)
    #expect(beyond.status == 402 && beyond.code == "limit_exceeded" && beyond.number("available") == 500)
    #expect(try caller.post(path + "/close").text("status") == "closed")
    #expect(try caller.post(path + "/freeze", #"{"sides":["debits"]}"#).code == "account_closed")
    #expect(try caller.get(path).text("status") == "closed")
  }

  @Test func `chooses by currency among accounts of one code`() throws {
    #expect(try caller.post("/v1/accounts", #"{"code":"cash","currency":"USD","class":"asset"}"#).status == 201)
    let ambiguous = try caller.get("/v1/accounts/cash")
    #expect(ambiguous.status == 400 && ambiguous.code == "currency_required")
    #expect(try caller.get("/v1/accounts/cash?currency=USD").text("currency") == "USD")
    #expect(try caller.transfer("cash", "wallet:bob", 1).code == "currency_required")
    #expect(try caller.transfer("cash", "wallet:bob", 1, more: #","currency":"IDR""#).status == 201)
    let frozen = try caller.post("/v1/accounts/cash/freeze?currency=USD", #"{"sides":["debits"]}"#)
    #expect(frozen.text("currency") == "USD")
    #expect(try caller.post("/v1/accounts/cash/freeze", #"{"sides":["debits"]}"#).code == "currency_required")
  }

  @Test func `gets an answer for each item of a batch, at its place`() throws {
    let hold = try caller.hold(500).text("id")
    let batch = """
      {"items":[
        {"type":"transfer","key":"i0","debit":"wallet:alice","credit":"wallet:bob","amount":5},
        {"debit":"wallet:bob","credit":"cash","amount":5000000,"type":"transfer"},
        {"type":"capture","hold":"\(hold)","amount":100},
        {"type":"account","currency":"IDR","class":"revenue","code":"fees"},
        {"type":"transaction","postings":[{"debit":"wallet:bob","credit":"fees","amount":1},{"debit":"wallet:bob","credit":"fees","amount":2}]},
        {"type":"hold","debit":"wallet:alice","credit":"wallet:bob","amount":7},
        {"type":"release","hold":"\(hold)"}
      ]}
      """
    let reply = try caller.post("/v1/batches", batch, key: "batch")
    #expect(reply.status == 200)
    let results = reply["results"]?.arrayValue ?? []
    #expect(results.compactMap { $0["status"]?.integerValue } == [201, 402, 200, 201, 201, 201, 409])
    #expect(results.map { String($0["id"]?.stringValue?.prefix(4) ?? "") } == ["txn_", "", "txn_", "acc_", "txn_", "hold", ""])
    #expect(results[1]["param"] == "debit" && results[1]["available"] == 5)
    #expect(results[6]["code"] == "hold_captured")
    let again = try caller.post("/v1/batches", batch, key: "batch")
    #expect(again.isReplay && again.body == reply.body)
    #expect(try caller.get("/v1/transactions?key=batch%234")["data"]?[0]?["postings"]?.arrayValue?.count == 2)
    #expect(try caller.get("/v1/transactions?key=i0")["data"]?.arrayValue?.count == 1)
  }

  @Test func `undoes an atomic batch at its first refusal`() throws {
    let reply = try caller.post(
      "/v1/batches",
      #"{"atomic":true,"items":[{"type":"transfer","debit":"wallet:alice","credit":"wallet:bob","amount":5},{"type":"transfer","debit":"wallet:bob","credit":"cash","amount":6},{"type":"transfer","debit":"wallet:alice","credit":"wallet:bob","amount":5}]}"#
    )
    let codes = (reply["results"]?.arrayValue ?? []).compactMap { $0["code"]?.stringValue }
    #expect(codes == ["linked_event_failed", "insufficient_funds", "linked_event_failed"])
    #expect(reply["results"]?[0]?["param"] == "items[1]")
    #expect(try caller.available("wallet:bob") == 0)
  }
}
