package import LedgerCore

/// How a payment stands. The table of what leads where is in docs/concepts/payments.md.
package enum PaymentState: String, Sendable, CaseIterable {
  case created
  case pendingAuth = "pending_auth"
  case authorized
  case partiallyCaptured = "partially_captured"
  case captured
  case partiallyRefunded = "partially_refunded"
  case refunded
  case voided, expired, failed, disputed
}

/// Money that came, or is to come, for an intent.
package struct Payment: PaymentRecord {
  package typealias E = PaymentEntity
  package static let kind: Text = "payment"

  package var state = PaymentState.created
  package var intent: IntentID
  package var payee: Payee
  package var amount: Money
  /// The attempt that brought it.
  package var attempt: AttemptID?
  package var provider: ProviderName?
  package var method: PaymentMethodType?
  package var captured: Int64 = 0
  /// All refunds that stand, those in flight included.
  package var refunded: Int64 = 0
  /// What was taken as fee with the captures, and what of that was given back with refunds.
  package var fee: Int64 = 0
  package var feeReturned: Int64 = 0
  /// What is still reserved of an authorization.
  package var hold: HoldID?
  /// The capture or void that is under way: there is one at a time, since a void takes back what a capture has just taken.
  package var underWay: AttemptID?
  package var capturedAt: Timestamp?

  package var parent: Int64? { intent.number }
  package var refundable: Int64 { captured - refunded }

  package init(intent: IntentID, payee: Payee, amount: Money) {
    self.intent = intent
    self.payee = payee
    self.amount = amount
  }

  package init(_ fields: RecordFields, state: PaymentState) throws(MalformedRecord) {
    self.state = state
    intent = try fields.required("intent", fields.id("intent"))
    payee = try fields.payee()
    amount = try fields.money("amount", "currency")
    attempt = fields.id("attempt")
    provider = fields.text("provider").flatMap { ProviderName(rawValue: $0.string) }
    method = fields.text("method").flatMap { PaymentMethodType(rawValue: $0.string) }
    captured = fields.integer("captured") ?? 0
    refunded = fields.integer("refunded") ?? 0
    fee = fields.integer("fee") ?? 0
    feeReturned = fields.integer("fee_returned") ?? 0
    hold = fields.id("hold")
    underWay = fields.id("under_way")
    capturedAt = fields.time("captured_at")
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("intent", intent)
    fields.set(payee)
    fields.set("amount", "currency", amount)
    fields.set("attempt", attempt)
    fields.set("provider", provider)
    fields.set("method", method)
    fields.set("captured", captured)
    fields.set("refunded", refunded)
    fields.set("fee", fee)
    fields.set("fee_returned", feeReturned)
    fields.set("hold", hold)
    fields.set("under_way", underWay)
    fields.set("captured_at", capturedAt)
  }
}
