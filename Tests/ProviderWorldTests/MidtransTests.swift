import HTTPServer
import JSON
import LedgerCore
import QRIS
import Testing

@testable import ProviderWorld

@Suite struct `Midtrans` {
  @Test func `draws codes that QRIS's own reader understands, of the amount, and each unlike the others`() throws {
    var rig = Rig()
    let texts = ["a", "b"].compactMap { rig.charge($0, 15_000).text("qr_string") }
    #expect(Set(texts).count == 2)
    for text in texts {
      let code = try MerchantCode(text)
      #expect(code.isQRIS && code.use == .dynamic && code.amount == 1_500_000)
    }
  }

  @Test func `says what goes wrong in the body of a 200, except for a wrong key`() {
    var rig = Rig()
    let answer = rig.react(.get, "/v2/none/status", key: rig.world.settings.midtransKey).answer
    #expect(answer.status == 200)
    #expect(rig.midtrans(.get, "/v2/none/status").text("status_code") == "404")
    #expect(rig.react(.get, "/v2/none/status", key: "another").answer.status == 401)
  }

  @Test(
    arguments: [
      (["transaction_details": ["order_id": "a", "gross_amount": 0]], "400"),
      (["transaction_details": ["order_id": "a", "gross_amount": .decimal("1.5")]], "400"),
      (["transaction_details": ["order_id": "a b", "gross_amount": 1]], "400"),
      (["transaction_details": ["order_id": "", "gross_amount": 1]], "400"),
      (["transaction_details": ["order_id": .string(String(repeating: "x", count: 51)), "gross_amount": 1]], "400"),
      (["transaction_details": ["order_id": "a", "gross_amount": 10_000_001]], "400"),
      (["item_details": [["price": 9_999, "quantity": 1]]], "400"),
      (["custom_expiry": ["expiry_duration": 19, "unit": "second"]], "400"),
      (["custom_expiry": ["expiry_duration": 8, "unit": "day"]], "400"),
      (["custom_expiry": ["expiry_duration": 1, "unit": "week"]], "400"), (["qris": ["acquirer": "nobody"]], "400"),
      (["payment_type": "bank_transfer", "bank_transfer": ["bank": "none"]], "402"), (["payment_type": "cheque"], "402"),
      (["payment_type": "credit_card", "credit_card": ["token_id": "4811111111111114"]], "411"),
    ] as [(JSONValue, String)])
  func `refuses what is no charge, and writes nothing down`(change: JSONValue, code: String) throws {
    var rig = Rig()
    let details: JSONValue = ["order_id": "a", "gross_amount": 10_000]
    var body = JSONObject([("payment_type", "qris"), ("transaction_details", details)])
    for member in try #require(change.objectValue).members { body[member.key] = member.value }
    #expect(rig.midtrans(.post, "/v2/charge", .object(body)).text("status_code") == code)
    #expect(rig.world.book.charges.isEmpty && rig.webhooks().isEmpty)
    // Without the change it is one.
    #expect(rig.charge("a").text("status_code") == "201")
  }

  @Test func `takes an order once, and again when it has expired`() {
    var rig = Rig()
    _ = rig.charge("a")
    #expect(rig.charge("a").text("status_code") == "406")
    #expect(rig.midtrans(.post, "/v2/a/expire").text("status_code") == "407")
    #expect(rig.charge("a").text("status_code") == "201")
    rig.does("pay", ["order_id": "a"])
    #expect(rig.charge("a").text("status_code") == "406")
    #expect(rig.world.book.charges.count == 2)
  }

  @Test func `gives the same answer to the same key for five minutes`() {
    var rig = Rig()
    func ask(_ rig: inout Rig, _ order: String, _ key: String) -> String? {
      rig.charge(order, headers: ["idempotency-key": key]).text("transaction_id")
    }
    let first = ask(&rig, "a", "k")
    rig.wait(299)
    // Whatever the body: so it is there.
    #expect(ask(&rig, "b", "k") == first)
    rig.wait(1)
    #expect(ask(&rig, "b", "k") != first)
    // Failures are not kept, longer keys not looked at.
    #expect(ask(&rig, "b", "k2") == nil)
    #expect(ask(&rig, "c", "k2") != nil)
    let long = String(repeating: "k", count: 47)
    #expect(ask(&rig, "d", long) != ask(&rig, "e", long))
  }

  @Test func `tells who repeats a key too early that the first is under way`() {
    var rig = Rig()
    rig.does("faults", ["kind": "slow", "operation": "charge", "milliseconds": 5_000])
    let headers = ["idempotency-key": "k"]
    #expect(rig.charge("a", headers: headers).text("status_code") == "201")
    #expect(rig.charge("a", headers: headers).text("status_code") == "202")
    rig.wait(5)
    #expect(rig.charge("a", headers: headers).text("status_code") == "201")
  }

