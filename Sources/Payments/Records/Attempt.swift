package import LedgerCore

/// How a thing asked of a provider stands.
package enum AttemptState: String, Sendable, CaseIterable {
  /// Written before anything was sent. Found like this after a crash, nobody knows whether it was.
  case sending
  /// Asked, and the answer is not known.
  case unknown
  /// The provider has it; for a charge, the customer has not paid yet.
  case pending
  case authorized
  case succeeded
  case declined
  /// Certainly never reached the provider, or was never taken by it.
  case notSent = "not_sent"
  case cancelled, expired

  /// Whether money may still come, or is known not to.
  package var isOpen: Bool { self == .sending || self == .unknown || self == .pending }
}

/// One thing that was asked of one provider for a payment. Its id is the reference under which the provider knows it.
package struct Attempt: PaymentRecord {
  package typealias E = AttemptEntity
  package static let kind: Text = "attempt"

  package enum Purpose: String, Sendable, CaseIterable { case charge, capture, cancel }

  package var state = AttemptState.sending
  package var purpose: Purpose
  package var intent: IntentID
  package var provider: ProviderName
  package var method: PaymentMethodType
  package var amount: Money
  /// The charge that is captured or cancelled, and its amount; `providerReference` is then the charge's.
  package var charge: AttemptID?
  package var chargeAmount: Int64?
  /// Of a capture: whether nothing stays authorized after it.
  package var isFinal = true
  /// Of a cancel: whether it frees what is authorized, rather than ends what nobody has paid.
  package var isVoid = false
  package var expiresAt: Timestamp
  package var providerReference: Text?
  package var refusal: ProviderRefusal?
  /// What was taken, where that is another amount than was asked for: it is nobody's payment, and stands in suspense.
  package var received: Int64?
  /// What of what was taken the provider has settled.
  package var settled: Int64 = 0
  /// How often the provider was asked what became of it, and how often it did not know it.
  package var questions: Int64 = 0
  package var misses: Int64 = 0
  /// When somebody asks next.
  package var dueAt: Timestamp?
  /// The change of the intent or payment that tells what came of it: the final answer to the request that began it.
  package var answer: Int64?
  /// The attempt that was made instead, when this one was not sent: what came of that one is what came of the request.
  package var successor: AttemptID?

  package var parent: Int64? { intent.number }

  package init(
    chargingFor intent: IntentID, provider: ProviderName, method: PaymentMethodType, amount: Money, expiresAt: Timestamp,
    dueAt: Timestamp
  ) {
    purpose = .charge
    self.intent = intent
    self.provider = provider
    self.method = method
    self.amount = amount
    self.expiresAt = expiresAt
    self.dueAt = dueAt
  }

  /// Something that is asked about a charge.
  package init(_ purpose: Purpose, of charge: Kept<Attempt>, amount: Money, dueAt: Timestamp) {
    let of = charge.value
    self.init(
      chargingFor: of.intent, provider: of.provider, method: of.method, amount: amount, expiresAt: of.expiresAt, dueAt: dueAt)
    self.purpose = purpose
    self.charge = charge.id
    chargeAmount = of.amount.amount
    providerReference = of.providerReference
  }

  package init(_ fields: RecordFields, state: AttemptState) throws(MalformedRecord) {
    self.state = state
    purpose = try fields.choice("purpose", Purpose.self)
    intent = try fields.required("intent", fields.id("intent"))
    provider = try fields.choice("provider", ProviderName.self)
    method = try fields.choice("method", PaymentMethodType.self)
    amount = try fields.money("amount", "currency")
    charge = fields.id("charge")
    chargeAmount = fields.integer("charge_amount")
    isFinal = fields.integer("final") != 0
    isVoid = fields.integer("void") == 1
    expiresAt = try fields.required("expires_at", fields.time("expires_at"))
    providerReference = fields.text("provider_reference")
    refusal = try fields.refusal("refusal")
    received = fields.integer("received")
    settled = fields.integer("settled") ?? 0
    questions = fields.integer("questions") ?? 0
    misses = fields.integer("misses") ?? 0
    dueAt = fields.dueAt
    answer = fields.integer("answer")
    successor = fields.id("successor")
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("purpose", purpose)
    fields.set("intent", intent)
    fields.set("provider", provider)
    fields.set("method", method)
    fields.set("amount", "currency", amount)
    fields.set("charge", charge)
    fields.set("charge_amount", chargeAmount)
    if !isFinal { fields.set("final", Int64(0)) }
    if isVoid { fields.set("void", Int64(1)) }
    fields.set("expires_at", expiresAt)
    fields.set("provider_reference", providerReference)
    fields.set("refusal", refusal)
    fields.set("received", received)
    if settled != 0 { fields.set("settled", settled) }
    fields.set("questions", questions)
    fields.set("misses", misses)
    fields.set("answer", answer)
    fields.set("successor", successor)
  }
}
