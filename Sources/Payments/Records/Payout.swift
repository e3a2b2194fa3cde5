package import LedgerCore

package enum PayoutState: String, Sendable, CaseIterable {
  /// The money is set aside, and a second person has to agree.
  case requested
  /// Agreed to; it waits for the hours of its rail, or for its next try.
  case approved
  /// Written before anything was sent.
  case sending
  /// Asked, and the answer is not known.
  case unknown
  /// The provider has it.
  case inTransit = "in_transit"
  case paid, failed, returned, cancelled

  /// Whether a provider may have it.
  package var isOpen: Bool { self == .sending || self == .unknown || self == .inTransit }
  /// Whether nobody has been asked to pay it yet.
  package var isWaiting: Bool { self == .requested || self == .approved }
  /// What it is called where it is shown: that nobody knows yet is a matter of the daemon's.
  package var word: String { self == .sending || self == .unknown ? "submitted" : rawValue }
  package static let words = ["requested", "approved", "submitted", "in_transit", "paid", "failed", "returned", "cancelled"]
}

/// Money that leaves the platform for a bank account: a merchant's, or a wallet's (a withdrawal).
package struct Payout: PaymentRecord {
  package typealias E = PayoutEntity
  package static let kind: Text = "payout"

  package var state = PayoutState.requested
  package var source: Payee
  package var amount: Money
  /// What the platform takes of the source besides.
  package var fee: Int64
  package var destination: BankAccount
  /// Which rail it was asked for; nil: whichever takes it first.
  package var wish: Rail?
  /// The rail it goes by, as far as is known now.
  package var rail: Rail?
  package var description: Text?
  package var metadata: Text?
  /// Who has asked for it, agreed to it, cancelled it.
  package var requestedBy: Text
  package var approvedBy: Text?
  package var approvedAt: Timestamp?
  package var cancelledBy: Text?
  package var provider: ProviderName?
  package var providerReference: Text?
  /// The transfers that its provider was asked for, this one included: a new one follows only on one that has failed for good.
  package var transfers: Int64 = 1
  package var sentAt: Timestamp?
  package var paidAt: Timestamp?
  package var refusal: ProviderRefusal?
  package var questions: Int64 = 0
  package var misses: Int64 = 0
  /// How often this transfer was sent, the time that is just about to come included.
  package var sends: Int64 = 1
  /// Why it was refused when it had been sent before. The time before may still have come, so that this counts only once it certainly did not.
  package var denial: ProviderRefusal?
  /// How often it was looked at since it was paid: a bank may send it back.
  package var checks: Int64 = 0
  /// Whether it was in this state before: then the change is no news.
  package var isUnmoved = false
  package var dueAt: Timestamp?

  package var parent: Int64? {
    switch source {
    case .merchant(let id, name: _): id.number
    case .wallet(let id, name: _): id.number
    }
  }

  package init(_ amount: Money, fee: Int64, from source: Payee, to destination: BankAccount, by actor: Text) {
    self.amount = amount
    self.fee = fee
    self.source = source
    self.destination = destination
    requestedBy = actor
  }

  package init(_ fields: RecordFields, state: PayoutState) throws(MalformedRecord) {
    self.state = state
    source = try fields.payee()
    amount = try fields.money("amount", "currency")
    fee = fields.integer("fee") ?? 0
    destination = try fields.required("bank_code", try fields.bankAccount())
    wish = try fields.rail("wish")
    rail = try fields.rail("rail")
    description = fields.text("description")
    metadata = fields.text("metadata")
    requestedBy = try fields.required("requested_by", fields.text("requested_by"))
    approvedBy = fields.text("approved_by")
    approvedAt = fields.time("approved_at")
    cancelledBy = fields.text("cancelled_by")
    provider = fields.text("provider").flatMap { ProviderName(rawValue: $0.string) }
    providerReference = fields.text("provider_reference")
    transfers = fields.integer("transfers") ?? 1
    sentAt = fields.time("sent_at")
    paidAt = fields.time("paid_at")
    refusal = try fields.refusal("refusal")
    questions = fields.integer("questions") ?? 0
    misses = fields.integer("misses") ?? 0
    sends = fields.integer("sends") ?? 1
    denial = try fields.refusal("denial")
    checks = fields.integer("checks") ?? 0
    isUnmoved = fields.integer("unmoved") == 1
    dueAt = fields.dueAt
  }

  package func write(_ fields: inout RecordFields) {
    fields.set(source)
    fields.set("amount", "currency", amount)
    if fee != 0 { fields.set("fee", fee) }
    fields.set(destination)
    fields.set("wish", wish)
    fields.set("rail", rail)
    fields.set("description", description)
    fields.set("metadata", metadata)
    fields.set("requested_by", requestedBy)
    fields.set("approved_by", approvedBy)
    fields.set("approved_at", approvedAt)
    fields.set("cancelled_by", cancelledBy)
    fields.set("provider", provider)
    fields.set("provider_reference", providerReference)
    if transfers != 1 { fields.set("transfers", transfers) }
    fields.set("sent_at", sentAt)
    fields.set("paid_at", paidAt)
    fields.set("refusal", refusal)
    if sends != 1 { fields.set("sends", sends) }
    fields.set("denial", denial)
    for (name, count) in [("questions", questions), ("misses", misses), ("checks", checks)] where count != 0 {
      fields.set(name, count)
    }
    if isUnmoved { fields.set("unmoved", Int64(1)) }
  }
}

extension Kept<Payout> {
  /// Under which a provider knows it: each transfer of a payout has its own, for ever.
  package var reference: Text {
    value.transfers == 1 ? Text(id.text) : Text("\(id.text)\(PayoutOrder.separator)\(value.transfers)")
  }

  /// What a provider is asked.
  var order: PayoutOrder {
    var order = PayoutOrder(
      reference: reference, amount: value.amount, destination: value.destination, description: value.description)
    order.providerReference = value.providerReference
    return order
  }
}

extension RecordFields {
  fileprivate func rail(_ key: String) throws(MalformedRecord) -> Rail? {
    try text(key).map { (word) throws(MalformedRecord) in try required(key, Rail(rawValue: word.string)) }
  }
}
