package import LedgerCore

/// Moves a wallet's own money to another wallet, and takes the platform's fee beside it. Recipe 11.
///
/// It is the most frequent thing that wallets do, and has no record: what it posts is its answer, and the key stands there.
package struct TransferBetweenWallets: RecordWork {
  package let kind = OperationKind.transferBetweenWallets
  /// The wallets' ids, or the platform's own names for them.
  let from: Text
  let to: Text
  let amount: Int64
  /// Only checked: wallets have one.
  let currency: Currency?
  let details: Details

  package init(from: Text, to: Text, amount: Int64, currency: Currency?, _ details: Details) {
    self.from = from
    self.to = to
    self.amount = amount
    self.currency = currency
    self.details = details
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.text(.wallet, from)
    fields.text(.to, to)
    fields.integer(.amount, amount)
    if let currency { fields.integer(.currency, Int64(currency.rawValue)) }
    fields.details(details)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    let board = transaction.walletBoard
    guard let payer = try board.seat(from, transaction) else { throw Rejection(.walletNotFound, FieldPath(.wallet)) }
    guard let payee = try board.seat(to, transaction) else { throw Rejection(.walletNotFound, FieldPath(.to)) }
    let (paying, paid) = (transaction.account(payer.account), transaction.account(payee.account))
    guard payer.id != payee.id else { throw Rejection(.sameAccount, FieldPath(.to), account: paying.identity) }
    guard payer.currency == currency ?? payer.currency else {
      throw Rejection(.currencyMismatch, FieldPath(.currency), account: paying.identity)
    }
    guard payer.currency == payee.currency else {
      throw Rejection(.currencyMismatch, FieldPath(.to), account: paid.identity)
    }
    let limits = WalletLimits(transaction)
    try limits.refuseUnlessActive(payer, FieldPath(.wallet))
    try limits.refuseUnlessActive(payee, FieldPath(.to))
    if paying.state.frozen.contains(.debits) { throw Rejection(.accountFrozen, FieldPath(.wallet), account: paying.identity) }
    if paid.state.frozen.contains(.credits) { throw Rejection(.accountFrozen, FieldPath(.to), account: paid.identity) }
    let fee = try board.settings(transaction).transferFee.fee(onCaptured: Money(amount, payer.currency))
    let needed = Int128(amount) + Int128(fee)
    guard needed <= Int128(paying.state.available) else {
      throw Rejection(
        .insufficientFunds, FieldPath(.wallet), account: paying.identity, available: paying.state.available,
        needed: Int64(clamping: needed))
    }
    let isSameOwner = payer.owner != nil && payer.owner == payee.owner
    try limits.refuseOutflow(amount, more: fee, payer, FieldPath(.wallet))
    try limits.refuseInflow(amount, payee, ownMoney: isSameOwner ? amount + fee : 0, FieldPath(.to))
    var postings = [
      Posting(debit: .number(payer.account), credit: .number(payee.account), amount: amount, currency: payer.currency)
    ]
    if fee > 0 {
      try transaction.open(.transferFees, payer.currency)
      postings.append(
        Posting(
          debit: .number(payer.account), credit: .code(BookAccount.transferFees.code), amount: fee, currency: payer.currency))
    }
    do {
      try transaction.perform(.transaction(postings, details), by: .payments)
    } catch let rejection as Rejection where rejection.path.posting != nil {
      // Where a counter would leave its range. The request has no list of postings.
      throw Rejection(
        rejection.code, FieldPath(.amount), account: rejection.account, available: rejection.available, needed: rejection.needed)
    }
  }
}

/// A transfer between wallets, read from the rows that it is: those of the answer, now and whenever it is asked for again.
package struct WalletTransfer: Sendable {
  /// The platform's own names of both wallets.
  package let from: Text
  package let to: Text
  package let amount: Int64
  package let fee: Int64
  /// How the accounts stood afterwards.
  package let payer: Counters
  package let payee: Counters

  /// Nil for rows that are no such transfer.
  package init?(_ rows: [PostingRecord], code: (AccountNumber) -> Text?) {
    guard let first = rows.first, let last = rows.last, rows.count <= 2, last.debit == first.debit,
      let from = code(first.debit).flatMap({ BookAccount.wallet(of: $0) }),
      let to = code(first.credit).flatMap({ BookAccount.wallet(of: $0) })
    else { return nil }
    self.from = from
    self.to = to
    amount = first.amount
    fee = rows.count == 2 ? last.amount : 0
    payer = last.debitAfter
    payee = first.creditAfter
  }
}
