import LedgerCore
import Payments

/// What a `status_code` that stands for an error means. HTTP's own status is no help: Midtrans answers 200 with an error in the body.
enum MidtransRefusals {
  /// Nil for 200, 201, 202 and 407, which tell of a transaction.
  static func outcome(_ code: Int, _ words: [String]) -> ProviderOutcome? {
    let detail = ShownText.line((["\(code)"] + words).joined(separator: " "))
    func refusal(_ reason: ProviderRefusal.Reason) -> ProviderRefusal { ProviderRefusal(reason, detail) }
    return switch code {
    case 200, 201, 202, 407: nil
    case 401, 403: .notSent(refusal(.credentials))
    // The channel is not enabled, or this merchant is blocked: nothing was taken.
    case 402, 410: .notSent(refusal(.unavailable))
    case 404: .declined(refusal(.notFound))
    case 406: .declined(refusal(.exists))
    // The token of the card is used or too old; a refund is more than there is.
    case 411, 414: .declined(refusal(.declined))
    case 412: .declined(refusal(.wrongState))
    // Probably not taken, but only asking for the status says so.
    case 429: .unknown(refusal(.throttled))
    case 501, 503: .unknown(refusal(.unavailable))
    case 400...499: .declined(refusal(.invalid))
    default: .unknown(refusal(.malfunction))
    }
  }
}
