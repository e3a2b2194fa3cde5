import HTTPServer
import JSON
import LedgerCore
import QRIS
import Testing

@testable import ProviderWorld

@Suite struct `Xendit` {
  @Test func `keeps a key for one body, for ever`() {
    var rig = Rig()
    let first = rig.request("a", key: "k")
    #expect(first.status == 201)
    rig.wait(86_400)
    #expect(rig.request("a", key: "k").body == first.body)
    let other = rig.request("a", 10_001, key: "k")
    #expect(other.status == 409 && other.body.text("error_code") == "DUPLICATE_ERROR")
    #expect(rig.world.book.charges.count == 1)
    // A failure is not kept.
    #expect(rig.request("b", 0, key: "k2").status == 400)
    #expect(rig.request("b", 1, key: "k2").status == 201)
  }

  @Test func `finds requests by id and by reference, which need not be the only one`() {
    var rig = Rig()
    let ids = (0..<2).compactMap { _ in rig.request("same").body.text("id") }
    #expect(rig.xendit(.get, "/payment_requests/" + (ids.first ?? "")).body.text("id") == ids.first)
    let listed = rig.xendit(.get, "/payment_requests", query: "reference_id=same").body
    #expect(listed["data"]?.arrayValue?.compactMap { $0.text("id") } == ids.reversed())
    let none = rig.xendit(.get, "/payment_requests/pr-none")
    #expect(none.status == 404 && none.body.text("error_code") == "DATA_NOT_FOUND")
  }

  @Test func `reads amounts as its Python kit writes them`() throws {
    var rig = Rig()
    let made = rig.request("a", .decimal("10000.0"))
    #expect(made.body["amount"] == 10_000)
    let text = try #require(made.body["payment_method"]?["qr_code"]?["channel_properties"]?["qr_string"]?.stringValue)
    #expect(try MerchantCode(text).amount == 1_000_000)
    #expect(rig.request("b", "10000").status == 400)
    #expect(rig.request("b", .decimal("10000.5")).status == 400)
    #expect(rig.request("b", 10_000_001).status == 400)
  }

  @Test func `ends a request with its method, and refuses to end what was paid`() {
    var rig = Rig()
    let made = rig.request("a").body
    let method = "/v2/payment_methods/" + (made["payment_method"]?.text("id") ?? "")
    #expect(rig.xendit(.post, method + "/expire", [:]).body.text("status") == "EXPIRED")
    #expect(rig.xendit(.get, "/payment_requests/" + (made.text("id") ?? "")).body.text("status") == "EXPIRED")
    let paid = rig.request("b").body
    rig.does("pay", ["reference_id": "b"])
    let its = "/v2/payment_methods/" + (paid["payment_method"]?.text("id") ?? "") + "/expire"
    let refused = rig.xendit(.post, its, [:])
    #expect(refused.status == 400 && refused.body.text("error_code") == "INVALID_PAYMENT_METHOD")
  }

  @Test func `pays when simulated, and tells`() {
    var rig = Rig()
    let made = rig.request("a").body
    let path = "/v2/payment_methods/" + (made["payment_method"]?.text("id") ?? "") + "/payments/simulate"
    #expect(rig.xendit(.post, path, ["amount": 9_999]).status == 400)
    #expect(rig.xendit(.post, path, ["amount": 10_000]).body.text("status") == "PENDING")
    let told = rig.webhooks()
    #expect(told.map { $0.text("event") } == ["payment.succeeded"])
    #expect(told.first?["data"]?.text("payment_request_id") == made.text("id"))
    #expect(rig.xendit(.get, "/balance").body["balance"] == 10_000)
    let payments = "/v2/payment_methods/" + (made["payment_method"]?.text("id") ?? "") + "/payments"
    let listed = rig.xendit(.get, payments).body["data"]?.arrayValue
    #expect(listed?.count == 1 && listed?.first?.text("id") == told.first?["data"]?.text("id"))
  }

  @Test func `begins a refund and ends it when the bank has spoken`() {
    var rig = Rig()
    let id = JSONValue.string(rig.request("a").body.text("id") ?? "")
    rig.does("pay", ["reference_id": "a"])
    _ = rig.webhooks()
    func refund(_ rig: inout Rig, _ rupiah: Int64) -> (status: UInt16, body: JSONValue) {
      rig.xendit(.post, "/refunds", ["payment_request_id": id, "amount": .integer(rupiah), "reason": "OTHERS"])
    }
    let first = refund(&rig, 4_000)
    #expect(first.body.text("status") == "PENDING")
    // What is under way is not given back a second time.
    #expect(refund(&rig, 6_001).body.text("error_code") == "MAXIMUM_REFUND_AMOUNT_REACHED")
    #expect(rig.world.book.charges.first?.refunded == 0)
    rig.wait(1)
    rig.world.pass(to: rig.now)
    #expect(rig.webhooks().map { $0.text("event") } == ["refund.succeeded"])
    #expect(rig.xendit(.get, "/refunds/" + (first.body.text("id") ?? "")).body.text("status") == "SUCCEEDED")
    #expect(rig.world.book.charges.first?.refunded == 400_000)
    let second = refund(&rig, 6_000)
    #expect(rig.does("decline", ["refund_id": .string(second.body.text("id") ?? "")]).status == 200)
    #expect(rig.webhooks().map { $0.text("event") } == ["refund.failed"])
    #expect(rig.world.book.charges.first?.refundable == 600_000)
  }

  @Test func `is paid any number of times at a sticker`() {
    var rig = Rig()
    let made = rig.xendit(
      .post, "/qr_codes", ["reference_id": "till", "type": "STATIC", "currency": "IDR"], headers: ["api-version": "2022-07-31"]
    ).body
    let code = JSONValue.string(made.text("qr_string") ?? "")
    #expect(rig.does("pay", ["qr_string": code]).status == 409)
    #expect(rig.does("pay", ["qr_string": code, "amount": 1_000_000_001]).status == 409)
    for amount in [100_000, 250_000] as [Int64] { rig.does("pay", ["qr_string": code, "amount": .integer(amount)]) }
    let told = rig.webhooks()
    #expect(told.compactMap { $0["data"]?["amount"]?.integerValue } == [1_000, 2_500])
    #expect(told.allSatisfy { $0["data"]?.text("qr_id") == made.text("id") && $0.text("event") == "qr.payment" })
    #expect(rig.xendit(.get, "/balance").body["balance"] == 3_500)
    #expect(rig.xendit(.post, "/qr_codes", ["reference_id": "x"]).status == 400)
  }

  @Test func `knows no key but its own`() {
    var rig = Rig()
    #expect(rig.react(.get, "/balance", key: "another").answer.status == 401)
    #expect(rig.react(.get, "/balance", key: rig.world.settings.midtransKey).answer.status == 401)
  }
}
