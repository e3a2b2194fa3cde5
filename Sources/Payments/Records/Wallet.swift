package import LedgerCore

/// Money that the platform holds for one of its customers.
package struct Wallet: PaymentRecord {
  package typealias E = WalletEntity
  package static let kind: Text = "wallet"

  package enum State: String, Sendable, CaseIterable { case active, suspended, closed }

  package var state = State.active
  /// The platform's own name for it; never changes.
  package var reference: Text
  /// As the platform calls its owner, registered or not.
  package var customer: Text?
  /// Whose tier limits what it may have and move; nil: nobody who is registered.
  package var owner: CustomerID?
  package var currency: Currency
  package var metadata: Text?
  /// Who has changed it last; nil while it is as it was made.
  package var changedBy: Text?
  /// Its bonuses that may still be spent, the one that expires first at the front.
  package var bonuses: [BonusID] = []

  /// So many at once: each of them is looked at for every payment.
  package static let mostBonuses = 50

  package var name: Text? { reference }

  package init(reference: Text, customer: Text?, currency: Currency, metadata: Text?) {
    self.reference = reference
    self.customer = customer
    self.currency = currency
    self.metadata = metadata
  }

  package init(_ fields: RecordFields, state: State) throws(MalformedRecord) {
    self.state = state
    reference = try fields.required("name", fields.name)
    customer = fields.text("customer")
    owner = fields.id("owner")
    currency = try fields.currency("currency")
    metadata = fields.text("metadata")
    changedBy = fields.text("changed_by")
    bonuses = fields.ids("bonuses")
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("customer", customer)
    fields.set("owner", owner)
    fields.set("currency", currency)
    fields.set("metadata", metadata)
    fields.set("changed_by", changedBy)
    fields.set("bonuses", bonuses)
  }
}
