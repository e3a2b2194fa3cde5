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
  /// The charge it gives back; nil for what a wallet paid, which is given back at once.
  package var charge: Charge?
  /// What of the amount was taken from the merchant's pending and available money, and from the platform's fee; and what of the available
  /// money the merchant did not have, and owes since.
  package var fromPending: Int64 = 0
  package var fromAvailable: Int64 = 0
  package var fromFee: Int64 = 0
  package var owed: Int64 = 0
  /// Of what a wallet paid: what became the wallet's own money again, what its bonuses', and what of a bonus came back too late for it.
  package var toWallet: Int64 = 0
  package var toPromo: Int64 = 0
  package var toExpired: Int64 = 0
  /// Money that came for an attempt that had been given up, and never was the merchant's: given back without being asked.
  package var isAutomatic = false
  package var providerReference: Text?
  package var refusal: ProviderRefusal?
  package var questions: Int64 = 0
  package var misses: Int64 = 0
  /// How often it was sent, the time that is just about to come included, and when that was last.
  package var sends: Int64 = 1
  package var sentAt: Timestamp?
  /// Why it was refused when it had been sent before. The time before may still have come, so that this counts only once it certainly did not.
  package var denial: ProviderRefusal?
  package var dueAt: Timestamp?
  /// The change that the request was answered with, since there was another: the first that somebody could be told.
  package var answer: Int64?

  /// A charge, as its provider knows it.
  package struct Charge: Sendable, Hashable {
    package var attempt: AttemptID
    package var provider: ProviderName
    package var reference: Text?
    package var method: PaymentMethodType
    package var amount: Int64
  }

  package var parent: Int64? { payment.number }

  package init(
    _ amount: Money, of payment: PaymentID, charge: Kept<Attempt>, reason: Text?, dueAt: Timestamp
  ) {
    self.payment = payment
    self.amount = amount
    self.reason = reason
    self.charge = Charge(
      attempt: charge.id, provider: charge.value.provider, reference: charge.value.providerReference, method: charge.value.method,
      amount: charge.value.amount.amount)
    self.dueAt = dueAt
  }

  /// Of what a wallet paid: it is through when it is written.
  package init(_ amount: Money, ofWalletPayment payment: PaymentID, reason: Text?) {
    self.payment = payment
    self.amount = amount
    self.reason = reason
    state = .succeeded
  }

  package init(_ fields: RecordFields, state: RefundState) throws(MalformedRecord) {
    self.state = state
    payment = try fields.required("payment", fields.id("payment"))
    amount = try fields.money("amount", "currency")
    reason = fields.text("reason")
    if let attempt: AttemptID = fields.id("charge") {
      charge = Charge(
        attempt: attempt, provider: try fields.choice("provider", ProviderName.self), reference: fields.text("charge_reference"),
        method: try fields.choice("charge_method", PaymentMethodType.self),
        amount: try fields.required("charge_amount", fields.integer("charge_amount")))
    }
    fromPending = fields.integer("from_pending") ?? 0
    fromAvailable = fields.integer("from_available") ?? 0
    fromFee = fields.integer("from_fee") ?? 0
    owed = fields.integer("owed") ?? 0
    toWallet = fields.integer("to_wallet") ?? 0
    toPromo = fields.integer("to_promo") ?? 0
    toExpired = fields.integer("to_expired") ?? 0
    isAutomatic = fields.integer("automatic") == 1
    providerReference = fields.text("provider_reference")
    refusal = try fields.refusal("refusal")
    questions = fields.integer("questions") ?? 0
    misses = fields.integer("misses") ?? 0
    sends = fields.integer("sends") ?? 1
    sentAt = fields.time("sent_at")
    denial = try fields.refusal("denial")
    dueAt = fields.dueAt
    answer = fields.integer("answer")
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("payment", payment)
    fields.set("amount", "currency", amount)
    fields.set("reason", reason)
    fields.set("provider", charge?.provider)
    fields.set("charge", charge?.attempt)
    fields.set("charge_reference", charge?.reference)
    fields.set("charge_method", charge?.method)
    fields.set("charge_amount", charge?.amount)
    fields.set("from_pending", fromPending)
    fields.set("from_available", fromAvailable)
    fields.set("from_fee", fromFee)
    for (name, amount) in [("owed", owed), ("to_wallet", toWallet), ("to_promo", toPromo), ("to_expired", toExpired)]
    where amount != 0 {
      fields.set(name, amount)
    }
    if isAutomatic { fields.set("automatic", Int64(1)) }
    fields.set("provider_reference", providerReference)
    fields.set("refusal", refusal)
    fields.set("questions", questions)
    fields.set("misses", misses)
    if sends != 1 { fields.set("sends", sends) }
    fields.set("sent_at", sentAt)
    fields.set("denial", denial)
    fields.set("answer", answer)
  }

  /// Whether a change of a refund is one that somebody can be told as its outcome.
  package static func isTold(_ change: RecordChange) -> Bool {
    RefundState(rawValue: change.content.state.string).map { $0 != .sending && $0 != .unknown } ?? false
  }
}

extension Kept<Refund> {
  /// Whether its provider certainly has not got it: it was asked often enough, and long enough after it was sent.
  func isMissing(at now: Timestamp) -> Bool {
    value.misses >= PollSchedule.missesOfProof
      && now >= (value.sentAt ?? createdAt).adding(seconds: PollSchedule.secondsOfProof)
  }

  /// Before it is changed: what a request was told stays what it is told.
  mutating func keepAnswer() {
    if value.answer == nil, Refund.isTold(change) { value.answer = change.sequence }
  }
}
