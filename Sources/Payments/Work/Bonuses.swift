package import LedgerCore

/// Gives a wallet promotional money. Recipe 13a.
package struct GrantBonus: RecordWork {
  package let kind = OperationKind.grantBonus
  /// The wallet's id, or the platform's own name for it.
  let wallet: Text
  let amount: Money
  /// Nil: never.
  let expiresAt: Timestamp?
  let reason: Text?

  package init(_ wallet: Text, _ amount: Money, expiresAt: Timestamp?, reason: Text?) {
    self.wallet = wallet
    self.amount = amount
    self.expiresAt = expiresAt
    self.reason = reason
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.text(.wallet, wallet)
    fields.integer(.amount, amount.amount)
    fields.integer(.currency, Int64(amount.currency.rawValue))
    if let expiresAt { fields.integer(.expiresAt, expiresAt.microseconds) }
    fields.text(.reason, reason)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard let wallet: Kept<Wallet> = try PayeeReference.find(wallet, transaction) else {
      throw Rejection(.walletNotFound, FieldPath(.wallet))
    }
    guard wallet.value.currency == amount.currency else { throw Rejection(.currencyMismatch, FieldPath(.currency)) }
    if let expiresAt, expiresAt <= transaction.now { throw Rejection(.expiryPassed, FieldPath(.expiresAt)) }
    try wallet.value.refuseUnlessActive(FieldPath(.wallet))
    guard wallet.value.bonuses.count < Wallet.mostBonuses else {
      throw Rejection(.tooManyBonuses, FieldPath(.wallet), available: Int64(wallet.value.bonuses.count))
    }
    var purse = try Purse(transaction, wallet)
    let bonus = try transaction.create(Bonus(wallet: wallet.id, amount: amount, expiresAt: expiresAt, reason: reason))
    try transaction.post(
      [Leg(.promoCosts, .walletPromo(wallet.value.reference), amount.amount)], amount.currency, reference: Text(bonus.id.text),
      by: .payments)
    purse.add(bonus)
    try purse.finish()
  }
}

/// Ends a bonus whose time is up. Recipe 13c; what an authorization holds of it may still be spent.
package struct ExpireBonus: RecordWork {
  package let kind = OperationKind.housekeeping
  let bonus: BonusID

  package init(_ bonus: BonusID) { self.bonus = bonus }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard let bonus = try transaction.find(bonus, Bonus.self), bonus.value.state == .active, let end = bonus.value.expiresAt,
      end <= transaction.now, let wallet = try transaction.find(bonus.value.wallet, Wallet.self)
    else { return }
    var purse = try Purse(transaction, wallet)
    try purse.expire(bonus.id)
    try purse.finish()
  }
}
