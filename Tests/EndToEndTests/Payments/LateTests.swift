import JSON
import Testing

/// Money that comes after nobody waited for it any more is real money.
@Suite(.serialized) struct `Late money` {
  private static let soon = Duration.seconds(10)

  /// An intent whose code the provider has let expire, and the charge's reference there.
  private static func expired(_ shop: Checkout) throws -> (intent: String, reference: String) {
    let intent = try shop.intent()
    let code = try shop.code(of: intent)
    let book = try shop.midtrans.book()
    guard let charge = book.first(where: { $0.code == code }) else { throw RigFailure("no such code in the book") }
    try shop.midtrans.act("expire", ("order_id", charge.reference))
    guard try Patience.wait(soon, until: { try shop.state(intent) == "requires_confirmation" }) else {
      throw RigFailure("it does not expire")
    }
    return (intent, charge.reference)
  }

  private static func payLate(_ shop: Checkout, _ reference: String) throws {
    try shop.midtrans.act("pay", ("order_id", reference), [("late", true)])
  }

  @Test func `is accepted where nobody else has paid`() throws {
    let shop = try Checkout()
    let (intent, reference) = try Self.expired(shop)
    try Self.payLate(shop, reference)
    #expect(try Patience.wait(Self.soon) { try shop.state(intent) == "succeeded" })
    #expect(try shop.credit("liabilities:merchant:m1:pending") == 993_000)
    #expect(try shop.debit("liabilities:suspense") == 0)
    #expect(try shop.list("/v1/refunds").isEmpty)
  }

  @Test func `goes back by itself where somebody has, or where it is not wanted any more`() throws {
    let shop = try Checkout()
    let (paid, first) = try Self.expired(shop)
    try shop.midtrans.pay(shop.code(of: paid))
    #expect(try Patience.wait(Self.soon) { try shop.state(paid) == "succeeded" })
    let (cancelled, second) = try Self.expired(shop)
    try shop.expect(200, shop.post("/v1/payment_intents/\(cancelled)/cancel"))
    for reference in [first, second] { try Self.payLate(shop, reference) }
    #expect(
      try Patience.wait(Self.soon) {
        try shop.list("/v1/refunds").filter { $0["status"]?.stringValue == "succeeded" }.count == 2
      })
    #expect(try shop.list("/v1/refunds").allSatisfy { $0["automatic"]?.boolValue == true })
    for charge in try shop.midtrans.book() where [first, second].contains(charge.reference) {
      #expect(charge.captured == 1_000_000 && charge.refunded == 1_000_000)
    }
    #expect(try shop.credit("liabilities:merchant:m1:pending") == 993_000, "one payment, once")
    #expect(try shop.debit("assets:psp:midtrans:clearing") == 1_000_000)
    for code in ["liabilities:suspense", "liabilities:refund:intransit"] { #expect(try shop.debit(code) == 0) }
    #expect(try shop.state(cancelled) == "cancelled")
  }

  @Test func `does not come for a code that we have ended ourselves`() throws {
    let shop = try Checkout()
    let intent = try shop.intent()
    let code = try shop.code(of: intent)
    #expect(try shop.pass(240) { try shop.state(intent) == "requires_confirmation" })
    let charge = try #require(try shop.midtrans.book().first)
    #expect(charge.code == code && charge.state == "expired", "there, not only here")
  }

  @Test func `and a cancel race, and either there is no money or it goes back`() throws {
    let shop = try Checkout()
    for _ in 1...5 {
      let intent = try shop.intent()
      let code = try shop.code(of: intent)
      let connection = try shop.daemon.connect()
      connection.send(Request.post("/v1/payment_intents/\(intent)/cancel", tenant: Checkout.tenant, key: shop.key(), "{}").bytes)
      let reference = try #require(try shop.midtrans.book().first { $0.code == code }?.reference)
      let isPaid = try shop.midtrans.ask("POST", "/_sim/pay", ["qr_string": .string(code)]).status == 200
      #expect(connection.receive()?.status == 200)
      let wanted = isPaid ? "succeeded" : "cancelled"
      #expect(try Patience.wait(Self.soon) { try shop.state(intent) == wanted }, "\(reference)")
    }
    let paid = try shop.midtrans.book().reduce(0) { $0 + $1.captured }
    #expect(try shop.debit("assets:psp:midtrans:clearing") == paid)
  }
}
