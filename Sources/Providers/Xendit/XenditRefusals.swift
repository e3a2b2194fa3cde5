import LedgerCore
import Payments

/// What an error means: `{"error_code", "message"}` under a status of 400 to 499, or of 500 and above.
enum XenditRefusals {
  static func outcome(_ http: Int, _ code: String, _ message: String?) -> ProviderOutcome {
    let detail = ShownText.line(code + (message.map { ": " + $0 } ?? ""))
    func refusal(_ reason: ProviderRefusal.Reason) -> ProviderRefusal { ProviderRefusal(reason, detail) }
    // Nothing certain comes from a server that is out of order, or gave up waiting: the request may be carried out behind it.
    if http >= 500 { return .unknown(refusal(code == "CHANNEL_UNAVAILABLE" ? .unavailable : .malfunction)) }
    if http == 408 { return .unknown(refusal(.interrupted)) }
    if http == 429 { return .unknown(refusal(.throttled)) }
    switch code {
    case "CHANNEL_UNAVAILABLE": return .unknown(refusal(.unavailable))
    // The same key or reference, and perhaps another body: there is one already.
    case "DUPLICATE_ERROR", "IDEMPOTENCY_ERROR": return .declined(refusal(.exists))
    case "CHANNEL_NOT_ACTIVATED", "CHANNEL_NOT_ENABLED": return .notSent(refusal(.unavailable))
    case "DATA_NOT_FOUND", "TRANSACTION_NOT_FOUND": return .declined(refusal(.notFound))
    case "INELIGIBLE_TRANSACTION", "REFUND_IN_PROGRESS", "MAXIMUM_REFUND_AMOUNT_REACHED", "INACTIVE_PAYMENT_REQUEST":
      return .declined(refusal(.wrongState))
    case "PARTIAL_REFUND_NOT_SUPPORTED", "REFUND_NOT_SUPPORTED": return .declined(refusal(.unsupported))
    case "INSUFFICIENT_BALANCE": return .declined(refusal(.declined))
    default: break
    }
    switch http {
    case 401, 403: return .notSent(refusal(.credentials))
    case 402: return .notSent(refusal(.unavailable))
    case 404: return .declined(refusal(.notFound))
    case 409: return .declined(refusal(.exists))
    default: return .declined(refusal(.invalid))
    }
  }
}
