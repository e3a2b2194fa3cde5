import LedgerCore
import Payments

@testable import Providers

/// Answers of Midtrans, in the form of its documents.
extension Answer {
  private static let waiting = """
    "status_message":"QRIS transaction is created","transaction_id":"ca297170-be4c-45ed-9dc9-be5ba99d30ee",\
    "order_id":"order-20261120-0001","merchant_id":"M004123","gross_amount":"10000.00","currency":"IDR","payment_type":"qris",\
    "transaction_time":"2026-11-20 10:00:00"
    """
  private static let qrString = "00020101021226620014COM.GO-JEK.WWW"

  /// A transaction as a body tells of it.
  private static func body(_ code: String, _ status: String, _ more: String = "") -> String {
    #"{"status_code":"\#(code)",\#(waiting),"transaction_status":"\#(status)""# + (more.isEmpty ? "" : "," + more) + "}"
  }

  private static func facts(
    _ state: ProviderState, action: CustomerAction? = nil, expiresAt: Timestamp? = nil, refunded: Money? = nil,
    failure: Text? = nil
  ) -> ProviderFacts {
    ProviderFacts(
      state: state, reference: Rig.reference, providerReference: Rig.transaction, amount: Rig.idr(1_000_000), refunded: refunded,
      action: action, expiresAt: expiresAt, failureCode: failure)
  }

  private static let accept = #""fraud_status":"accept""#

  private static func one(_ name: String, _ call: ProviderCall, _ body: String, _ meaning: Meaning, status: Int = 200) -> Answer {
    Answer(.midtrans, name, call, status, body, meaning)
  }

  static let midtrans = midtransCharges + midtransStates + midtransActs + midtransRefunds

