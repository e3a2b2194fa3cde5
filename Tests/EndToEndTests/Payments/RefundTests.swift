import JSON
import Testing
import Threads

/// Money that goes back, on the real programs.
@Suite(.serialized) struct `Refunds` {
  private static func post(_ shop: Checkout, _ payment: String, _ amount: Int64?, key: String? = nil) throws -> Reply {
    try shop.post("/v1/payments/\(payment)/refunds", amount.map { #"{"amount":\#($0)}"# } ?? "{}", key: key)
  }

  @Test func `give back a part, then the rest, and never more`() throws {
    let shop = try Checkout()
    let payment = try shop.paid().payment
    let part = try shop.expect(201, Self.post(shop, payment, 300_000)).json()
    #expect(part["status"]?.stringValue == "succeeded" && part["fee_returned"]?.integerValue == 2_100)
    #expect(try shop.status(payment) == "partially_refunded")
    #expect(try Self.post(shop, payment, 700_100).code == "refund_above_captured")
    try shop.expect(201, Self.post(shop, payment, nil))
    #expect(try shop.status(payment) == "refunded")
    #expect(try shop.midtrans.book().map(\.refunded) == [1_000_000])
    for code in ["assets:psp:midtrans:clearing", "liabilities:merchant:m1:pending", "revenue:fee:payment"] {
      #expect(try shop.debit(code) == 0, "\(code)")
    }
    #expect(try shop.debit("liabilities:refund:intransit") == 0)
  }

  @Test func `whose answer was lost are one refund, by whatever key they are asked for again`() throws {
    let shop = try Checkout()
    let payment = try shop.paid().payment
    try shop.midtrans.order("timeout_after", [("operation", "refund")])
    let key = shop.key()
    let lost = try Self.post(shop, payment, 400_000, key: key)
    #expect(lost.status == 504 && lost.code == "provider_outcome_unknown")
    #expect(try shop.credit("liabilities:refund:intransit") == 400_000)
    #expect(try Self.post(shop, payment, 700_000).code == "refund_above_captured", "what is on its way counts")
    var last = lost
    #expect(
      try Patience.wait(.seconds(20)) {
        last = try Self.post(shop, payment, 400_000, key: key)
        return last.status != 504
      })
    #expect(last.status == 201 && last.isReplay)
    #expect(try last.json()["status"]?.stringValue == "succeeded")
    #expect(try Self.post(shop, payment, 400_000, key: key).lasting == last.lasting)
    #expect(try Self.post(shop, payment, 500_000, key: key).status == 422, "another request under the same key")
    #expect(try shop.midtrans.book().flatMap(\.refunds).map(\.amount) == [400_000])
    #expect(try shop.debit("assets:psp:midtrans:clearing") == 600_000)
  }

  @Test func `that never arrived are sent again`() throws {
    let shop = try Checkout()
    let payment = try shop.paid().payment
    try shop.midtrans.order("timeout_before", [("operation", "refund")])
    #expect(try Self.post(shop, payment, nil).status == 504)
    #expect(try shop.pass(16) { try shop.list("/v1/refunds?status=succeeded").count == 1 })
    #expect(try shop.midtrans.book().flatMap(\.refunds).map(\.amount) == [1_000_000])
    #expect(try shop.debit("liabilities:refund:intransit") == 0)
  }

  @Test func `that the bank refuses put everything back`() throws {
    let shop = try Checkout()
    let payment = try shop.paid().payment
    try shop.midtrans.order("declined", [("operation", "refund")])
    #expect(try shop.expect(201, Self.post(shop, payment, 400_000)).json()["status"]?.stringValue == "failed")
    #expect(try shop.status(payment) == "captured")
    #expect(try shop.credit("liabilities:merchant:m1:pending") == 993_000)
    #expect(try shop.credit("revenue:fee:payment") == 7_000)
  }

  @Test func `of which two race for more than there is have one winner`() throws {
    let shop = try Checkout()
    for _ in 1...5 {
      let payment = try shop.paid().payment
      let connections = try [shop.daemon.connect(), shop.daemon.connect()]
      for connection in connections {
        let path = "/v1/payments/\(payment)/refunds"
        connection.send(Request.post(path, tenant: Checkout.tenant, key: shop.key(), #"{"amount":600000}"#).bytes)
      }
      let answers = connections.map { $0.receive() }
      #expect(answers.compactMap { $0?.code } == ["refund_above_captured"] && answers.contains { $0?.status == 201 })
      #expect(try shop.get("/v1/payments/\(payment)")["refunded"]?.integerValue == 600_000)
    }
    #expect(try shop.midtrans.book().allSatisfy { $0.refunded == 600_000 })
  }
}
