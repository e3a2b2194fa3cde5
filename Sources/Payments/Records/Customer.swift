package import LedgerCore

/// Somebody the platform knows, and how well: what their wallets may have and move follows from that.
package struct Customer: PaymentRecord {
  package typealias E = CustomerEntity
  package static let kind: Text = "customer"

  package enum State: String, Sendable, CaseIterable { case active, suspended }

  package var state = State.active
  /// The platform's own name for them; never changes.
  package var reference: Text
  package var title: Text?
  /// How well they are known: the name of one of the tenant's tiers. Nil: nothing is limited.
  package var tier: Text?
  package var metadata: Text?
  /// Who has changed it last; nil while it is as it was made.
  package var changedBy: Text?
  /// Their wallets, in the order in which they became theirs.
  package var wallets: [WalletID] = []

  /// All of them are looked at for each movement.
  package static let mostWallets = 16

  package var name: Text? { reference }

  package init(reference: Text, title: Text?, tier: Text?, metadata: Text?) {
    self.reference = reference
    self.title = title
    self.tier = tier
    self.metadata = metadata
  }

  package init(_ fields: RecordFields, state: State) throws(MalformedRecord) {
    self.state = state
    reference = try fields.required("name", fields.name)
    title = fields.text("title")
    tier = fields.text("kyc_tier")
    metadata = fields.text("metadata")
    changedBy = fields.text("changed_by")
    wallets = fields.ids("wallets")
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("title", title)
    fields.set("kyc_tier", tier)
    fields.set("metadata", metadata)
    fields.set("changed_by", changedBy)
    fields.set("wallets", wallets)
  }
}
