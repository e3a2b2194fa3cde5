package import Payments

/// Xendit's Payments API, version 2: QRIS, DANA, OVO, ShopeePay, LinkAja; and its payouts to banks.
///
/// Version 2 and not 3: it does a charge once under an idempotency key, finds it again by our reference, lets a code end after minutes, and
/// can end it before. Version 3 does none of these for QRIS, so that an answer which was lost could mean a second code that can be paid.
///
/// The provider's own reference is two ids, `pr-… pm-…`: the payment request, which is asked about and given back, and the payment method made
/// for it alone, which is what a cancel expires (`XenditReference`).
///
/// Source: https://docs.xendit.co, xendit-python 7.0.0
package struct XenditAdapter: ProviderAdapter {
  package let name = ProviderName.xendit
  private let credentials: XenditCredentials

  package init(_ credentials: XenditCredentials) { self.credentials = credentials }

  package func objection(to charge: Charge) -> ProviderRefusal? { XenditRequests.objection(to: charge) }

  package func objection(to payout: PayoutOrder) -> ProviderRefusal? {
    do {
      _ = try XenditPayout.body(payout)
      return nil
    } catch { return error }
  }

  package func request(for call: ProviderCall) throws(ProviderRefusal) -> ProviderRequest {
    var request = try XenditRequests.request(for: call)
    request.headers.append(ProviderRequest.Header("authorization", credentials.secretKey.basicAuthorization()))
    return request
  }

  package func outcome(of call: ProviderCall, _ answer: ProviderAnswer) -> ProviderOutcome {
    answer.outcome { status, body throws(Senseless) in try XenditAnswers(call).read(status, body) }
      .hiding([credentials.secretKey] + credentials.callbackTokens, of: answer)
  }

  package func notification(_ delivery: WebhookDelivery) throws(WebhookRefusal) -> ProviderNotification {
    try XenditWebhook.read(delivery, tokens: credentials.callbackTokens)
  }

  package func meaning(of body: [UInt8]) -> ProviderNotification? { XenditWebhook.meaning(of: body) }
}
