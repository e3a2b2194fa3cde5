package import Payments

/// Midtrans' Core API: QRIS, GoPay, ShopeePay, transfers to virtual accounts, cards.
///
/// `order_id` is our reference, for all calls: it is unique there for ever (a second charge under it is answered 406), and so the thread by
/// which a charge is found again whatever became of the answer. The provider's own reference, `transaction_id`, only a capture needs.
///
/// Source: https://docs.midtrans.com/reference/core-api-overview
package struct MidtransAdapter: ProviderAdapter {
  package let name = ProviderName.midtrans
  private let credentials: MidtransCredentials

  package init(_ credentials: MidtransCredentials) { self.credentials = credentials }

  package func objection(to charge: Charge) -> ProviderRefusal? { MidtransRequests.objection(to: charge) }

  package func request(for call: ProviderCall) throws(ProviderRefusal) -> ProviderRequest {
    var request = try MidtransRequests.request(for: call)
    request.headers.append(ProviderRequest.Header("authorization", credentials.serverKey.basicAuthorization()))
    return request
  }

  package func outcome(of call: ProviderCall, _ answer: ProviderAnswer) -> ProviderOutcome {
    answer.outcome { status, body throws(Senseless) in try MidtransAnswers(call).read(status, body) }
      .hiding(credentials.webhookKeys, of: answer)
  }

  package func notification(_ delivery: WebhookDelivery) throws(WebhookRefusal) -> ProviderNotification {
    try MidtransWebhook.read(delivery.body, keys: credentials.webhookKeys)
  }

  package func meaning(of body: [UInt8]) -> ProviderNotification? { MidtransWebhook.meaning(of: body) }
}
