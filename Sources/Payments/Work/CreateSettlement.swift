package import LedgerCore

/// Takes what a provider says it has settled: it and its items are written, and booked as soon as somebody looks. The same report is the same
/// settlement, however often it is sent.
package struct CreateSettlement: RecordWork {
  package let kind = OperationKind.createSettlement
  let provider: ProviderName
  package let currency: Currency
  let bank: Text?
  let reference: Text?
  /// What has come; nil: nobody says.
  let paid: Int64?
  let lines: [SettlementLine]
  /// Of the lines.
  let digest: Text

  package init(
    _ provider: ProviderName, _ currency: Currency, bank: Text?, reference: Text?, paid: Int64?, lines: [SettlementLine],
    digest: Text
  ) {
    self.provider = provider
    self.currency = currency
    self.bank = bank
    self.reference = reference
    self.paid = paid
    self.lines = lines
    self.digest = digest
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.text(.provider, Text(provider.rawValue))
    fields.integer(.currency, Int64(currency.rawValue))
    fields.text(.bank, bank)
    if let paid { fields.integer(.paid, paid) }
    fields.text(.report, digest)
    fields.text(.reference, reference)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    let new = Settlement(
      provider: provider, digest: digest, currency: currency, bank: bank, reference: reference, items: Int64(lines.count),
      paid: paid)
    if let name = new.name, let known = try transaction.find(named: name, Settlement.self) {
      // It is the answer once more, and what is parked of it is looked at again.
      return try BookSettlement.lookAgain(known, transaction)
    }
    let settlement = try transaction.create(new)
    for line in lines { try transaction.create(SettlementItem(line, currency, of: settlement.id)) }
  }
}
