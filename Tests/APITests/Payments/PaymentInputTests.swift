import Testing

extension BadInput {
  /// An intent with one field written differently, or left out with nil.
  static func intent(_ wrong: String, _ field: String, _ value: String?, _ code: String, _ param: String? = nil) -> BadInput {
    var fields = [("merchant_id", #""m1""#), ("amount", "100"), ("currency", #""IDR""#)].filter { $0.0 != field }
    if let value { fields.append((field, value)) }
    let body = "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    let status = code.hasSuffix("_not_found") ? 404 : 400
    return BadInput(wrong, "/v1/payment_intents", body, status, code, param ?? field)
  }

  static func merchant(_ wrong: String, _ fields: String, _ code: String, _ param: String) -> BadInput {
    BadInput(wrong, "/v1/merchants", "{\(fields)}", code == "name_taken" ? 409 : 400, code, param)
  }
}

@Suite struct `A request about payments that is wrong` {
  private static let intents: [BadInput] = [
    .intent("an unknown field", "colour", #""red""#, "unknown_field"),
    .intent("an amount as text", "amount", #""100""#, "wrong_type"),
    .intent("an amount that is null", "amount", "null", "wrong_type"),
    .intent("a fraction", "amount", "10.5", "amount_not_integer"),
    .intent("an exponent", "amount", "1e3", "amount_not_integer"),
    .intent("zero", "amount", "0", "amount_zero"),
    .intent("a negative amount", "amount", "-5", "amount_negative"),
    .intent("one more than an account can count", "amount", "4611686018427387904", "amount_too_large"),
    .intent("more than 64 bits", "amount", "99999999999999999999", "amount_too_large"),
    .intent("no amount", "amount", nil, "missing_field"),
    .intent("no currency", "currency", nil, "missing_field"),
    .intent("a currency that is none", "currency", #""XXX""#, "unknown_currency"),
    .intent("a currency as a number", "currency", "360", "wrong_type"),
    .intent("nobody to pay", "merchant_id", nil, "missing_field"),
    .intent("both a merchant and a wallet", "wallet_id", #""w1""#, "contradiction"),
    .intent("a merchant as a number", "merchant_id", "7", "wrong_type"),
    .intent("a merchant that is not there", "merchant_id", #""m2""#, "merchant_not_found"),
    .intent("a merchant's id that names nothing", "merchant_id", #""mch_01KE0000000000000000000000""#, "merchant_not_found"),
    .intent("an empty merchant", "merchant_id", #""""#, "value_empty"),
    .intent(
      "a merchant's name that is too long", "merchant_id", "\"" + String(repeating: "m", count: 65) + "\"", "value_too_long"),
    .intent("a method that is a text", "payment_method", #""qris""#, "wrong_type"),
    .intent("a method without type", "payment_method", "{}", "missing_field", "payment_method.type"),
    .intent("a method that is none", "payment_method", #"{"type":"cash"}"#, "invalid_value", "payment_method.type"),
    .intent("a transfer to no bank", "payment_method", #"{"type":"bank_transfer"}"#, "missing_field", "payment_method.bank"),
    .intent("a card without token", "payment_method", #"{"type":"card"}"#, "missing_field", "payment_method.token"),
    .intent("a customer of OVO without phone", "payment_method", #"{"type":"ovo"}"#, "missing_field", "payment_method.phone"),
    .intent(
      "a card's number", "payment_method", #"{"type":"card","token":"t","number":"4111111111111111"}"#, "unknown_field",
      "payment_method.number"),
    .intent(
      "a bank where there is none", "payment_method", #"{"type":"qris","bank":"bca"}"#, "unknown_field", "payment_method.bank"),
    .intent("a way to capture that is none", "capture_method", #""later""#, "invalid_value"),
    .intent("a way to capture that is a flag", "capture_method", "true", "wrong_type"),
    .intent("too little time", "expires_in", "59", "out_of_range"),
    .intent("time as a fraction", "expires_in", "60.5", "not_an_integer"),
    .intent("items that are an object", "items", "{}", "wrong_type"),
    .intent("an item that is a text", "items", #"["tea"]"#, "wrong_type", "items[0]"),
    .intent("an item without price", "items", #"[{"name":"tea"}]"#, "missing_field", "items[0].price"),
    .intent("an item without name", "items", #"[{"name":"tea","price":1},{"price":1}]"#, "missing_field", "items[1].name"),
    .intent("none of an item", "items", #"[{"name":"tea","price":1,"quantity":0}]"#, "out_of_range", "items[0].quantity"),
    .intent(
      "too many items", "items", "[" + Array(repeating: #"{"name":"tea","price":1}"#, count: 101).joined(separator: ",") + "]",
      "too_many_items"),
    .intent("a reference with a control character", "reference", #""a\u0007b""#, "invalid_text"),
    .intent("metadata that are a list", "metadata", "[]", "wrong_type"),
    .intent("metadata with a number", "metadata", #"{"a":1}"#, "wrong_type", "metadata.a"),
    BadInput(
      "a wallet of another currency", "/v1/payment_intents", #"{"wallet_id":"w1","amount":100,"currency":"USD"}"#, 400,
      "currency_mismatch", "currency"),
    BadInput(
      "a wallet that is not there", "/v1/payment_intents", #"{"wallet_id":"w2","amount":100,"currency":"IDR"}"#, 404,
      "wallet_not_found", "wallet_id"),
    BadInput(
      "a top-up to be captured later", "/v1/payment_intents",
      #"{"wallet_id":"w1","amount":100,"currency":"IDR","capture_method":"manual"}"#, 400, "method_unsupported", "capture_method"),
    BadInput("no body", "/v1/payment_intents", nil, 400, "body_required"),
    BadInput("a list", "/v1/payment_intents", "[]", 400, "wrong_type"),
    BadInput("a field twice", "/v1/payment_intents", #"{"amount":1,"amount":1}"#, 400, "invalid_json"),
  ]

  private static let parties: [BadInput] = [
    .merchant("no name", "", "missing_field", "merchant_id"),
    .merchant("a name with a space", #""merchant_id":"m 2""#, "invalid_code", "merchant_id"),
    .merchant("a name with a colon", #""merchant_id":"m:2""#, "invalid_code", "merchant_id"),
    .merchant("a name that is taken", #""merchant_id":"m1""#, "name_taken", "merchant_id"),
    .merchant("a name like an id", #""merchant_id":"mch_01KE0000000000000000000000""#, "invalid_code", "merchant_id"),
    .merchant("five decimals", #""merchant_id":"m2","fee_percent":"0.70001""#, "invalid_value", "fee_percent"),
    .merchant("more than all", #""merchant_id":"m2","fee_percent":"100.1""#, "invalid_value", "fee_percent"),
    .merchant("less than nothing", #""merchant_id":"m2","fee_percent":"-1""#, "invalid_value", "fee_percent"),
    .merchant("a point and no more", #""merchant_id":"m2","fee_percent":"1.""#, "invalid_value", "fee_percent"),
    .merchant("a percentage as a number", #""merchant_id":"m2","fee_percent":0.7"#, "wrong_type", "fee_percent"),
    .merchant("a fee in no currency", #""merchant_id":"m2","fee_fixed":5"#, "missing_field", "fee_currency"),
    .merchant("days as text", #""merchant_id":"m2","settlement_days":"1""#, "wrong_type", "settlement_days"),
    .merchant("more days than a year has", #""merchant_id":"m2","settlement_days":366"#, "out_of_range", "settlement_days"),
    .merchant("an unknown field", #""merchant_id":"m2","fee":1"#, "unknown_field", "fee"),
    BadInput("a wallet without currency", "/v1/wallets", #"{"wallet_id":"w2"}"#, 400, "missing_field", "currency"),
    BadInput(
      "a wallet's name that is taken", "/v1/wallets", #"{"wallet_id":"w1","currency":"IDR"}"#, 409, "name_taken", "wallet_id"),
    BadInput(
      "a wallet's name like an id", "/v1/wallets", #"{"wallet_id":"wal_01KE0000000000000000000000","currency":"IDR"}"#, 400,
      "invalid_code", "wallet_id"),
    BadInput("an unknown field of a capture", "/v1/payments/pay_1/capture", #"{"sum":1}"#, 404, "payment_not_found", "payment"),
  ]

  private static let others: [BadInput] = [
    BadInput("zero to capture", "/v1/payments/PAYMENT/capture", #"{"amount":0}"#, 400, "amount_zero", "amount"),
    BadInput("whether it is final as text", "/v1/payments/PAYMENT/capture", #"{"final":"no"}"#, 400, "wrong_type", "final"),
    BadInput("a capture of what is captured", "/v1/payments/PAYMENT/capture", nil, 409, "payment_wrong_state", "payment"),
    BadInput("a void of what is captured", "/v1/payments/PAYMENT/void", nil, 409, "payment_wrong_state", "payment"),
    BadInput("a void with a reason", "/v1/payments/PAYMENT/void", #"{"reason":"x"}"#, 400, "unknown_field", "reason"),
    BadInput("nothing to give back", "/v1/payments/PAYMENT/refunds", #"{"amount":0}"#, 400, "amount_zero", "amount"),
    BadInput(
      "more than was taken", "/v1/payments/PAYMENT/refunds", #"{"amount":100001}"#, 409, "refund_above_captured", "amount"),
    BadInput("a reason that is empty", "/v1/payments/PAYMENT/refunds", #"{"reason":""}"#, 400, "value_empty", "reason"),
    BadInput(
      "an intent that is paid, once more", "/v1/payment_intents/INTENT/confirm", nil, 409, "payment_intent_wrong_state",
      "payment_intent"),
    BadInput(
      "an intent that is paid, to be cancelled", "/v1/payment_intents/INTENT/cancel", nil, 409, "payment_intent_wrong_state",
      "payment_intent"),
    BadInput(
      "a confirmation of nothing", "/v1/payment_intents/pi_1/confirm", nil, 404, "payment_intent_not_found", "payment_intent"),
    BadInput(
      "a confirmation with an amount", "/v1/payment_intents/INTENT/confirm", #"{"amount":1}"#, 400, "unknown_field", "amount"),
    BadInput(
      "an intent that says no way to pay", "/v1/payment_intents/OPEN/confirm", nil, 400, "method_required", "payment_method"),
  ]

  @Test(arguments: [
    BadInputs(testDescription: "intents", rows: intents), .init(testDescription: "parties", rows: parties),
    .init(testDescription: "the rest", rows: others),
  ])
  func `is answered by name, with one status for each code`(table: BadInputs) throws {
    let caller = Caller(try Daemon(takesPayments: true))
    try caller.openShop()
    let paid = try caller.pay(100_000)
    let open = try caller.intent(100_000, method: nil).text("payment_intent_id")
    for row in table.rows {
      let path = row.path.replacing("PAYMENT", with: paid.payment).replacing("INTENT", with: paid.intent).replacing(
        "OPEN", with: open)
      let reply = try caller.post(path, row.body)
      #expect(reply.status == row.status && reply.code == row.code && reply.param == row.param, "\(row.wrong): \(reply.body)")
    }
    #expect(try caller.get("/v1/payments/\(paid.payment)").number("refunded") == 0)
  }

  @Test func `where nobody takes payments is told so, and may be sent again when somebody does`() throws {
    let caller = Caller(try Daemon())
    try caller.openShop(withProvider: false)
    let intent = try caller.intent(100_000).text("payment_intent_id")
    let reply = try caller.post("/v1/payment_intents/\(intent)/confirm", key: "pay")
    #expect(reply.status == 409 && reply.code == "payments_not_set_up")
    #expect(try caller.get("/v1/payment_intents/\(intent)").text("status") == "requires_confirmation")
    try caller.setProvider()
    #expect(try caller.post("/v1/payment_intents/\(intent)/confirm", key: "pay").text("status") == "captured")
  }

  @Test(arguments: [
    ("/v1/merchants?status=open", 400, "invalid_value", "status"), ("/v1/payments?status=paid", 400, "invalid_value", "status"),
    ("/v1/payments?merchant=m1", 400, "unknown_parameter", "merchant"), ("/v1/payments?limit=0", 400, "out_of_range", "limit"),
    ("/v1/payments?cursor=a5", 400, "invalid_cursor", "cursor"), ("/v1/inbox?cursor=x", 400, "invalid_cursor", "cursor"),
    ("/v1/refunds?payment=1", 400, "invalid_id", "payment"),
    ("/v1/refunds?payment=pay_01KE0000000000000000000000", 404, "payment_not_found", "payment"),
    ("/v1/attempts?intent=pay_01KE0000000000000000000000", 400, "invalid_id", "intent"),
    ("/v1/attempts?intent=pi_01KE0000000000000000000000", 404, "payment_intent_not_found", "intent"),
    ("/v1/merchants/m2", 404, "merchant_not_found", "–"), ("/v1/wallets/m1", 404, "wallet_not_found", "–"),
    ("/v1/payment_intents/pi_1", 404, "payment_intent_not_found", "–"), ("/v1/payments/pay_1", 404, "payment_not_found", "–"),
    ("/v1/refunds/re_1", 404, "refund_not_found", "–"), ("/v1/inbox/in_1", 404, "record_not_found", "–"),
    ("/v1/attempts/att_1", 404, "route_not_found", "–"),
  ])
  func `to read is answered by name too`(path: String, status: Int, code: String, param: String) throws {
    let caller = Caller(try Daemon())
    try caller.openShop()
    let reply = try caller.get(path)
    #expect(reply.status == status && reply.code == code && reply.param == param, "\(reply.body)")
  }
}
