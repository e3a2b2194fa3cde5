import Foundation
import JSON
import Testing

/// What arrives on ingress.sock is believed only after the provider was asked.
@Suite(.serialized) struct `Webhooks` {
  static func send(_ shop: Checkout, _ provider: String, _ body: String, token: String? = nil) throws -> Reply {
    let headers = [("Content-Type", "application/json")] + (token.map { [("X-Callback-Token", $0)] } ?? [])
    let request = Request(
      method: "POST", path: "/v1/webhooks/\(Checkout.tenant)/\(provider)", headers: headers, body: Array(body.utf8))
    return try Connection(path: shop.folder.file("ingress.sock")).ask(request)
  }

  /// A webhook of Xendit's about a payment under `reference`.
  static func succeeded(_ reference: String, _ padding: String = "") -> String {
    #"{"event":"payment.succeeded","data":{"reference_id":"\#(reference)","status":"SUCCEEDED","note":"\#(padding)"}}"#
  }

  private static func statuses(_ shop: Checkout) throws -> [String] {
    try shop.list("/v1/inbox").map { try shop.text($0, "status") }
  }

  @Test func `that are forged are refused, and nothing is kept of them`() throws {
    let shop = try Checkout()
    try shop.midtrans.order("forged", [("times", 1)])
    let intent = try shop.intent()
    _ = try shop.code(of: intent)
    #expect(
      try Patience.wait(.seconds(10)) {
        try shop.midtrans.ask("GET", "/_sim/webhooks").json()["attempts"]?.arrayValue?.count ?? 0 >= 2
      })
    #expect(try Patience.wait(.seconds(10)) { try Self.statuses(shop) == ["processed"] }, "the true one")
    for token in [nil, "", "another", Checkout.xenditToken + "x"] as [String?] {
      let reply = try Self.send(shop, "xendit", Self.succeeded("x"), token: token)
      #expect(reply.status == 401 && reply.code == "unauthenticated", "\(token ?? "none")")
    }
    #expect(try Self.statuses(shop) == ["processed"])
    #expect(try shop.state(intent) == "requires_action")
    #expect(try Self.send(shop, "nobody", "{}").status == 404)
  }

  @Test func `that lie under a signature that is right move no money`() throws {
    let shop = try Checkout()
    try shop.midtrans.order("tampered", [("times", 1)])
    let intent = try shop.intent()
    let code = try shop.code(of: intent)
    #expect(try Patience.wait(.seconds(10)) { try Self.statuses(shop) == ["processed", "processed"] })
    let events = try shop.list("/v1/inbox").compactMap { $0["event"]?.stringValue }
    #expect(Set(events) == ["settlement", "pending"])
    #expect(try shop.state(intent) == "requires_action")
    #expect(try shop.debit("assets:psp:midtrans:clearing") == 0)
    // And one that says of money that it never came.
    try shop.midtrans.order("tampered", [("times", 1)])
    try shop.midtrans.pay(code)
    #expect(try Patience.wait(.seconds(10)) { try Self.statuses(shop).count == 4 })
    #expect(try Patience.wait(.seconds(10)) { try shop.state(intent) == "succeeded" })
    #expect(try shop.debit("assets:psp:midtrans:clearing") == 1_000_000)
  }

  @Test(arguments: ["duplicate", "reordered", "late"])
  func `that come twice, late or in another order book a payment once`(_ kind: String) throws {
    let shop = try Checkout()
    try shop.midtrans.order(kind, [("times", 2), ("milliseconds", 300)])
    let intent = try shop.intent()
    try shop.midtrans.pay(shop.code(of: intent))
    #expect(try Patience.wait(.seconds(10)) { try shop.state(intent) == "succeeded" })
    #expect(try Patience.wait(.seconds(10)) { try Self.statuses(shop) == ["processed", "processed"] })
    #expect(try shop.credit("liabilities:merchant:m1:pending") == 993_000)
  }

  @Test func `that never come are done without`() throws {
    let shop = try Checkout()
    try shop.midtrans.order("lost", [("times", 2)])
    let intent = try shop.intent()
    try shop.midtrans.pay(shop.code(of: intent))
    #expect(try shop.state(intent) == "requires_action")
    #expect(try shop.pass(16) { try shop.state(intent) == "succeeded" })
    #expect(try Self.statuses(shop) == [])
    #expect(try shop.credit("liabilities:merchant:m1:pending") == 993_000)
  }

  @Test func `about nothing we know are kept, and shown`() throws {
    let shop = try Checkout()
    #expect(try Self.send(shop, "xendit", Self.succeeded("att_unknown"), token: Checkout.xenditToken).status == 200)
    #expect(try Self.send(shop, "xendit", Self.succeeded("att_unknown"), token: Checkout.xenditToken).status == 200)
    #expect(try Patience.wait(.seconds(10)) { try Self.statuses(shop) == ["unmatched"] }, "once")
    #expect(
      try Self.send(shop, "xendit", #"{"event":"invoice.paid","data":{}}"#, token: Checkout.xenditToken).status == 200)
    #expect(try Patience.wait(.seconds(10)) { try Self.statuses(shop) == ["ignored", "unmatched"] })
  }

  @Test func `that are too large are refused, and the daemon lives`() throws {
    let shop = try Checkout()
    // 48 KiB on the wire; and less, of which each character is two in the JSON text of a record.
    for padding in [String(repeating: "x", count: 49_152), String(repeating: #"\\"#, count: 20_000)] {
      let reply = try Self.send(shop, "xendit", Self.succeeded("x", padding), token: Checkout.xenditToken)
      #expect(reply.status == 413 && reply.code == "body_too_large")
    }
    #expect(shop.daemon.isAlive)
    #expect(try Self.statuses(shop) == [])
  }
}
