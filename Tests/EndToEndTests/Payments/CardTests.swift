import Foundation
import JSON
import Testing

/// Cards: authorized first, taken later.
@Suite(.serialized) struct `Cards` {
  private static func authorized(_ shop: Checkout) throws -> (intent: String, payment: String) {
    let intent = try shop.intent(1_000_000, #"{"type":"card","token":"authorize-1"}"#, #","capture_method":"manual""#)
    let json = try shop.expect(200, shop.confirm(intent)).json()
    guard json["status"]?.stringValue == "authorized" else { throw RigFailure("not authorized: \(json)") }
    return (intent, try shop.payment(of: intent))
  }

  private static func pending(_ shop: Checkout) throws -> Int64 {
    try shop.connection.counters(tenant: Checkout.tenant)["assets:psp:midtrans:clearing"]?.debitsPending ?? 0
  }

  @Test func `are taken in part, and the rest is free`() throws {
    let shop = try Checkout()
    let payment = try Self.authorized(shop).payment
    #expect(try Self.pending(shop) == 1_000_000)
    #expect(try shop.post("/v1/payments/\(payment)/capture", #"{"amount":1000100}"#).code == "capture_above_authorized")
    let key = shop.key()
    let taken = try shop.expect(200, shop.post("/v1/payments/\(payment)/capture", #"{"amount":400000}"#, key: key))
    #expect(try shop.text(taken.json(), "status") == "captured")
    #expect(try shop.post("/v1/payments/\(payment)/capture", #"{"amount":400000}"#, key: key).lasting == taken.lasting)
    #expect(try shop.post("/v1/payments/\(payment)/capture").code == "payment_wrong_state")
    #expect(try shop.post("/v1/payments/\(payment)/void").code == "payment_wrong_state")
    #expect(try Self.pending(shop) == 0)
    #expect(try shop.debit("assets:psp:midtrans:clearing") == 400_000)
    #expect(try shop.credit("liabilities:merchant:m1:pending") == 397_200)
    #expect(try shop.midtrans.book().map(\.captured) == [400_000])
  }

  @Test func `are voided, there and here`() throws {
    let shop = try Checkout()
    let payment = try Self.authorized(shop).payment
    let voided = try shop.expect(200, shop.post("/v1/payments/\(payment)/void"))
    #expect(try shop.text(voided.json(), "status") == "voided")
    #expect(try Self.pending(shop) == 0)
    #expect(try shop.midtrans.book().map(\.state) == ["cancelled"])
    #expect(try shop.post("/v1/payments/\(payment)/capture").code == "payment_wrong_state")
  }

  @Test(arguments: ["capture", "cancel"])
  func `whose answer was lost are taken or freed once`(_ operation: String) throws {
    let shop = try Checkout()
    let payment = try Self.authorized(shop).payment
    try shop.midtrans.order("timeout_after", [("operation", .string(operation))])
    let (path, other) = operation == "capture" ? ("capture", "void") : ("void", "capture")
    let key = shop.key()
    #expect(try shop.post("/v1/payments/\(payment)/\(path)", key: key).status == 504)
    #expect(try shop.post("/v1/payments/\(payment)/\(other)").code == "payment_wrong_state", "one at a time")
    var last = try shop.post("/v1/payments/\(payment)/\(path)", key: key)
    #expect(
      try Patience.wait(.seconds(20)) {
        last = try shop.post("/v1/payments/\(payment)/\(path)", key: key)
        return last.status == 200
      }, "\(last.text)")
    let isTaken = operation == "capture"
    #expect(try shop.text(last.json(), "status") == (isTaken ? "captured" : "voided"))
    #expect(try Self.pending(shop) == 0)
    #expect(try shop.debit("assets:psp:midtrans:clearing") == (isTaken ? 1_000_000 : 0))
    #expect(try shop.midtrans.book().map(\.captured) == [isTaken ? 1_000_000 : 0])
  }

  @Test func `that are captured and voided at once are one or the other, there as here`() throws {
    let shop = try Checkout()
    for _ in 1...8 {
      let payment = try Self.authorized(shop).payment
      let connections = try [shop.daemon.connect(), shop.daemon.connect()]
      for (connection, verb) in zip(connections, ["capture", "void"]) {
        connection.send(Request.post("/v1/payments/\(payment)/\(verb)", tenant: Checkout.tenant, key: shop.key(), "{}").bytes)
      }
      let answers = connections.map { $0.receive() }
      #expect(answers.compactMap { $0?.code } == ["payment_wrong_state"])
      #expect(try ["captured", "voided"].contains(shop.status(payment)))
    }
    let taken = try shop.midtrans.book().reduce(0) { $0 + $1.captured }
    #expect(try shop.debit("assets:psp:midtrans:clearing") == taken)
    #expect(try Self.pending(shop) == 0)
  }
}
