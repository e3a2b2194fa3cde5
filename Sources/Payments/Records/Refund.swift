package import LedgerCore

package enum RefundState: String, Sendable, CaseIterable {
  /// Written before anything was sent.
  case sending
  /// Asked, and the answer is not known.
  case unknown
  /// The provider has it.
  case pending
  case succeeded, failed

  package var isOpen: Bool { self == .sending || self == .unknown || self == .pending }
}

/// Money that goes back to a customer. Its id is the reference under which the provider knows it.
package struct Refund: PaymentRecord {
  package typealias E = RefundEntity
  package static let kind: Text = "refund"

  package var state = RefundState.sending
  package var payment: PaymentID
  package var amount: Money
  package var reason: Text?
  package var provider: ProviderName
  /// The charge it gives back, as the provider knows it.
  package var charge: AttemptID
  package var chargeReference: Text?
  package var chargeMethod: PaymentMethodType
  package var chargeAmount: Int64
  /// What of the amount was taken from the merchant's pending and available money, and from the platform's fee.
  package var fromPending: Int64 = 0
  package var fromAvailable: Int64 = 0
  package var fromFee: Int64 = 0
  /// Money that came for an attempt that had been given up, and never was the merchant's: given back without being asked.
  package var isAutomatic = false
  package var providerReference: Text?
  package var refusal: ProviderRefusal?
  package var questions: Int64 = 0
  package var misses: Int64 = 0
  package var dueAt: Timestamp?

  package var parent: Int64? { payment.number }

  package init(
    _ amount: Money, of payment: PaymentID, charge: Kept<Attempt>, reason: Text?, dueAt: Timestamp
  ) {
    self.payment = payment
    self.amount = amount
    self.reason = reason
    provider = charge.value.provider
    self.charge = charge.id
    chargeReference = charge.value.providerReference
    chargeMethod = charge.value.method
    chargeAmount = charge.value.amount.amount
    self.dueAt = dueAt
  }

  package init(_ fields: RecordFields, state: RefundState) throws(MalformedRecord) {
    self.state = state
    payment = try fields.required("payment", fields.id("payment"))
    amount = try fields.money("amount", "currency")
    reason = fields.text("reason")
    provider = try fields.choice("provider", ProviderName.self)
    charge = try fields.required("charge", fields.id("charge"))
    chargeReference = fields.text("charge_reference")
    chargeMethod = try fields.choice("charge_method", PaymentMethodType.self)
    chargeAmount = try fields.required("charge_amount", fields.integer("charge_amount"))
    fromPending = fields.integer("from_pending") ?? 0
    fromAvailable = fields.integer("from_available") ?? 0
    fromFee = fields.integer("from_fee") ?? 0
    isAutomatic = fields.integer("automatic") == 1
    providerReference = fields.text("provider_reference")
    refusal = try fields.refusal("refusal")
    questions = fields.integer("questions") ?? 0
    misses = fields.integer("misses") ?? 0
    dueAt = fields.dueAt
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("payment", payment)
    fields.set("amount", "currency", amount)
    fields.set("reason", reason)
    fields.set("provider", provider)
    fields.set("charge", charge)
    fields.set("charge_reference", chargeReference)
    fields.set("charge_method", chargeMethod)
    fields.set("charge_amount", chargeAmount)
    fields.set("from_pending", fromPending)
    fields.set("from_available", fromAvailable)
    fields.set("from_fee", fromFee)
    if isAutomatic { fields.set("automatic", Int64(1)) }
    fields.set("provider_reference", providerReference)
    fields.set("refusal", refusal)
    fields.set("questions", questions)
    fields.set("misses", misses)
  }
}
