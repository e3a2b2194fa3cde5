import Payments

/// How things stand, in Xendit's words and in ours. Nil for a word that we do not know, and for `UNKNOWN`, which is one of Xendit's.
enum XenditStates {
  static func paymentRequest(_ status: String) -> ProviderState? {
    switch status.uppercased() {
    case "PENDING", "REQUIRES_ACTION": .pending
    case "AWAITING_CAPTURE": .authorized
    case "SUCCEEDED": .succeeded
    case "FAILED": .failed
    case "CANCELED", "CANCELLED", "VOIDED": .cancelled
    case "EXPIRED": .expired
    default: nil
    }
  }

  static func payout(_ status: String) -> ProviderState? {
    switch status.uppercased() {
    case "ACCEPTED", "REQUESTED", "PENDING_COMPLIANCE_ASSESSMENT": .pending
    case "SUCCEEDED": .succeeded
    case "FAILED", "COMPLIANCE_REJECTED": .failed
    case "CANCELLED", "CANCELED": .cancelled
    // The bank has sent back what had arrived.
    case "REVERSED": .refunded
    default: nil
    }
  }

  static func refund(_ status: String) -> ProviderState? {
    switch status.uppercased() {
    case "PENDING": .pending
    case "SUCCEEDED": .succeeded
    case "FAILED": .failed
    case "CANCELED", "CANCELLED": .cancelled
    default: nil
    }
  }
}
