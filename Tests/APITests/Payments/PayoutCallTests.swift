import JSON
import Testing

/// Payouts over the socket.
@Suite struct `Payouts` {
  private static let bank = #"{"bank_code":"014","account_number":"1234567890","account_holder":"Budi"}"#

  /// A wallet with Rp100,000.
  private func opened() throws -> Caller {
    let caller = Caller(try Daemon(takesPayments: true))
    try caller.openShop()
    _ = try caller.post("/v1/wallets", #"{"wallet_id":"budi","currency":"IDR"}"#)
    let topUp = try caller.post(
      "/v1/payment_intents",
      #"{"wallet_id":"budi","amount":10000000,"currency":"IDR","payment_method":{"type":"card","token":"t"}}"#)
    _ = try caller.post("/v1/payment_intents/\(topUp.text("payment_intent_id"))/confirm")
    return caller
  }

  private func withdrawal(_ amount: Int64, _ more: String = "", bank: String = bank) -> String {
    #"{"wallet_id":"budi","amount":\#(amount),"currency":"IDR","destination":\#(bank)\#(more)}"#
  }

  @Test func `are asked for, refused to who has asked, and taken back; numbers of accounts are shown whole one by one only`()
    throws
  {
    let caller = try opened()
    let asked = try caller.post("/v1/payouts", withdrawal(4_000_000, #","description":"October""#))
    #expect(asked.status == 201 && asked.text("status") == "requested" && asked.number("fee") == 0)
    #expect(asked["destination"]?["account_number"] == "******7890" && !asked.text("requested_by").isEmpty)
    let path = "/v1/payouts/\(asked.text("payout_id"))"
    #expect(try caller.get(path)["destination"]?["account_number"] == "1234567890")
    let list = try caller.get("/v1/payouts?status=requested")
    #expect(list.body.contains("******7890") && !list.body.contains("1234567890"))
    let own = try caller.post(path + "/approve")
    #expect(own.status == 403 && own.code == "payout_self_approval")
    #expect(try caller.get("/v1/wallets/budi").number("available") == 6_000_000)
    #expect(try caller.post(path + "/cancel").text("status") == "cancelled")
    #expect(try caller.post(path + "/cancel").code == "payout_wrong_state")
    #expect(try caller.get("/v1/wallets/budi").number("available") == 10_000_000)
  }

  @Test func `are sent at once where they need nobody else, with their fee`() throws {
    let caller = try opened()
    let terms =
      #"{"payout_approval_above":5000000,"payout_fee_percent":"1","payout_fee_fixed":250000,"payout_fee_currency":"IDR"}"#
    let set = try caller.post("/v1/payment_settings", terms)
    #expect(set.status == 200 && set.number("payout_approval_above") == 5_000_000 && set.text("payout_fee_percent") == "1")
    let sent = try caller.post("/v1/payouts", withdrawal(5_000_000))
    #expect(sent.status == 201 && sent.text("status") == "submitted" && sent.number("fee") == 300_000)
    var looks = 0
    let path = "/v1/payouts/\(sent.text("payout_id"))"
    while looks < 100_000, try caller.get(path).text("status") != "paid" { looks += 1 }
    #expect(try caller.get(path).text("status") == "paid")
    #expect(try caller.get("/v1/wallets/budi").number("available") == 4_700_000)
  }

  @Test func `that cannot be are refused by name, with their numbers`() throws {
    let caller = try opened()
    let cases: [(body: String, status: UInt16, code: String, param: String)] = [
      (withdrawal(10_000_100), 402, "insufficient_funds", "amount"),
      (withdrawal(999_900), 400, "payout_below_minimum", "amount"),
      (
        withdrawal(1_000_000, bank: #"{"bank_code":"014","account_number":"12","account_holder":"B"}"#), 400,
        "destination_invalid", "account_number"
      ),
      (
        withdrawal(1_000_000, bank: #"{"bank_code":"999","account_number":"1234567890","account_holder":"B"}"#), 400,
        "destination_invalid", "bank_code"
      ),
      (
        withdrawal(1_000_000, bank: #"{"bank_code":"014","account_number":"1234567890"}"#), 400, "missing_field",
        "destination.account_holder"
      ),
      (withdrawal(1_000_000, #","rail":"rtgs""#), 400, "rail_unsupported", "rail"),
      (#"{"wallet_id":"budi","amount":1000000,"currency":"IDR"}"#, 400, "destination_required", "bank_code"),
      (#"{"merchant_id":"m1","wallet_id":"budi","amount":1000000,"currency":"IDR"}"#, 400, "contradiction", "wallet_id"),
      (
        #"{"wallet_id":"nobody","amount":1000000,"currency":"IDR","destination":\#(Self.bank)}"#, 404, "wallet_not_found",
        "wallet_id"
      ),
    ]
    for (body, status, code, param) in cases {
      let reply = try caller.post("/v1/payouts", body)
      #expect(reply.status == status && reply.code == code && reply.param == param, "\(reply.body)")
    }
    #expect(try caller.get("/v1/payouts").body.contains(#""data":[]"#))
    #expect(try caller.get("/v1/wallets/budi").number("available") == 10_000_000)
  }
}