  /// Token, what the charge answers, its fraud status, what may be done next and what comes of it.
  static let cards: [(token: String, code: String, status: String, fraud: String, act: String, next: String)] = [
    ("accept", "200", "capture", "accept", "cancel", "cancel"), ("deny", "202", "deny", "accept", "cancel", "412"),
    ("challenge", "201", "capture", "challenge", "approve", "capture"),
    ("challenge", "201", "capture", "challenge", "deny", "deny"),
    ("authorize", "200", "authorize", "accept", "cancel", "cancel"), ("accept", "200", "capture", "accept", "approve", "412"),
  ]

  @Test(arguments: cards.indices) func `lets cards do what their tokens say`(_ row: Int) {
    let card = Self.cards[row]
    var rig = Rig()
    let made = rig.charge("a", 10_000, "credit_card", ["credit_card": ["token_id": .string(card.token + "-1")]])
    #expect(made.text("status_code") == card.code && made.text("transaction_status") == card.status)
    #expect(made.text("fraud_status") == card.fraud)
    let next = rig.midtrans(.post, "/v2/a/" + card.act)
    #expect(card.next == "412" ? next.text("status_code") == "412" : next.text("transaction_status") == card.next)
  }

  @Test func `takes at most what was set aside`() {
    var rig = Rig()
    _ = rig.charge("a", 10_000, "credit_card", ["credit_card": ["token_id": "accept", "type": "authorize"]])
    #expect(rig.midtrans(.post, "/v2/capture", ["transaction_id": "a", "gross_amount": 10_001]).text("status_code") == "414")
    #expect(rig.midtrans(.post, "/v2/capture", ["transaction_id": "a", "gross_amount": 4_000]).text("status_code") == "200")
    #expect(rig.world.book.find(.midtrans, reference: "a")?.captured == 400_000)
    #expect(rig.midtrans(.post, "/v2/capture", ["transaction_id": "a"]).text("status_code") == "412")
  }

  @Test func `gives back what was settled, once for each key, never more, and tells twice`() {
    var rig = Rig()
    _ = rig.charge("a")
    #expect(rig.midtrans(.post, "/v2/a/refund", ["amount": 1]).text("status_code") == "412")
    rig.does("pay", ["order_id": "a"])
    _ = rig.webhooks()
    func refund(_ rig: inout Rig, _ key: String, _ rupiah: Int64) -> String? {
      rig.midtrans(.post, "/v2/a/refund", ["refund_key": .string(key), "amount": .integer(rupiah)]).text("status_code")
    }
    #expect(refund(&rig, "1", 4_000) == "200")
    #expect(refund(&rig, "1", 4_000) == "406")
    #expect(refund(&rig, "2", 6_001) == "414")
    let first = rig.webhooks()
    #expect(first.count == 1 && first.first?["refunds"]?[0]?["bank_confirmed_at"] == nil)
    rig.wait(1)
    rig.world.pass(to: rig.now)
    let second = rig.webhooks()
    #expect(second.count == 1 && second.first?["refunds"]?[0]?["bank_confirmed_at"] != nil)
    #expect(refund(&rig, "2", 6_000) == "200")
    #expect(rig.midtrans(.get, "/v2/a/status").text("transaction_status") == "refund")
    rig.wait(45 * 86_400)
    #expect(refund(&rig, "3", 1) == "412")
  }

  @Test func `tells of every state, under the codes of webhooks`() {
    var rig = Rig()
    _ = rig.charge("paid")
    rig.does("pay", ["order_id": "paid"])
    _ = rig.charge("cancelled")
    _ = rig.midtrans(.post, "/v2/cancelled/cancel")
    _ = rig.charge("expired")
    rig.wait(900)
    rig.world.pass(to: rig.now)
    let told = rig.webhooks().map {
      "\($0.text("order_id") ?? "") \($0.text("transaction_status") ?? "") \($0.text("status_code") ?? "")"
    }
    #expect(
      told == [
        "paid pending 201", "paid settlement 200", "cancelled pending 201", "cancelled cancel 202", "expired pending 201",
        "expired expire 202",
      ])
    #expect(rig.midtrans(.get, "/v2/expired/status").text("status_code") == "407")
  }

  @Test func `sends the webhooks of a charge where its own header says`() {
    var rig = Rig()
    _ = rig.charge("a", headers: ["x-override-notification": "http://127.0.0.1:2/own"])
    #expect(rig.deliveries().map(\.target) == [WebhookTarget("http://127.0.0.1:2/own")])
  }
}
