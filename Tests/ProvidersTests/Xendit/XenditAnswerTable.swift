import LedgerCore
import Payments

@testable import Providers

/// Answers of Xendit, in the form of its documents and its own client's models.
extension Answer {
  private static let pr = "pr-1102feb0-bb79-47ae-9d1e-e69394d3949c"
  private static let pm = "pm-0b1c7a0e-6d7e-4a52-9f2e-1f0a3f6a1a11"
  private static let qrString = "00020101021226570011ID.XENDIT.WWW"

  private static let qr = """
    {"id":"\(pm)","type":"QR_CODE","reusability":"ONE_TIME_USE","status":"ACTIVE","qr_code":{"channel_code":"QRIS",\
    "channel_properties":{"qr_string":"\(qrString)","expires_at":"2026-11-20T03:15:00Z"}}}
    """
  private static let ewallet = """
    {"id":"\(pm)","type":"EWALLET","reusability":"ONE_TIME_USE","status":"ACTIVE","ewallet":{"channel_code":"DANA",\
    "channel_properties":{"success_return_url":"https://shop.example/ok"}}}
    """

  private static func body(_ status: String, _ method: String = qr, _ more: String = "", id: String = pr) -> String {
    """
    {"id":"\(id)","created":"2026-11-20T03:00:00Z","updated":"2026-11-20T03:00:00Z","reference_id":"order-20261120-0001",\
    "business_id":"5f27a14a9bf05c73dd040bc8","amount":10000,"currency":"IDR","country":"ID","status":"\(status)",\
    "payment_method":\(method)\(more.isEmpty ? "" : "," + more)}
    """
  }

  private static func facts(
    _ state: ProviderState, action: CustomerAction? = nil, expires: Bool = true, failure: Text? = nil
  ) -> ProviderFacts {
    ProviderFacts(
      state: state, reference: Rig.reference, providerReference: Rig.request, amount: Rig.idr(1_000_000), action: action,
      expiresAt: expires ? Rig.now.adding(seconds: 900) : nil, failureCode: failure)
  }

  private static func one(_ name: String, _ call: ProviderCall, _ body: String, _ meaning: Meaning, status: Int = 200) -> Answer {
    Answer(.xendit, name, call, status, body, meaning)
  }

  static let xendit = xenditCharges + xenditStates + xenditActs + xenditRefunds + xenditPayouts

  private static let toScan = Meaning.pending(facts(.pending, action: .scan(code: Text(qrString))))
  private static let dana = ProviderCall.charge(Rig.charge(.wallet(.dana, phone: nil), returnURL: "https://shop.example/ok"))

  private static func act(_ type: String, _ url: String) -> String {
    #"{"action":"AUTH","url_type":"\#(type)","url":"\#(url)","method":"GET","qr_code":null}"#
  }

