package import LedgerCore

package enum SettlementState: String, Sendable, CaseIterable {
  /// Its items are being booked.
  case booking
  /// All of it is booked, and what came is what should have come.
  case settled
  /// Something of it is unknown, or another amount came: a person has to look.
  case open
  /// The same, and a person has accepted the difference.
  case accepted
}

/// What a provider says it has settled, and what became of that. Its items are records of their own, made with it in one commit: the first of them
/// has the number behind its own.
package struct Settlement: PaymentRecord {
  package typealias E = SettlementEntity
  package static let kind: Text = "settlement"

  package var state = SettlementState.booking
  package var provider: ProviderName
  /// The same for the same report.
  package var digest: Text
  package var currency: Currency
  /// Where the money went; nil: to the balance that the tenant has at the provider.
  package var bank: Text?
  /// What the caller calls it.
  package var reference: Text?
  /// Items, and the next of them that is to be looked at, from 0.
  package var items: Int64
  package var next: Int64 = 0
  package var booked: Int64 = 0
  package var parked: Int64 = 0
  /// What has come, where somebody has said it: below zero where the provider took more than it gave.
  package var paid: Int64?
  /// Of what is booked: what should have come, what the provider has kept, and the tax on that.
  package var net: Int64 = 0
  package var fees: Int64 = 0
  package var taxes: Int64 = 0
  /// What of the difference stands in clearing: above zero where too little has come.
  package var short: Int64 = 0
  /// What a person has written off, why, and who it was.
  package var writtenOff: Int64 = 0
  package var reason: Text?
  package var acceptedBy: Text?

  package var name: Text? { Text("\(provider.rawValue):\(digest)") }
  package var dueAt: Timestamp? { state == .booking ? PollSchedule.atOnce : nil }

  package init(
    provider: ProviderName, digest: Text, currency: Currency, bank: Text?, reference: Text?, items: Int64, paid: Int64?
  ) {
    self.provider = provider
    self.digest = digest
    self.currency = currency
    self.bank = bank
    self.reference = reference
    self.items = items
    self.paid = paid
  }

  /// Where its money is, once it is booked.
  package var account: Text { destination.code }
  var destination: BookAccount { bank.map { .bank($0) } ?? .providerBalance(provider) }

  package init(_ fields: RecordFields, state: SettlementState) throws(MalformedRecord) {
    self.state = state
    provider = try fields.choice("provider", ProviderName.self)
    digest = try fields.required("digest", fields.text("digest"))
    currency = try fields.currency("currency")
    bank = fields.text("bank")
    reference = fields.text("reference")
    items = try fields.required("items", fields.integer("items"))
    next = fields.integer("next") ?? 0
    booked = fields.integer("booked") ?? 0
    parked = fields.integer("parked") ?? 0
    paid = fields.integer("paid")
    net = fields.integer("net") ?? 0
    fees = fields.integer("fees") ?? 0
    taxes = fields.integer("taxes") ?? 0
    short = fields.integer("short") ?? 0
    writtenOff = fields.integer("written_off") ?? 0
    reason = fields.text("reason")
    acceptedBy = fields.text("accepted_by")
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("provider", provider)
    fields.set("digest", digest)
    fields.set("currency", currency)
    fields.set("bank", bank)
    fields.set("reference", reference)
    fields.set("items", items)
    fields.set("next", next)
    fields.set("booked", booked)
    fields.set("parked", parked)
    fields.set("paid", paid)
    for (name, number) in [("net", net), ("fees", fees), ("taxes", taxes), ("short", short), ("written_off", writtenOff)]
    where number != 0 {
      fields.set(name, number)
    }
    fields.set("reason", reason)
    fields.set("accepted_by", acceptedBy)
  }
}

/// One thing that a provider has settled.
package struct SettlementItem: PaymentRecord {
  package typealias E = SettlementItemEntity
  package static let kind: Text = "settlement_item"

  package enum State: String, Sendable, CaseIterable {
    case waiting
    /// Its charge or refund is settled, and the books say so.
    case booked
    /// Nothing is booked for it: `reason`.
    case parked
  }

  /// Why one is parked.
  package enum Reason: String, Sendable, CaseIterable {
    /// Nothing here has that reference at that provider.
    case unknown
    /// It is known, and was not paid or given back here: it may still be on its way.
    case notTaken = "not_taken"
    /// All that was taken of it is settled already.
    case alreadySettled = "already_settled"
    /// More than is left of it.
    case otherAmount = "other_amount"
    case otherCurrency = "other_currency"
  }

  package var state = State.waiting
  package var settlement: SettlementID
  package var line: SettlementLine
  package var currency: Currency
  package var reason: Reason?
  package var payment: PaymentID?

  package var parent: Int64? { settlement.number }

  package init(_ line: SettlementLine, _ currency: Currency, of settlement: SettlementID) {
    self.settlement = settlement
    self.line = line
    self.currency = currency
  }

  package init(_ fields: RecordFields, state: State) throws(MalformedRecord) {
    self.state = state
    settlement = try fields.required("settlement", fields.id("settlement"))
    line = SettlementLine(
      try fields.choice("type", SettlementLine.Kind.self), try fields.required("reference", fields.text("reference")),
      gross: try fields.required("gross", fields.integer("gross")), fee: fields.integer("fee") ?? 0,
      tax: fields.integer("tax") ?? 0)
    currency = try fields.currency("currency")
    reason = fields.text("reason").flatMap { Reason(rawValue: $0.string) }
    payment = fields.id("payment")
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("settlement", settlement)
    fields.set("type", line.kind)
    fields.set("reference", line.reference)
    fields.set("gross", line.gross)
    if line.fee != 0 { fields.set("fee", line.fee) }
    if line.tax != 0 { fields.set("tax", line.tax) }
    fields.set("currency", currency)
    fields.set("reason", reason)
    fields.set("payment", payment)
  }
}
