import JSON
import LedgerCore
import Payments

/// Requests to Xendit, but for who asks.
enum XenditRequests {
  static func request(for call: ProviderCall) throws(ProviderRefusal) -> ProviderRequest {
    switch call {
    case .charge(let charge):
      let key = ProviderReference.idempotencyKey(.charge, try ProviderReference.ours(charge.reference))
      return post("/payment_requests", try XenditCharge.body(charge), key: key)
    case .status(let charge): return try status(charge)
    case .capture: throw ProviderRefusal(.unsupported, "nothing that is taken here is captured later")
    case .cancel(let charge): return try cancel(charge)
    case .refund(let refund): return try self.refund(refund)
    case .refundStatus(let refund): return try refundStatus(refund)
    case .payout(let order):
      let key = ProviderReference.idempotencyKey(.payout, try ProviderReference.ours(order.reference))
      return post("/v2/payouts", try XenditPayout.body(order), key: key)
    case .payoutStatus(let order): return get(try XenditPayout.path(order))
    }
  }

  static func objection(to charge: Charge) -> ProviderRefusal? {
    do {
      _ = try XenditCharge.body(charge)
      return nil
    } catch { return error }
  }

  /// By its id where that is known, else by our reference, which answers with a list.
  private static func status(_ charge: ChargePointer) throws(ProviderRefusal) -> ProviderRequest {
    let reference = try ProviderReference.ours(charge.reference)
    guard charge.providerReference != nil else {
      return get("/payment_requests?reference_id=" + ProviderReference.escaped(reference))
    }
    return get("/payment_requests/" + ProviderReference.escaped(try known(charge).request))
  }

  /// There is no call to end a payment request: its payment method is expired, which nothing else uses.
  private static func cancel(_ charge: ChargePointer) throws(ProviderRefusal) -> ProviderRequest {
    guard let method = try known(charge).method else {
      throw ProviderRefusal(.wrongState, "the id of the payment method is not known: ask for the status first")
    }
    // Without a body and a key, as Xendit's own client asks: to end it twice is to end it once.
    return ProviderRequest(.post, "/v2/payment_methods/" + ProviderReference.escaped(method) + "/expire", headers: types)
  }

  private static func refund(_ refund: RefundRequest) throws(ProviderRefusal) -> ProviderRequest {
    let reference = try ProviderReference.ours(refund.reference)
    let rupiah = try Rupiah.whole(refund.amount)
    return post(
      "/refunds",
      [
        "reference_id": .string(reference), "payment_request_id": .string(try known(refund.charge).request),
        "amount": .integer(rupiah), "currency": "IDR", "reason": .string(XenditRefund.reason(refund.reason)),
      ], key: ProviderReference.idempotencyKey(.refund, reference))
  }

  /// By its id where that is known, else among those of its charge.
  private static func refundStatus(_ refund: RefundRequest) throws(ProviderRefusal) -> ProviderRequest {
    if let id = refund.providerReference { return get("/refunds/" + ProviderReference.escaped(id.string)) }
    return get("/refunds?payment_request_id=" + ProviderReference.escaped(try known(refund.charge).request))
  }

  private static func known(_ charge: ChargePointer) throws(ProviderRefusal) -> XenditReference {
    guard let text = charge.providerReference, let reference = XenditReference(text) else {
      throw ProviderRefusal(.wrongState, "the id of the payment request is not known: ask for the status first")
    }
    return reference
  }

  private static let types = [
    ProviderRequest.Header("accept", "application/json"), ProviderRequest.Header("content-type", "application/json"),
  ]

  private static func get(_ path: String) -> ProviderRequest {
    ProviderRequest(.get, path, headers: [ProviderRequest.Header("accept", "application/json")])
  }

  private static func post(_ path: String, _ body: JSONValue, key: String) -> ProviderRequest {
    ProviderRequest(.post, path, headers: types + [ProviderRequest.Header("idempotency-key", key)], body: body.encode())
  }
}
