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
  /// Instead of `fee`, by the word of a way to pay (`WayToPay.words`).
  package var fees: [String: FeePolicy] = [:]
  /// Working days from a capture until its money is available; 0: at once.
  package var settlementDays: Int64
  package var reserve = ReservePolicy.none
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

  /// For what is confirmed now.
  package func terms(payingBy word: String) -> PaymentTerms {
    PaymentTerms(fee: fees[word] ?? fee, settlementDays: settlementDays, reserve: reserve)
  }

  package init(_ fields: RecordFields, state: State) throws(MalformedRecord) {
    self.state = state
    reference = try fields.required("name", fields.name)
    title = fields.text("title")
    fee = try FeePolicy(fields)
    for item in fields.list("fees") {
      fees[try item.required("fees", item.text("method")).string] = try FeePolicy(item)
    }
    reserve = ReservePolicy(fields)
    settlementDays = try fields.required("settlement_days", fields.integer("settlement_days"))
    metadata = fields.text("metadata")
    destination = try fields.bankAccount()
    changedBy = fields.text("changed_by")
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("title", title)
    fee.write(&fields)
    fields.set(
      "fees",
      fees.sorted { $0.key < $1.key }.map { word, fee in
        var fields = RecordFields()
        fields.set("method", Text(word))
        fee.write(&fields)
        return fields
      })
    reserve.write(&fields)
    fields.set("settlement_days", settlementDays)
    fields.set("metadata", metadata)
    fields.set(destination)
    fields.set("changed_by", changedBy)
  }
}
