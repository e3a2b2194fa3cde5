import JSON
import LedgerCore
import Tenancy
import Testing

/// Wallets that pay, bonuses, and merchants that change, over the socket.
@Suite struct `Wallets and merchants` {
  private func shop() throws -> Caller {
    let caller = Caller(try Daemon(takesPayments: true))
    try caller.openShop()
    let intent = try caller.post(
      "/v1/payment_intents",
      #"{"wallet_id":"w1","amount":1000000,"currency":"IDR","payment_method":{"type":"card","token":"t"}}"#)
    #expect(try caller.post("/v1/payment_intents/\(intent.text("payment_intent_id"))/confirm").text("status") == "captured")
    return caller
  }

  private let fromWallet = #"{"type":"wallet","wallet":"w1"}"#

  @Test func `a wallet pays by name or id, and shows what is in it`() throws {
    let caller = try shop()
    let before = try caller.get("/v1/wallets/w1")
    #expect(before.number("available") == 1_000_000 && before.number("promo") == 0 && before.number("held") == 0)
    #expect(try caller.post("/v1/wallets/w1/bonuses", #"{"amount":30000,"currency":"IDR","reason":"welcome"}"#).status == 201)
    let intent = try caller.intent(100_000, method: #"{"type":"wallet","wallet":"\#(before.text("id"))"}"#)
    #expect(intent["payment_method"]?["wallet"] == "w1")
    let confirmed = try caller.post("/v1/payment_intents/\(intent.text("payment_intent_id"))/confirm")
    #expect(confirmed.status == 200 && confirmed.text("status") == "captured" && confirmed["authorization_id"] == nil)
    let payment = try caller.get("/v1/payments/\(confirmed.text("payment"))")
    #expect(payment.text("method") == "wallet" && payment.text("payer_wallet_id") == "w1" && payment["provider"] == nil)
    #expect(payment.text("payer_wallet") == before.text("id") && payment.number("captured_from_promo") == 30_000)
    let after = try caller.get("/v1/wallets/w1")
    #expect(after.number("available") == 930_000 && after.number("promo") == 0)
    let refund = try caller.post("/v1/payments/\(payment.text("payment_id"))/refunds", #"{"amount":50000}"#)
    #expect(refund.status == 201 && refund.text("status") == "succeeded" && refund["provider"] == nil)
    #expect(refund.number("to_wallet") == 35_000 && refund.number("to_promo") == 15_000)
    #expect(try caller.get("/v1/attempts?intent=\(intent.text("payment_intent_id"))")["data"]?.arrayValue?.isEmpty == true)
    #expect(try caller.get("/v1/wallets")["data"]?.arrayValue?.first?["available"] == 965_000)
  }

  @Test func `an authorization is held until it is captured`() throws {
    let caller = try shop()
    let intent = try caller.intent(100_000, method: fromWallet, more: #","capture_method":"manual""#)
    let confirmed = try caller.post("/v1/payment_intents/\(intent.text("payment_intent_id"))/confirm")
    #expect(confirmed.text("status") == "authorized" && confirmed.text("authorization_id") == confirmed.text("payment"))
    let payment = "/v1/payments/\(confirmed.text("payment"))"
    #expect(try caller.get(payment)["authorized_until"] != nil)
    let held = try caller.get("/v1/wallets/w1")
    #expect(held.number("available") == 900_000 && held.number("held") == 100_000)
    #expect(try caller.post("\(payment)/capture", #"{"amount":60000}"#).text("status") == "captured")
    #expect(try caller.get("/v1/wallets/w1").number("available") == 940_000)
    #expect(try caller.post("\(payment)/void").code == "payment_wrong_state")
  }

  @Test func `too little is a decline with the numbers`() throws {
    let caller = try shop()
    let intent = try caller.intent(1_000_001, method: fromWallet).text("payment_intent_id")
    let declined = try caller.post("/v1/payment_intents/\(intent)/confirm")
    #expect(declined.status == 200 && declined.text("status") == "requires_method")
    let error = declined["last_error"]
    #expect(error?["code"] == "insufficient_funds" && error?["available"] == 1_000_000 && error?["needed"] == 1_000_001)
    let paid = try caller.post(
      "/v1/payment_intents/\(intent)/confirm", #"{"payment_method":{"type":"card","token":"t"}}"#)
    #expect(paid.text("status") == "captured" && paid["last_error"] == nil)
  }

  @Test func `a merchant is changed in part, by somebody whose name stays with it`() throws {
    let caller = try shop()
    let changed = try caller.post("/v1/merchants/m1", #"{"fee_percent":"1.5","status":"suspended"}"#)
    #expect(changed.status == 200 && changed.text("fee_percent") == "1.5" && changed.text("status") == "suspended")
    #expect(changed.number("settlement_days") == 1 && changed.text("changed_by").hasPrefix("uid:"))
    #expect(try caller.get("/v1/audit?action=merchant.change_requested")["data"]?.arrayValue?.count == 1)
    let refused = try caller.post("/v1/payment_intents", #"{"merchant_id":"m1","amount":1,"currency":"IDR"}"#)
    #expect(refused.status == 409 && refused.code == "party_suspended" && refused.param == "merchant_id")
    #expect(try caller.get("/v1/merchants?status=suspended")["data"]?.arrayValue?.count == 1)
  }

  private static let requests: [BadInput] = [
    .intent("a wallet that is not named", "payment_method", #"{"type":"wallet"}"#, "missing_field", "payment_method.wallet"),
    .intent(
      "a wallet that is not there", "payment_method", #"{"type":"wallet","wallet":"nobody"}"#, "wallet_not_found",
      "payment_method"),
    .intent(
      "a wallet with a token", "payment_method", #"{"type":"wallet","wallet":"w1","token":"t"}"#, "unknown_field",
      "payment_method.token"),
    BadInput(
      "a wallet that tops itself up", "/v1/payment_intents",
      #"{"wallet_id":"w1","amount":1,"currency":"IDR","payment_method":{"type":"wallet","wallet":"w1"}}"#, 400, "same_account",
      "payment_method"),
    BadInput("a bonus of nothing", "/v1/wallets/w1/bonuses", #"{"currency":"IDR"}"#, 400, "missing_field", "amount"),
    BadInput("a bonus in no currency", "/v1/wallets/w1/bonuses", #"{"amount":1}"#, 400, "missing_field", "currency"),
    BadInput(
      "a bonus in another currency", "/v1/wallets/w1/bonuses", #"{"amount":1,"currency":"USD"}"#, 400, "currency_mismatch",
      "currency"),
    BadInput(
      "a bonus for nobody", "/v1/wallets/w9/bonuses", #"{"amount":1,"currency":"IDR"}"#, 404, "wallet_not_found", "wallet_id"),
    BadInput(
      "a bonus that has expired", "/v1/wallets/w1/bonuses",
      #"{"amount":1,"currency":"IDR","expires_at":"2020-01-01T00:00:00Z"}"#, 400, "expiry_passed", "expires_at"),
    BadInput(
      "a time that is none", "/v1/wallets/w1/bonuses", #"{"amount":1,"currency":"IDR","expires_at":"soon"}"#, 400,
      "invalid_time", "expires_at"),
    BadInput("no change", "/v1/merchants/m1", nil, 400, "body_required"),
    BadInput("a change of nobody", "/v1/merchants/m9", "{}", 404, "merchant_not_found", "merchant_id"),
    BadInput("a status that is none", "/v1/merchants/m1", #"{"status":"gone"}"#, 400, "invalid_value", "status"),
    BadInput("a fixed fee in no currency", "/v1/merchants/m1", #"{"fee_fixed":5}"#, 400, "missing_field", "fee_currency"),
    BadInput("another name of its own", "/v1/merchants/m1", #"{"merchant_id":"m2"}"#, 400, "unknown_field", "merchant_id"),
  ]

  @Test func `what is wrong is answered by name`() throws {
    let caller = try shop()
    for row in Self.requests {
      let reply = try caller.post(row.path, row.body)
      #expect(reply.status == row.status && reply.code == row.code && reply.param == row.param, "\(row.wrong): \(reply.body)")
    }
  }
}
