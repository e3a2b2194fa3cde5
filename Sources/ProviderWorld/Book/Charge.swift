import JSON
package import LedgerCore

/// Whose part the simulator plays.
package enum Provider: String, CaseIterable, Sendable {
  case midtrans, xendit
}

/// Which of a provider's interfaces made the charge: it decides how the charge is shown and notified.
enum Face: String, Sendable {
  case midtransCore = "core"
  case paymentRequest = "payment_request"
  case qrCode = "qr_code"
  case eWallet = "ewallet"

  var provider: Provider {
    switch self {
    case .midtransCore: .midtrans
    case .paymentRequest, .qrCode, .eWallet: .xendit
    }
  }
}

/// One claim on a customer, as the simulator's own book has it. Amounts are in minor units of `currency`.
package struct Charge: Sendable {
  package let id: String
  let face: Face
  /// The merchant's: order_id, reference_id.
  package let reference: String
  /// The provider's word for the way to pay: `qris`, `bank_transfer`, `QR_CODE` …
  package let method: String
  /// The bank, wallet or acquirer; nil where the method says it all.
  let channel: String?
  let currency: Currency
  /// 0 for a code that may be paid any number of times, with any amount.
  package let amount: Int64
  let created: Timestamp
  package let expires: Timestamp?
  /// What the customer scans.
  let qr: String?
  /// What only the provider's own face needs: numbers of accounts, masked cards, properties of a channel.
  var details = JSONObject()

  package internal(set) var state = ChargeState.pending
  package internal(set) var updated: Timestamp
  var settled: Timestamp?
  /// What was taken from the customer; 0 again once it was given back whole (cancelled, reversed).
  package internal(set) var captured: Int64 = 0
  package internal(set) var refunds: [Refund] = []
  /// The provider's name for the payment itself, where it differs from the charge.
  var payment: String?
  /// Where this charge's notices go instead of the configured place.
  var webhook: WebhookTarget?

  package var provider: Provider { face.provider }

  package var refunded: Int64 { refunds.reduce(0) { $0 + ($1.state == .succeeded ? $1.amount : 0) } }
  /// What may still be given back: refunds under way are counted as if they succeeded.
  var refundable: Int64 { captured - refunds.reduce(0) { $0 + ($1.state == .failed ? 0 : $1.amount) } }

  /// When time alone does something next: the charge expires, or a bank confirms a refund.
  var alarm: Timestamp? {
    let mayExpire = state == .pending || state == .authorized
    return ([mayExpire ? expires : nil] + refunds.map { $0.isUnderWay ? $0.confirms : nil }).compactMap(\.self).min()
  }

  /// Whether any amount may be paid, any number of times.
  var isReusable: Bool { amount == 0 }
}

/// Money on its way back to the customer.
package struct Refund: Sendable {
  package enum State: String, Sendable {
    case pending, succeeded, failed
  }

  package let id: String
  /// The merchant's: refund_key, reference_id.
  package let reference: String
  package let amount: Int64
  let reason: String
  let created: Timestamp
  /// When the bank confirms it.
  let confirms: Timestamp
  package internal(set) var state: State
  /// When the bank has.
  var confirmed: Timestamp?

  package var isUnderWay: Bool { state != .failed && confirmed == nil }
}
