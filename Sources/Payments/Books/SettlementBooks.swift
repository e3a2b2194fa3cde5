import LedgerCore

/// What is posted for what a provider has settled.
struct SettlementBooks {
  let transaction: any RecordTransaction
  let settlement: Kept<Settlement>

  /// Recipe 1b, for one item: what it makes the provider pay goes to the bank or to the balance there, what is kept is our expense, and clearing is
  /// rid of it.
  func settled(_ line: SettlementLine) throws {
    let clearing = BookAccount.clearing(settlement.value.provider)
    try post([
      moved(settlement.value.destination, clearing, line.net), moved(.providerCosts, clearing, line.fee),
      moved(.inputTax, clearing, line.tax),
    ])
  }

  /// What has not come, or came above what is booked, is taken out of the account that is held against a statement, and stands in clearing: below
  /// zero, more came.
  func short(_ amount: Int64) throws {
    try post([moved(.clearing(settlement.value.provider), settlement.value.destination, amount)])
  }

  /// Recipe 18, for what a person has accepted.
  func writtenOff(_ amount: Int64) throws {
    try post([moved(.writeOffs, .clearing(settlement.value.provider), amount)])
  }

  private func post(_ legs: [Leg]) throws {
    try transaction.post(legs, settlement.value.currency, reference: Text(settlement.id.text), by: .fact)
  }

  /// Below zero, the other way.
  private func moved(_ debit: BookAccount, _ credit: BookAccount, _ amount: Int64) -> Leg {
    amount < 0 ? Leg(credit, debit, -amount) : Leg(debit, credit, amount)
  }
}
