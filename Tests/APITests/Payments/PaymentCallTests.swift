import JSON
import Tenancy
import Testing

/// What payments are over the socket: lists, keys, and other tenants.
@Suite struct `Payments` {
  @Test func `go from an intent to money that came, and back`() throws {
    let caller = Caller(try Daemon(takesPayments: true))
    try caller.openShop()
    let intent = try caller.intent(100_000)
    #expect(intent.status == 201 && intent.text("status") == "requires_confirmation" && intent["payment"] == nil)
    let confirmed = try caller.post("/v1/payment_intents/\(intent.text("payment_intent_id"))/confirm")
    #expect(confirmed.status == 200 && confirmed.text("status") == "captured" && confirmed.text("intent_status") == "succeeded")
    let payment = try caller.get("/v1/payments/\(confirmed.text("payment"))")
    #expect(payment.text("status") == "captured" && payment.number("captured") == 100_000 && payment.number("fee") == 700)
    let refund = try caller.post("/v1/payments/\(confirmed.text("payment"))/refunds", #"{"amount":40000,"reason":"returned"}"#)
    #expect(refund.status == 201 && refund.text("status") == "succeeded" && refund.text("reason") == "returned")
    #expect(try caller.get("/v1/payments/\(confirmed.text("payment"))").text("status") == "partially_refunded")
    #expect(try caller.get("/v1/refunds/\(refund.text("refund_id"))").number("amount") == 40_000)
  }

  @Test func `ask the customer for something where there is something to do`() throws {
    let caller = Caller(try Daemon(takesPayments: true))
    try caller.openShop()
    let intent = try caller.intent(100_000, method: #"{"type":"qris"}"#).text("payment_intent_id")
    let confirmed = try caller.post("/v1/payment_intents/\(intent)/confirm")
    #expect(confirmed.text("status") == "requires_action")
    #expect(confirmed["next_action"]?["type"]?.stringValue == "scan" && confirmed["next_action"]?["qr_string"] == "000201")
    let cancelled = try caller.post("/v1/payment_intents/\(intent)/cancel")
    #expect(cancelled.status == 200 && cancelled.text("status") == "cancelled" && cancelled["next_action"] == nil)
  }

  @Test func `that are authorized are captured or voided`() throws {
    let caller = Caller(try Daemon(takesPayments: true))
    try caller.openShop()
    func authorize() throws -> String {
      let intent = try caller.intent(100_000, more: #","capture_method":"manual""#).text("payment_intent_id")
      let confirmed = try caller.post("/v1/payment_intents/\(intent)/confirm")
      #expect(confirmed.text("status") == "authorized" && confirmed.text("authorization_id").hasPrefix("att_"))
      return confirmed.text("payment")
    }
    let captured = try caller.post("/v1/payments/\(try authorize())/capture", #"{"amount":60000}"#)
    #expect(captured.status == 200 && captured.text("status") == "captured" && captured.number("captured") == 60_000)
    let voided = try caller.post("/v1/payments/\(try authorize())/void")
    #expect(voided.status == 200 && voided.text("status") == "voided")
  }

  @Test func `are one for each key: the same request answers the same bytes, another one is told what differs`() throws {
    let caller = Caller(try Daemon(takesPayments: true))
    try caller.openShop()
    let intent = try caller.intent(100_000).text("payment_intent_id")
    let paid = try caller.pay(100_000)
    let requests: [(path: String, body: String?, other: String, param: String)] = [
      ("/v1/merchants", #"{"merchant_id":"m2"}"#, #"{"merchant_id":"m2","settlement_days":2}"#, "settlement_days"),
      ("/v1/wallets", #"{"wallet_id":"w2","currency":"IDR"}"#, #"{"wallet_id":"w3","currency":"IDR"}"#, "wallet_id"),
      (
        "/v1/payment_intents", #"{"merchant_id":"m1","amount":1,"currency":"IDR"}"#,
        #"{"merchant_id":"m1","amount":2,"currency":"IDR"}"#, "amount"
      ),
      ("/v1/payment_intents/\(intent)/confirm", nil, #"{"payment_method":{"type":"qris"}}"#, "payment_method"),
      ("/v1/payments/\(paid.payment)/refunds", #"{"amount":5}"#, #"{"amount":6}"#, "amount"),
      ("/v1/payments/\(paid.payment)/refunds", #"{"amount":100001}"#, #"{"amount":5}"#, "amount"),
      (
        "/v1/payment_intents", #"{"merchant_id":"nobody","amount":1,"currency":"IDR"}"#,
        #"{"merchant_id":"m1","amount":1,"currency":"IDR"}"#, "merchant_id"
      ),
    ]
    for (index, request) in requests.enumerated() {
      let key = "k\(index)"
      let first = try caller.post(request.path, request.body, key: key)
      #expect(!first.isReplay && first.code != "idempotency_mismatch", "\(first.body)")
      let again = try caller.post(request.path, request.body, key: key)
      #expect(again.isReplay && again.status == first.status && again.stored == first.stored, "\(again.body)")
      let other = try caller.post(request.path, request.other, key: key)
      #expect(other.status == 422 && other.code == "idempotency_mismatch" && other.param == request.param, "\(other.body)")
    }
    let inBody = #"{"merchant_id":"m1","amount":1,"currency":"IDR","idempotency_key":"k2"}"#
    #expect(try caller.post("/v1/payment_intents", inBody, key: nil).isReplay)
    #expect(try caller.post("/v1/payment_intents", inBody, key: "other").code == "idempotency_key_conflict")
    #expect(try caller.post("/v1/merchants", #"{"merchant_id":"m9"}"#, key: nil).code == "idempotency_key_required")
    #expect(try caller.post("/v1/wallets", #"{"wallet_id":"w9","currency":"IDR"}"#, key: "k0").param == "operation")
  }

  @Test func `are listed newest first, filtered, page by page`() throws {
    let caller = Caller(try Daemon(takesPayments: true))
    try caller.openShop()
    var intents: [String] = []
    for _ in 0..<5 { intents.insert(try caller.intent(100_000).text("payment_intent_id"), at: 0) }
    _ = try caller.post("/v1/payment_intents/\(intents[1])/cancel")
    var (seen, path): ([String], String?) = ([], "/v1/payment_intents?limit=2")
    while let next = path {
      let page = try caller.get(next)
      seen += (page["data"]?.arrayValue ?? []).compactMap { $0["payment_intent_id"]?.stringValue }
      path = page["cursor"]?.stringValue.map { "/v1/payment_intents?limit=2&cursor=\($0)" }
    }
    #expect(seen == intents)
    func ids(_ path: String, _ name: String) throws -> [String?] {
      (try caller.get(path)["data"]?.arrayValue ?? []).map { $0[name]?.stringValue }
    }
    #expect(try ids("/v1/payment_intents?status=cancelled", "payment_intent_id") == [intents[1]])
    #expect(try ids("/v1/merchants?status=active", "merchant_id") == ["m1"])
    #expect(try ids("/v1/merchants?status=closed", "merchant_id").isEmpty)
    #expect(try ids("/v1/wallets", "wallet_id") == ["w1"])
    let (one, two) = (try caller.pay(100), try caller.pay(200))
    for paid in [one, two, two] {
      #expect(try caller.post("/v1/payments/\(paid.payment)/refunds", #"{"amount":1}"#).status == 201)
    }
    #expect(try ids("/v1/refunds?payment=\(one.payment)", "payment_id") == [one.payment])
    #expect(try ids("/v1/refunds?payment=\(two.payment)&status=succeeded", "payment_id") == [two.payment, two.payment])
    #expect(try ids("/v1/attempts?intent=\(one.intent)", "payment_intent_id") == [one.intent])
    #expect(try ids("/v1/payments?status=partially_refunded&limit=1", "payment_id") == [two.payment])
    #expect(try ids("/v1/inbox", "delivery_id").isEmpty)
  }

  @Test func `of another tenant are the same as unknown ones, byte for byte`() throws {
    let daemon = try Daemon(takesPayments: true)
    _ = try daemon.directory.create(code: "warung", name: "Warung", key: "2")
    let (theirs, caller) = (Caller(daemon, tenant: "warung"), Caller(daemon))
    try theirs.openShop()
    try caller.openShop()
    let paid = try theirs.pay(100)
    let refund = try theirs.post("/v1/payments/\(paid.payment)/refunds", #"{"amount":1}"#).text("refund_id")
    // Ours have the same numbers, so that only the tenant in the id tells them apart.
    let ours = try caller.pay(100)
    _ = try caller.post("/v1/payments/\(ours.payment)/refunds", #"{"amount":1}"#)
    let merchant = try theirs.get("/v1/merchants/m1").text("id")
    let some = "01KE0000000000000000000000"
    for (foreign, unknown) in [
      ("/v1/merchants/\(merchant)", "/v1/merchants/mch_\(some)"),
      ("/v1/payment_intents/\(paid.intent)", "/v1/payment_intents/pi_\(some)"),
      ("/v1/payments/\(paid.payment)", "/v1/payments/pay_\(some)"), ("/v1/refunds/\(refund)", "/v1/refunds/re_\(some)"),
      ("/v1/refunds?payment=\(paid.payment)", "/v1/refunds?payment=pay_\(some)"),
      ("/v1/attempts?intent=\(paid.intent)", "/v1/attempts?intent=pi_\(some)"),
    ] {
      let (one, two) = (try caller.get(foreign), try caller.get(unknown))
      #expect(one.status == 404 && one.stored == two.stored, "\(foreign): \(one.body)")
    }
    for verb in ["confirm", "cancel"] {
      #expect(try caller.post("/v1/payment_intents/\(paid.intent)/\(verb)").code == "payment_intent_not_found")
    }
    for verb in ["capture", "void", "refunds"] {
      #expect(try caller.post("/v1/payments/\(paid.payment)/\(verb)").code == "payment_not_found")
    }
    let body = #"{"merchant_id":"\#(merchant)","amount":1,"currency":"IDR"}"#
    #expect(try caller.post("/v1/payment_intents", body).code == "merchant_not_found")
  }
}

extension Caller {
  /// An account at the willing provider.
  func setProvider() throws {
    let set = try post(
      "/v1/providers/midtrans", #"{"url":"https://psp.example","api_key":"SB-Mid-server-willing"}"#, key: "the provider")
    #expect(set.status == 200, "\(set.body)")
  }

  /// The merchant `m1`, of whom the platform keeps 0.7 %, and the wallet `w1`.
  func openShop(withProvider: Bool = true) throws {
    if withProvider, try get("/v1/providers/midtrans").status == 404 { try setProvider() }
    #expect(try post("/v1/merchants", #"{"merchant_id":"m1","fee_percent":"0.7"}"#).status == 201)
    #expect(try post("/v1/wallets", #"{"wallet_id":"w1","currency":"IDR"}"#).status == 201)
  }

  func intent(_ amount: Int64, method: String? = #"{"type":"card","token":"t"}"#, more: String = "") throws -> Reply {
    let method = method.map { #","payment_method":\#($0)"# } ?? ""
    return try post("/v1/payment_intents", #"{"merchant_id":"m1","amount":\#(amount),"currency":"IDR"\#(method)\#(more)}"#)
  }

  /// What a card pays at once.
  func pay(_ amount: Int64) throws -> (intent: String, payment: String) {
    let intent = try intent(amount).text("payment_intent_id")
    return (intent, try post("/v1/payment_intents/\(intent)/confirm").text("payment"))
  }
}