  private static func error(_ code: String) -> String { #"{"error_code":"\#(code)","message":"in words"}"# }

  private static let xenditCharges: [Answer] = [
    one("a code to scan", .charge(Rig.charge(.qris)), body("PENDING"), toScan, status: 201),
    one("an amount with a point", .charge(Rig.charge(.qris)), body("PENDING").replacing(":10000,", with: ":10000.0,"), toScan),
    one("an amount with an exponent", .charge(Rig.charge(.qris)), body("PENDING").replacing(":10000,", with: ":1.0E4,"), toScan),
    one(
      "a page to open", dana,
      body("REQUIRES_ACTION", ewallet, #""actions":[\#(act("MOBILE", "https://m")),\#(act("WEB", "https://w"))]"#),
      .pending(facts(.pending, action: .open(url: "https://w", isDeepLink: false), expires: false)), status: 201),
    one(
      "an application to open", dana, body("REQUIRES_ACTION", ewallet, #""actions":[\#(act("DEEPLINK", "shopee://x"))]"#),
      .pending(facts(.pending, action: .open(url: "shopee://x", isDeepLink: true), expires: false)), status: 201),
    one(
      "the wallet asks by itself", .charge(Rig.charge(.wallet(.ovo, phone: "+6281234567890"))),
      body("PENDING", ewallet, #""actions":[]"#), .pending(facts(.pending, action: .agree, expires: false)), status: 201),
    one("paid at once", .charge(Rig.charge(.qris)), body("SUCCEEDED"), .done(facts(.succeeded))),
    one("the wallet says no", dana, body("FAILED", ewallet, #""failure_code":"INSUFFICIENT_BALANCE""#), .declined(.declined)),
    one("Xendit does not know", .charge(Rig.charge(.qris)), body("UNKNOWN"), .unknown(.malfunction)),
    one("there is one already", .charge(Rig.charge(.qris)), error("DUPLICATE_ERROR"), .declined(.exists), status: 409),
    one(
      "the same key with another body", .charge(Rig.charge(.qris)), error("IDEMPOTENCY_ERROR"), .declined(.exists), status: 409),
    one("the channel is down", .charge(Rig.charge(.qris)), error("CHANNEL_UNAVAILABLE"), .unknown(.unavailable), status: 503),
    one(
      "the channel is not ours", .charge(Rig.charge(.qris)), error("CHANNEL_NOT_ACTIVATED"), .notSent(.unavailable), status: 403),
  ]

  private static let byReference = ProviderCall.status(Rig.pointer(.qris))

  private static func list(_ entries: String..., hasMore: Bool = false) -> String {
    #"{"data":[\#(entries.joined(separator: ","))],"has_more":\#(hasMore)}"#
  }

  private static func status(_ name: String, _ body: String, _ meaning: Meaning) -> Answer {
    one(name, Rig.call(.status, .xendit), body, meaning)
  }

  private static let xenditStates: [Answer] = [
    status("not paid yet", body("PENDING"), toScan),
    status("paid", body("SUCCEEDED"), .done(facts(.succeeded))),
    status("paid, in lower case", body("succeeded"), .done(facts(.succeeded))),
    status("authorized", body("AWAITING_CAPTURE"), .done(facts(.authorized))),
    status("failed", body("FAILED"), .done(facts(.failed, failure: "FAILED"))),
    status("cancelled", body("CANCELED"), .done(facts(.cancelled))),
    status("voided", body("VOIDED"), .done(facts(.cancelled))),
    status("expired", body("EXPIRED"), .done(facts(.expired))),
    status("a word of tomorrow", body("RESTING"), .unknown(.malfunction)),
    status("no amount", body("SUCCEEDED").replacing(":10000,", with: ":true,"), .unknown(.malfunction)),
    status("less than a sen", body("SUCCEEDED").replacing(":10000,", with: ":10000.001,"), .unknown(.malfunction)),
    status("an amount beyond 64 bits", body("SUCCEEDED").replacing(":10000,", with: ":1e30,"), .unknown(.malfunction)),
    status("no id", body("SUCCEEDED").replacing(#""id":"\#(pr)","#, with: ""), .unknown(.malfunction)),
    one("found by our reference", byReference, list(body("SUCCEEDED")), .done(facts(.succeeded))),
    one("not found by our reference", byReference, list(), .declined(.notFound)),
    one("perhaps further on", byReference, list(hasMore: true), .unknown(.malfunction)),
    one(
      "others are passed by", byReference,
      list(body("SUCCEEDED").replacing("order-2026", with: "order-2025"), body("PENDING")), toScan),
    one("two, and one is paid", byReference, list(body("EXPIRED", id: "pr-2"), body("SUCCEEDED")), .done(facts(.succeeded))),
    one("two that can be paid", byReference, list(body("PENDING", id: "pr-2"), body("PENDING")), .unknown(.malfunction)),
    one("not there", Rig.call(.status, .xendit), error("DATA_NOT_FOUND"), .declined(.notFound), status: 404),
  ]

  private static func cancel(_ name: String, _ status: String, _ meaning: Meaning) -> Answer {
    one(name, Rig.call(.cancel, .xendit), qr.replacing("ACTIVE", with: status), meaning)
  }

  private static let xenditActs: [Answer] = [
    cancel(
      "ended", "EXPIRED",
      .done(ProviderFacts(state: .expired, reference: Rig.reference, providerReference: Rig.request))),
    cancel("used meanwhile", "INACTIVE", .declined(.wrongState)),
    cancel("not ended", "ACTIVE", .declined(.wrongState)),
    cancel("a word of tomorrow", "RESTING", .unknown(.malfunction)),
    one(
      "of another payment method", Rig.call(.cancel, .xendit),
      qr.replacing("ACTIVE", with: "EXPIRED").replacing("pm-0b", with: "pm-0c"),
      .unknown(.malfunction)),
    one("too late", Rig.call(.cancel, .xendit), error("INACTIVE_PAYMENT_REQUEST"), .declined(.wrongState), status: 400),
  ]

  private static let rfd: Text = "rfd-6f4a377d-a201-437f-9119-f8b00cbbe857"

  private static func refund(_ status: String, _ more: String = "") -> String {
    """
    {"id":"\(rfd)","payment_request_id":"\(pr)","amount":10000,"channel_code":"QRIS","country":"ID","currency":"IDR",\
    "reference_id":"refund-20261120-0001","failure_code":null,"status":"\(status)"\(more)}
    """
  }

  private static func given(_ state: ProviderState, failure: Text? = nil) -> ProviderFacts {
    ProviderFacts(
      state: state, reference: Rig.refundReference, providerReference: rfd, amount: Rig.idr(1_000_000), failureCode: failure)
  }

  private static let give = Rig.call(.refund, .xendit)
  private static let byID = ProviderCall.refundStatus(Rig.refund(Rig.pointer(.qris, Rig.request), id: rfd))
  private static let byCharge = Rig.call(.refundStatus, .xendit)

  private static let xenditRefunds: [Answer] = [
    one("on its way", give, refund("PENDING"), .pending(given(.pending))),
    one("given back", give, refund("SUCCEEDED"), .done(given(.succeeded))),
    one("of another refund", give, refund("SUCCEEDED").replacing("refund-2026", with: "refund-2025"), .unknown(.malfunction)),
    one("more than there is", give, error("MAXIMUM_REFUND_AMOUNT_REACHED"), .declined(.wrongState), status: 400),
    one("never in part", give, error("PARTIAL_REFUND_NOT_SUPPORTED"), .declined(.unsupported), status: 400),
    one("our balance is too low", give, error("INSUFFICIENT_BALANCE"), .declined(.declined), status: 400),
    one("no such charge", give, error("TRANSACTION_NOT_FOUND"), .declined(.notFound), status: 400),
    one("asked before", give, error("DUPLICATE_ERROR"), .declined(.exists), status: 409),
    one("on its way, by its id", byID, refund("PENDING"), .pending(given(.pending))),
    one("arrived, by its id", byID, refund("SUCCEEDED"), .done(given(.succeeded))),
    one("cancelled", byID, refund("CANCELLED"), .done(given(.cancelled))),
    one(
      "failed", byID, refund("FAILED").replacing(#""failure_code":null"#, with: #""failure_code":"REFUND_FAILED""#),
      .done(given(.failed, failure: "REFUND_FAILED"))),
    one(
      "arrived, among those of its charge", byCharge,
      list(refund("FAILED").replacing("refund-2026", with: "x"), refund("SUCCEEDED")),
      .done(given(.succeeded))),
    one("not among those of its charge", byCharge, list(), .declined(.notFound)),
    one("perhaps further on", byCharge, list(hasMore: true), .unknown(.malfunction)),
  ]

  private static let disb: Text = "disb-571f3644d2b55a4e8f0b1c2d"

  private static func payout(_ status: String, failure: String? = nil) -> String {
    """
    {"id":"\(disb)","amount":10000,"channel_code":"ID_BCA","currency":"IDR","description":"x",\
    "reference_id":"\(Rig.payoutReference)","status":"\(status)","created":"2026-11-20T03:00:00Z",\
    "updated":"2026-11-20T03:00:00Z","estimated_arrival_time":"2026-11-20T03:15:00Z",\
    "failure_code":\(failure.map { "\"\($0)\"" } ?? "null"),"business_id":"5f27a14a9bf05c73dd040bc8",\
    "channel_properties":{"account_holder_name":"Warung Contoh","account_number":"1234567890"}}
    """
  }

  private static func sent(_ state: ProviderState, failure: Text? = nil, mayPass: Bool = false) -> ProviderFacts {
    var facts = ProviderFacts(
      state: state, reference: Rig.payoutReference, providerReference: disb, amount: Rig.idr(1_000_000), failureCode: failure)
    facts.mayPass = mayPass
    return facts
  }

  private static let send = ProviderCall.payout(Rig.payout())
  private static let followed = ProviderCall.payoutStatus(Rig.payout(id: disb))
  private static let soughtFor = ProviderCall.payoutStatus(Rig.payout())

  private static let xenditPayouts: [Answer] = [
    one("taken", send, payout("ACCEPTED"), .pending(sent(.pending))),
    one("looked at by people", send, payout("PENDING_COMPLIANCE_ASSESSMENT"), .pending(sent(.pending))),
    one("arrived at once", send, payout("SUCCEEDED"), .done(sent(.succeeded))),
    one("of another payout", send, payout("ACCEPTED").replacing("AH~2", with: "AH"), .unknown(.malfunction)),
    one("our balance is too low", send, error("INSUFFICIENT_BALANCE"), .notSent(.unavailable), status: 400),
    one("asked before with another body", send, error("DUPLICATE_ERROR"), .declined(.exists), status: 409),
    one("not understood", send, error("API_VALIDATION_ERROR"), .declined(.invalid), status: 400),
    one("the bank is on its way", followed, payout("REQUESTED"), .pending(sent(.pending))),
    one("arrived", followed, payout("SUCCEEDED"), .done(sent(.succeeded))),
    one(
      "no such account", followed, payout("FAILED", failure: "INVALID_DESTINATION"),
      .done(sent(.failed, failure: "INVALID_DESTINATION"))),
    one(
      "not now", followed, payout("FAILED", failure: "TEMPORARY_TRANSFER_ERROR"),
      .done(sent(.failed, failure: "TEMPORARY_TRANSFER_ERROR", mayPass: true))),
    one(
      "the balance was too low then", followed, payout("FAILED", failure: "INSUFFICIENT_BALANCE"),
      .done(sent(.failed, failure: "INSUFFICIENT_BALANCE", mayPass: true))),
    one(
      "came back", followed, payout("REVERSED", failure: "INVALID_DESTINATION"),
      .done(sent(.refunded, failure: "INVALID_DESTINATION"))),
    one("cancelled at Xendit", followed, payout("CANCELLED"), .done(sent(.cancelled))),
    one("a word of tomorrow about a payout", followed, payout("RESTING"), .unknown(.malfunction)),
    one("found by our reference", soughtFor, list(payout("ACCEPTED")), .pending(sent(.pending))),
    one(
      "its first transfer is passed by", soughtFor,
      list(payout("FAILED", failure: "TRANSFER_ERROR").replacing("AH~2", with: "AH"), payout("SUCCEEDED")),
      .done(sent(.succeeded))),
    one("two under our reference", soughtFor, list(payout("ACCEPTED"), payout("ACCEPTED")), .unknown(.malfunction)),
    one("never sent", soughtFor, list(), .declined(.notFound)),
    one("perhaps further on, a payout", soughtFor, list(hasMore: true), .unknown(.malfunction)),
  ]
}
