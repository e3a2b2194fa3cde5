import Audit
import Foundation
import JSON
import Testing

/// Payments on the real programs: walletd, and pspsim as the providers.
@Suite(.serialized) struct `Payments` {
  /// Sooner than anybody asks by himself: what is known by then came by webhook.
  private static let soon = Duration.seconds(10)

  @Test func `by QRIS are captured when the provider says so, and booked with their fee`() throws {
    let shop = try Checkout()
    let intent = try shop.intent()
    let code = try shop.code(of: intent)
    #expect(code.hasPrefix("000201"))
    let payment = try shop.payment(of: intent)
    #expect(try shop.status(payment) == "pending_auth")
    #expect(try shop.debit("assets:psp:midtrans:clearing") == 0)
    try shop.midtrans.pay(code)
    #expect(try Patience.wait(Self.soon) { try shop.status(payment) == "captured" })
    #expect(try shop.state(intent) == "succeeded")
    #expect(try shop.debit("assets:psp:midtrans:clearing") == 1_000_000)
    #expect(try shop.credit("liabilities:merchant:m1:pending") == 993_000)
    #expect(try shop.credit("revenue:fee:payment") == 7_000)
    // One told of the code, one of the money; both of this intent's only attempt.
    #expect(try Patience.wait(Self.soon) { try shop.list("/v1/inbox?status=processed").count == 2 })
    let subjects = try Set(shop.list("/v1/inbox").map { try shop.text($0, "about") })
    #expect(try subjects == Set(shop.list("/v1/attempts").map { try shop.text($0, "attempt_id") }))
    #expect(shop.daemon.end(by: SIGTERM) == .exited(0))
    let report = try Offline.verify(Daemon.ledger(in: shop.folder, tenant: shop.tenantID))
    #expect(report.recordChanges > 0)
  }

  @Test func `top up a wallet, without a fee`() throws {
    let shop = try Checkout()
    let intent = try shop.intent(2_500_000, payee: #""wallet_id":"w1""#)
    try shop.midtrans.pay(shop.code(of: intent))
    let payment = try shop.payment(of: intent)
    #expect(try Patience.wait(Self.soon) { try shop.status(payment) == "captured" })
    #expect(try shop.credit("liabilities:wallet:w1:available") == 2_500_000)
    #expect(try shop.debit("assets:psp:midtrans:clearing") == 2_500_000)
    #expect(try shop.credit("revenue:fee:payment") == 0)
  }

  // MARK: Failover

  @Test func `go to the next provider when nobody listens at the first`() throws {
    let shop = try Checkout(apart: true)
    shop.midtrans.end()
    let intent = try shop.intent()
    let key = shop.key()
    let code = try shop.code(of: intent, key: key)
    #expect(try shop.attempts(of: intent) == ["midtrans not_sent", "xendit pending"])
    #expect(try shop.code(of: intent, key: key) == code, "the same key, the same code")
    try shop.xendit.pay(code)
    let payment = try shop.payment(of: intent)
    #expect(try Patience.wait(Self.soon) { try shop.status(payment) == "captured" })
    let book = try shop.xendit.book()
    #expect(book.map(\.captured) == [1_000_000])
    #expect(try shop.debit("assets:psp:xendit:clearing") == 1_000_000)
    #expect(try shop.debit("assets:psp:midtrans:clearing") == 0)
    #expect(try shop.credit("liabilities:merchant:m1:pending") == 993_000)
  }

  @Test func `go to the next provider when the first was away, and has never heard of them when it is back`() throws {
    let shop = try Checkout()
    try shop.midtrans.order("outage", [("provider", "midtrans"), ("operation", "charge"), ("milliseconds", 60_000)])
    let intent = try shop.intent()
    let key = shop.key()
    let reply = try shop.confirm(intent, key: key)
    #expect(reply.status == 504 && reply.code == "provider_outcome_unknown")
    #expect(try shop.midtrans.book().isEmpty)
    #expect(try shop.pass(31) { try shop.attempts(of: intent) == ["midtrans not_sent", "xendit pending"] })
    try shop.midtrans.pay(shop.code(of: intent, key: key))
    let payment = try shop.payment(of: intent)
    #expect(try Patience.wait(Self.soon) { try shop.status(payment) == "captured" })
    #expect(try shop.midtrans.book().map { "\($0.provider) \($0.captured)" } == ["xendit 1000000"])
    #expect(try shop.credit("liabilities:merchant:m1:pending") == 993_000)
  }

  @Test func `whose answer was lost are asked about, and nobody else is asked for them`() throws {
    let shop = try Checkout()
    try shop.midtrans.order("timeout_after", [("operation", "charge")])
    let intent = try shop.intent()
    let key = shop.key()
    let first = try shop.confirm(intent, key: key)
    #expect(first.status == 504 && first.code == "provider_outcome_unknown")
    #expect(try shop.confirm(intent, key: shop.key()).code == "payment_intent_wrong_state", "another key is another request")
    var last = first
    #expect(
      try Patience.wait(.seconds(20)) {
        last = try shop.confirm(intent, key: key)
        return last.status != 504
      })
    #expect(last.status == 200 && last.isReplay)
    let code = try shop.text(try #require(last.json()["next_action"]), "qr_string")
    #expect(try shop.midtrans.book().map(\.provider) == ["midtrans"])
    try shop.midtrans.pay(code)
    let payment = try shop.payment(of: intent)
    #expect(try Patience.wait(Self.soon) { try shop.status(payment) == "captured" })
    #expect(try shop.confirm(intent, key: key).lasting == last.lasting, "for ever")
    #expect(try shop.midtrans.book().map(\.captured) == [1_000_000])
    #expect(try shop.attempts(of: intent) == ["midtrans succeeded"])
  }

  @Test func `that a bank declines wait for another way to pay`() throws {
    let shop = try Checkout()
    let intent = try shop.intent(500_000, #"{"type":"card","token":"deny-1"}"#)
    let declined = try shop.expect(200, shop.confirm(intent)).json()
    #expect(declined["status"]?.stringValue == "requires_method")
    #expect(declined["last_error"]?["code"]?.stringValue == "declined")
    #expect(try shop.attempts(of: intent) == ["midtrans declined"], "a no is a no: nobody else is asked")
    #expect(try shop.confirm(intent).code == "method_required")
    let again = try shop.expect(200, shop.confirm(intent, #"{"payment_method":{"type":"qris"}}"#)).json()
    try shop.midtrans.pay(shop.text(try #require(again["next_action"]), "qr_string"))
    let payment = try shop.payment(of: intent)
    #expect(try Patience.wait(Self.soon) { try shop.status(payment) == "captured" })
    #expect(try shop.credit("liabilities:merchant:m1:pending") == 496_500)
  }
}