  private static let midtransCharges: [Answer] = [
    one(
      "a code to scan", .charge(Rig.charge(.qris)),
      body(
        "201", "pending",
        #"\#(accept),"acquirer":"gopay","actions":[{"name":"generate-qr-code","method":"GET","url":"https://api.example/qr"}],"#
          + #""qr_string":"\#(qrString)","expiry_time":"2026-11-20 10:15:00""#),
      .pending(facts(.pending, action: .scan(code: Text(qrString)), expiresAt: Rig.now.adding(seconds: 900)))),
    one(
      "a picture of the code, where its text is not told", .charge(Rig.charge(.qris)),
      body(
        "201", "pending", #"\#(accept),"actions":[{"name":"generate-qr-code","method":"GET","url":"https://api.example/qr"}]"#),
      .pending(facts(.pending, action: .open(url: "https://api.example/qr", isDeepLink: false)))),
    one(
      "a deep link", .charge(Rig.charge(.wallet(.gopay, phone: nil))),
      body(
        "201", "pending",
        #"\#(accept),"actions":[{"name":"generate-qr-code","method":"GET","url":"https://api.example/qr"},"#
          + #"{"name":"deeplink-redirect","method":"GET","url":"gojek://gopay/x"},{"name":"cancel","method":"POST","url":"https://c"}]"#
      ),
      .pending(facts(.pending, action: .open(url: "gojek://gopay/x", isDeepLink: true)))),
    one(
      "a virtual account", .charge(Rig.charge(.bankTransfer(bank: "bca"))),
      body("201", "pending", #"\#(accept),"va_numbers":[{"bank":"bca","va_number":"91019021579"}]"#),
      .pending(facts(.pending, action: .transfer(bank: "bca", number: "91019021579")))),
    one(
      "a virtual account of Permata", .charge(Rig.charge(.bankTransfer(bank: "permata"))),
      body("201", "pending", #"\#(accept),"permata_va_number":"8562000087926752""#),
      .pending(facts(.pending, action: .transfer(bank: "permata", number: "8562000087926752")))),
    one(
      "a bill of Mandiri", .charge(Rig.charge(.bankTransfer(bank: "mandiri"))),
      body("201", "pending", #"\#(accept),"bill_key":"990000000260","biller_code":"70012""#),
      .pending(facts(.pending, action: .transfer(bank: "mandiri", number: "70012 990000000260")))),
    one(
      "a card that asks its holder", .charge(Rig.charge(.card(providerToken: "tok"))),
      body("201", "pending", #""redirect_url":"https://api.example/3ds""#),
      .pending(facts(.pending, action: .open(url: "https://api.example/3ds", isDeepLink: false)))),
    one(
      "a card is charged", .charge(Rig.charge(.card(providerToken: "tok"))), body("200", "capture", accept),
      .done(facts(.succeeded))),
    one(
      "a card is authorized", .charge(Rig.charge(.card(providerToken: "tok"), capturesAtOnce: false)),
      body("200", "authorize", accept), .done(facts(.authorized))),
    one(
      "a person looks at it first", .charge(Rig.charge(.card(providerToken: "tok"))),
      body("201", "capture", #""fraud_status":"challenge""#), .pending(facts(.pending))),
    one(
      "the bank says no", .charge(Rig.charge(.card(providerToken: "tok"))),
      body("202", "deny", #""fraud_status":"accept","channel_response_code":"51""#), .declined(.declined)),
    one(
      "there is one already", .charge(Rig.charge(.qris)),
      #"{"status_code":"406","status_message":"The request could not be completed due to a conflict","id":"x"}"#,
      .declined(.exists)),
    one(
      "still being worked on under the same key", .charge(Rig.charge(.qris)), #"{"status_message":"processing"}"#,
      .unknown(.malfunction), status: 202),
    one(
      "it is finished already", .charge(Rig.charge(.qris)), body("407", "expire"), .done(facts(.expired))),
  ]

  private static func status(_ name: String, _ body: String, _ meaning: Meaning, status: Int = 200) -> Answer {
    one(name, Rig.call(.status, .midtrans), body, meaning, status: status)
  }

  private static let midtransStates: [Answer] = [
    status("not paid yet", body("201", "pending", accept), .pending(facts(.pending))),
    status("not paid yet, shouted", body("201", "PENDING", #""fraud_status":"ACCEPT""#), .pending(facts(.pending))),
    status("paid", body("200", "settlement", accept), .done(facts(.succeeded))),
    status("paid, shouted", body("200", "SETTLEMENT", #""fraud_status":"Accept""#), .done(facts(.succeeded))),
    status(
      "paid, and a person looks at it", body("200", "settlement", #""fraud_status":"challenge""#), .pending(facts(.pending))),
    status("settled without a word on fraud", body("200", "settlement"), .pending(facts(.pending))),
    status("settled, and not answered 200", body("201", "settlement", accept), .pending(facts(.pending))),
    status("fraud", body("200", "capture", #""fraud_status":"deny""#), .done(facts(.failed, failure: "capture"))),
    status("authorized", body("200", "authorize", accept), .done(facts(.authorized))),
    status(
      "denied", body("202", "deny", #""channel_response_code":"51""#), .done(facts(.failed, failure: "51"))),
    status("failed", body("202", "failure"), .done(facts(.failed, failure: "failure"))),
    status("cancelled", body("202", "cancel", accept), .done(facts(.cancelled))),
    status("expired", body("407", "expire"), .done(facts(.expired))),
    status(
      "given back in part", body("200", "partial_refund", #"\#(accept),"refund_amount":"2500.00""#),
      .done(facts(.refunded, refunded: Rig.idr(250_000)))),
    status(
      "given back", body("200", "refund", #""refund_amount":"10000.00""#), .done(facts(.refunded, refunded: Rig.idr(1_000_000)))),
    status("disputed", body("200", "chargeback", accept), .done(facts(.succeeded, failure: "chargeback"))),
    status("a word of tomorrow", body("200", "resting", accept), .unknown(.malfunction)),
    status(
      "not there", #"{"status_code":"404","status_message":"Transaction doesn't exist.","id":"x"}"#, .declined(.notFound)),
    status(
      "not there, said by HTTP too", #"{"status_code":"404","status_message":"Transaction doesn't exist."}"#,
      .declined(.notFound),
      status: 404),
    status("another amount", body("200", "settlement", accept).replacing("10000.00", with: "10000"), .done(facts(.succeeded))),
    status("no amount", body("200", "settlement", accept).replacing("10000.00", with: "1O000.00"), .unknown(.malfunction)),
    status(
      "an amount beyond 64 bits", body("200", "settlement", accept).replacing("10000.00", with: "99999999999999999999.00"),
      .unknown(.malfunction)),
    status(
      "no order", body("200", "settlement", accept).replacing(#""order_id":"order-20261120-0001","#, with: ""),
      .unknown(.malfunction)),
    status(
      "HTTP and body contradict each other", body("200", "settlement", accept), .unknown(.malfunction), status: 404),
    status(
      "no status code", body("200", "settlement", accept).replacing(#""status_code":"200","#, with: ""), .unknown(.malfunction)),
  ]

  private static let card = Rig.pointer(.card, Rig.transaction)

  private static let midtransActs: [Answer] = [
    one("captured", .capture(card, amount: card.amount), body("200", "capture", accept), .done(facts(.succeeded))),
    one(
      "a person looks at it", .capture(card, amount: card.amount), body("201", "capture", #""fraud_status":"challenge""#),
      .pending(facts(.pending))),
    one("the bank says no", .capture(card, amount: card.amount), body("202", "deny", accept), .declined(.declined)),
    one(
      "not authorized", .capture(card, amount: card.amount),
      #"{"status_code":"412","status_message":"Merchant cannot modify the status of the transaction"}"#, .declined(.wrongState)),
    one("cancelled before", .capture(card, amount: card.amount), body("200", "cancel", accept), .declined(.wrongState)),
    one("freed", .cancel(card), body("200", "cancel", accept), .done(facts(.cancelled))),
    one("expired", .cancel(Rig.pointer(.qris)), body("407", "expire"), .done(facts(.expired))),
    one("paid meanwhile", .cancel(Rig.pointer(.qris)), body("200", "settlement", accept), .declined(.wrongState)),
    one(
      "not to be ended", .cancel(Rig.pointer(.qris)),
      #"{"status_code":"412","status_message":"Transaction status cannot be updated."}"#, .declined(.wrongState), status: 412),
    one("not ended", .cancel(Rig.pointer(.qris)), body("201", "pending", accept), .declined(.wrongState)),
  ]

  private static let wallet = Rig.pointer(.qris, Rig.transaction)
  private static let uuid: Text = "db2a8f3c-7a55-4b29-8f4b-4d4bd6c8a111"

  private static func given(_ state: ProviderState, _ minor: Int64 = 1_000_000) -> ProviderFacts {
    ProviderFacts(state: state, reference: Rig.refundReference, providerReference: uuid, amount: Rig.idr(minor))
  }

  private static let told =
    #""refund_chargeback_id":1,"refund_chargeback_uuid":"\#(uuid)","refund_amount":"10000.00","refund_key":"refund-20261120-0001""#
  private static let list =
    #"\#(accept),"refund_amount":"10000.00","refunds":[{"refund_key":"another","refund_amount":"1.00"},{\#(told),"reason":"r","#
    + #""created_at":"2026-11-20 11:00:00""#

  private static let midtransRefunds: [Answer] = [
    one("given back to the wallet", .refund(Rig.refund(wallet)), body("200", "refund", told), .done(given(.succeeded))),
    one(
      "given back in part", .refund(Rig.refund(wallet, minor: 250_000)),
      body("200", "partial_refund", told.replacing("10000.00", with: "2500.00")), .done(given(.succeeded, 250_000))),
    one("on its way to a card", .refund(Rig.refund(card)), body("200", "refund", told), .pending(given(.pending))),
    one("accepted and not done", .refund(Rig.refund(wallet)), body("200", "settlement", told), .pending(given(.pending))),
    one("the bank says no", .refund(Rig.refund(wallet)), body("202", "settlement", accept), .declined(.declined)),
    one(
      "the bank says no, and nothing else", .refund(Rig.refund(wallet)),
      #"{"status_code":"202","status_message":"Refund is denied by the bank."}"#, .declined(.declined)),
    one(
      "still being worked on", .refund(Rig.refund(wallet)), body("202", "settlement", accept), .unknown(.malfunction), status: 202
    ),
    one(
      "asked before", .refund(Rig.refund(wallet)), #"{"status_code":"406","status_message":"Duplicate refund key"}"#,
      .declined(.exists)),
    one(
      "more than there is", .refund(Rig.refund(wallet)), #"{"status_code":"414","status_message":"Refund rejected"}"#,
      .declined(.declined)),
    one(
      "not paid", .refund(Rig.refund(wallet)), #"{"status_code":"412","status_message":"Not settled"}"#, .declined(.wrongState)),
    one(
      "of another refund", .refund(Rig.refund(wallet)), body("200", "refund", told.replacing("refund-2026", with: "refund-2025")),
      .unknown(.malfunction)),
    one("arrived", .refundStatus(Rig.refund(wallet)), body("200", "refund", list + "}]"), .done(given(.succeeded))),
    one("not arrived at a card", .refundStatus(Rig.refund(card)), body("200", "refund", list + "}]"), .pending(given(.pending))),
    one(
      "arrived at a card", .refundStatus(Rig.refund(card)),
      body("200", "refund", list + #","bank_confirmed_at":"2026-11-21 09:00:00"}]"#), .done(given(.succeeded))),
    one("not there", .refundStatus(Rig.refund(wallet)), body("200", "settlement", accept), .declined(.notFound)),
    one(
      "the charge is not there", .refundStatus(Rig.refund(wallet)), #"{"status_code":"404","status_message":"none"}"#,
      .declined(.notFound)),
  ]
}
