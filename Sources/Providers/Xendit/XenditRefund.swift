import LedgerCore
import Payments

/// Refunds of a payment request.
enum XenditRefund {
  private static let reasons = ["FRAUDULENT", "DUPLICATE", "REQUESTED_BY_CUSTOMER", "CANCELLATION", "OTHERS"]

  /// Xendit takes one of five words. Any other reason is ours alone.
  static func reason(_ reason: Text?) -> String {
    let word = reason?.string.uppercased() ?? ""
    return reasons.contains(word) ? word : "OTHERS"
  }

  /// One refund, or the list of those of its charge.
  static func outcome(of refund: RefundRequest, _ object: AnswerObject) throws(Senseless) -> ProviderOutcome {
    guard object.has("data") else { return try outcome(of: refund, one: object) }
    for entry in try object.objects("data") where try entry.text("reference_id") == refund.reference.string {
      return try outcome(of: refund, one: entry)
    }
    guard !object.flag("has_more") else { throw Senseless("the list goes on, and this part has no such reference_id") }
    return .declined(ProviderRefusal(.notFound, "the charge has no refund under this reference"))
  }

  private static func outcome(of refund: RefundRequest, one object: AnswerObject) throws(Senseless) -> ProviderOutcome {
    guard try object.text("reference_id") == refund.reference.string else { throw Senseless("it tells of another reference_id") }
    guard let id = try object.code("id") else { throw Senseless("id is missing") }
    guard let state = XenditStates.refund(try object.needed("status")) else {
      throw Senseless("status is a word that we do not know")
    }
    var facts = ProviderFacts(state: state, reference: refund.reference, providerReference: Text(id))
    facts.amount = try object.money("amount", try object.currency())
    switch state {
    case .pending: return .pending(facts)
    case .failed:
      facts.failureCode = ShownText.line(try object.text("failure_code") ?? "FAILED")
      return .done(facts)
    case .succeeded, .cancelled, .authorized, .expired, .refunded: return .done(facts)
    }
  }
}
