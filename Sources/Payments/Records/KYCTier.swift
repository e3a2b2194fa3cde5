package import JSON
package import LedgerCore

/// What customers of one tier may have and move in one currency, in minor units. What is nil is not limited.
package struct KYCTier: Sendable, Hashable {
  package var name: Text
  package var currency: Currency
  /// All their wallets together.
  package var balance: Int64?
  /// One transfer, payment or top-up.
  package var transaction: Int64?
  /// Out of, and into, all their wallets together in a calendar month.
  package var monthlyOutflow: Int64?
  package var monthlyInflow: Int64?

  package static let nameBytes = 32

  package init(name: Text, currency: Currency) {
    self.name = name
    self.currency = currency
  }

  init(_ fields: RecordFields) throws(MalformedRecord) {
    name = try fields.required("name", fields.text("name"))
    currency = try fields.currency("currency")
    balance = fields.integer("balance")
    transaction = fields.integer("transaction")
    monthlyOutflow = fields.integer("monthly_outflow")
    monthlyInflow = fields.integer("monthly_inflow")
  }

  var recordFields: RecordFields {
    var fields = RecordFields()
    fields.set("name", name)
    fields.set("currency", currency)
    fields.set("balance", balance)
    fields.set("transaction", transaction)
    fields.set("monthly_outflow", monthlyOutflow)
    fields.set("monthly_inflow", monthlyInflow)
    return fields
  }

  /// As it stands in the record, and on the wire.
  package var fields: JSONValue { recordFields.body }

  var encoded: [UInt8] { fields.encode() }
}
