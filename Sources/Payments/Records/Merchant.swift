package import LedgerCore

/// Somebody who is paid through the platform.
package struct Merchant: PaymentRecord {
  package typealias E = MerchantEntity
  package static let kind: Text = "merchant"

  package enum State: String, Sendable, CaseIterable { case active, suspended, closed }

  package var state = State.active
  /// The platform's own name for it; never changes.
  package var reference: Text
  package var title: Text?
  package var fee: FeePolicy
  /// Days from a payment until its money may be paid out.
  package var settlementDays: Int64
  package var metadata: Text?
  /// Where its payouts go unless they say otherwise.
  package var destination: BankAccount?
  /// Who has changed it last; nil while it is as it was made.
  package var changedBy: Text?

  package var name: Text? { reference }

  package init(reference: Text, title: Text?, fee: FeePolicy, settlementDays: Int64, metadata: Text?) {
    self.reference = reference
    self.title = title
    self.fee = fee
    self.settlementDays = settlementDays
    self.metadata = metadata
  }

  package init(_ fields: RecordFields, state: State) throws(MalformedRecord) {
    self.state = state
    reference = try fields.required("name", fields.name)
    title = fields.text("title")
    fee = try FeePolicy(fields)
    settlementDays = try fields.required("settlement_days", fields.integer("settlement_days"))
    metadata = fields.text("metadata")
    destination = try fields.bankAccount()
    changedBy = fields.text("changed_by")
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("title", title)
    fee.write(&fields)
    fields.set("settlement_days", settlementDays)
    fields.set("metadata", metadata)
    fields.set(destination)
    fields.set("changed_by", changedBy)
  }
}
