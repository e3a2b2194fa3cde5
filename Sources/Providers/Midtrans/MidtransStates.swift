import Payments

/// How a transaction stands, in Midtrans' words and in ours.
///
/// Paid is only what is captured or settled, answered 200, and accepted by the fraud check. Without that word it stays pending: a settlement
/// that lacks one is looked at again rather than believed.
enum MidtransStates {
  /// Compared without case: some of Midtrans' channels shout. Nil for a word that we do not know.
  static func state(_ status: String, fraud: String?, code: Int) -> ProviderState? {
    switch status.lowercased() {
    case "pending": .pending
    case "authorize": accepted(fraud, .authorized)
    case "capture", "settlement": code == 200 ? accepted(fraud, .succeeded) : .pending
    case "deny", "failure": .failed
    case "cancel": .cancelled
    case "expire": .expired
    case "refund", "partial_refund": .refunded
    // Taken back by the customer's bank: it was paid, and the dispute is another story (`isDisputed`).
    case "chargeback", "partial_chargeback": .succeeded
    default: nil
    }
  }

  static func isDisputed(_ status: String) -> Bool {
    switch status.lowercased() {
    case "chargeback", "partial_chargeback": true
    default: false
    }
  }

  static func isRefund(_ status: String) -> Bool {
    switch status.lowercased() {
    case "refund", "partial_refund": true
    default: false
    }
  }

  private static func accepted(_ fraud: String?, _ state: ProviderState) -> ProviderState {
    switch fraud?.lowercased() {
    case "accept": state
    case "deny": .failed
    default: .pending
    }
  }
}
