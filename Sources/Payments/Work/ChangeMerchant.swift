package import LedgerCore

/// Changes a merchant. What is left out stays as it is.
package struct ChangeMerchant: RecordWork {
  package let kind = OperationKind.changeMerchant
  /// The merchant's id, or the platform's own name for it.
  let merchant: Text
  package var title: Text?
  /// Millionths.
  package var share: Int64?
  package var fixed: Int64?
  package var currency: Currency?
  package var settlementDays: Int64?
  /// All that are to be.
  package var fees: [String: FeePolicy]?
  package var reserve: ReservePolicy?
  package var state: Merchant.State?
  package var metadata: Text?
  package var destination: BankAccount?
  /// Who asks; kept with the change, and not part of the request.
  let actor: Text

  package init(_ merchant: Text, by actor: Text) {
    self.merchant = merchant
    self.actor = actor
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.text(.merchant, merchant)
    fields.text(.name, title)
    if let share { fields.integer(.feePercent, share) }
    if let fixed { fields.integer(.feeFixed, fixed) }
    fields.text(.currency, currency.map { Text($0.code) })
    if let settlementDays { fields.integer(.settlementDays, settlementDays) }
    fields.fees(fees)
    if let reserve {
      fields.integer(.reservePercent, reserve.share)
      fields.integer(.reserveDays, reserve.days)
    }
    fields.text(.status, state.map { Text($0.rawValue) })
    fields.text(.bankCode, destination?.bank)
    fields.text(.accountNumber, destination?.number)
    fields.text(.accountHolder, destination?.holder)
    fields.text(.metadata, metadata)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var kept: Kept<Merchant> = try PayeeReference.find(merchant, transaction) else {
      throw Rejection(.merchantNotFound, FieldPath(.merchant))
    }
    guard kept.value.state != .closed else { throw Rejection(.partyClosed, FieldPath(.merchant)) }
    try destination?.refuseFaults()
    let old = kept.value.fee
    kept.value.title = title ?? kept.value.title
    kept.value.fee = FeePolicy(share: share ?? old.share, fixed: fixed ?? old.fixed, currency: currency ?? old.currency)
    kept.value.settlementDays = settlementDays ?? kept.value.settlementDays
    kept.value.fees = fees ?? kept.value.fees
    kept.value.reserve = reserve ?? kept.value.reserve
    kept.value.state = state ?? kept.value.state
    kept.value.metadata = metadata ?? kept.value.metadata
    kept.value.destination = destination ?? kept.value.destination
    kept.value.changedBy = actor
    try transaction.save(kept)
  }
}
