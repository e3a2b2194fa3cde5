import LedgerCore
import Payments

/// What Xendit's answers mean for the call.
struct XenditAnswers {
  private let call: ProviderCall

  init(_ call: ProviderCall) { self.call = call }

  func read(_ http: Int, _ body: [UInt8]) throws(Senseless) -> ProviderOutcome {
    if http == 429 { return .unknown(ProviderRefusal(.throttled, "HTTP 429")) }
    let object = try AnswerObject(body)
    guard (200...299).contains(http) else {
      guard http >= 400, let code = try object.text("error_code") else { throw Senseless("error_code is missing") }
      let message = try object.text("message")
      return XenditPayout.refusal(http, code, call) ?? XenditRefusals.outcome(http, code, message)
    }
    switch call {
    case .charge(let charge): return self.charge(try paymentRequest(object, of: charge.reference))
    case .status(let charge): return try status(object, charge)
    // No such request is made.
    case .capture: throw Senseless("nothing was asked")
    case .cancel(let charge): return try cancel(object, charge)
    case .refund(let refund), .refundStatus(let refund): return try XenditRefund.outcome(of: refund, object)
    case .payout(let order), .payoutStatus(let order): return try XenditPayout.outcome(of: order, object)
    }
  }

  private func charge(_ request: XenditPaymentRequest) -> ProviderOutcome {
    switch request.facts.state {
    case .pending: .pending(request.facts)
    case .failed: .declined(ProviderRefusal(.declined, request.facts.failureCode ?? "FAILED"))
    case .authorized, .succeeded, .cancelled, .expired, .refunded: .done(request.facts)
    }
  }

  /// One payment request, or the list of those under our reference. There should be one. Of several only one that is paid can be meant: of
  /// others nobody knows which a customer has before him.
  private func status(_ object: AnswerObject, _ charge: ChargePointer) throws(Senseless) -> ProviderOutcome {
    guard object.has("data") else { return standing(try paymentRequest(object, of: charge.reference)) }
    var found: [XenditPaymentRequest] = []
    for entry in try object.objects("data") where try entry.text("reference_id") == charge.reference.string {
      found.append(try paymentRequest(entry, of: charge.reference))
    }
    let paid = found.filter { $0.facts.state == .succeeded }
    if paid.count == 1 { return standing(paid[0]) }
    guard found.count <= 1 else { throw Senseless("several payment requests have this reference_id") }
    guard let only = found.first else {
      guard !object.flag("has_more") else { throw Senseless("the list goes on, and this part has no such reference_id") }
      return .declined(ProviderRefusal(.notFound, "no payment request has this reference_id"))
    }
    return standing(only)
  }

  private func standing(_ request: XenditPaymentRequest) -> ProviderOutcome {
    switch request.facts.state {
    case .pending: .pending(request.facts)
    case .authorized, .succeeded, .failed, .cancelled, .expired, .refunded: .done(request.facts)
    }
  }

  /// The answer is the payment method. Ended is only what is said to be: `INACTIVE` is also one that was used.
  private func cancel(_ object: AnswerObject, _ charge: ChargePointer) throws(Senseless) -> ProviderOutcome {
    guard let known = charge.providerReference.flatMap({ XenditReference($0) }), let method = known.method,
      try object.code("id") == method
    else { throw Senseless("it tells of another payment method") }
    let status = try object.needed("status")
    switch status.uppercased() {
    case "EXPIRED":
      return .done(
        ProviderFacts(state: .expired, reference: charge.reference, providerReference: charge.providerReference))
    case "ACTIVE", "PENDING", "REQUIRES_ACTION", "INACTIVE", "FAILED":
      return .declined(ProviderRefusal(.wrongState, ShownText.line(status)))
    default: throw Senseless("status is a word that we do not know")
    }
  }

  private func paymentRequest(_ object: AnswerObject, of reference: Text) throws(Senseless) -> XenditPaymentRequest {
    let request = try XenditPaymentRequest(object)
    guard request.facts.reference == reference else { throw Senseless("it tells of another reference_id") }
    return request
  }
}
