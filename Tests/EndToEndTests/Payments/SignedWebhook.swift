import Foundation
import Sodium

/// A webhook as its provider would send it, written and signed here from the providers' documents alone.
struct SignedWebhook {
  let provider: String
  var headers: [(String, String)] = []
  var body: String

  /// One of Midtrans'. Its signature covers the order, the code and the amount, and not the state.
  static func midtrans(
    _ order: String, _ status: String, code: String = "200", amount: String, key: String = Checkout.midtransKey
  ) -> SignedWebhook {
    let signature = SHA512.of(Array((order + code + amount + key).utf8)).map { String(format: "%02x", $0) }.joined()
    return SignedWebhook(
      provider: "midtrans",
      body: """
        {"transaction_time":"2026-11-20 10:00:00","transaction_status":"\(status)","transaction_id":"\(UUID())",\
        "status_message":"midtrans payment notification","status_code":"\(code)","signature_key":"\(signature)","payment_type":"qris",\
        "order_id":"\(order)","merchant_id":"G000000001","gross_amount":"\(amount)","fraud_status":"accept","currency":"IDR"}
        """)
  }

  /// One of Xendit's, with an id of its own, and no two of the same bytes.
  static func xendit(_ reference: String, _ event: String, amount: String, token: String? = Checkout.xenditToken) -> SignedWebhook
  {
    var webhook = SignedWebhook(
      provider: "xendit", headers: [("Webhook-Id", "\(UUID())")],
      body: """
        {"event":"\(event)","business_id":"5f27a14a9bf05c73dd040bc8","created":"2026-11-20T03:00:07Z","data":{"id":"py-1",\
        "amount":\(amount),"status":"SUCCEEDED","reference_id":"\(reference)","currency":"IDR","payment_request_id":"pr-1",\
        "payment_method":{"id":"pm-\(UUID())","type":"EWALLET"}}}
        """)
    if let token { webhook.headers.append(("X-Callback-Token", token)) }
    return webhook
  }

  var request: Request {
    Request(
      method: "POST", path: "/v1/webhooks/\(Checkout.tenant)/\(provider)",
      headers: [("Content-Type", "application/json")] + headers, body: Array(body.utf8))
  }
}
