/// What a posting row did.
package enum PostingKind: UInt8, Sendable, CaseIterable {
  /// Moves posted money.
  case post = 1
  /// Reserves: adds to the pending counters.
  case hold = 2
  /// Takes from the pending counters and moves posted money.
  case capture = 3
  /// Takes from the pending counters.
  case release = 4
  /// The same, because time was up.
  case expiry = 5
}

/// One row of the ledger: one debit and one credit of one amount, and how both accounts stood after it.
///
/// It names its accounts by number only: a reference to each would be counted, atomically, with every copy of a row.
package struct PostingRecord: Sendable {
  package var sequence: Int64
  /// Which row of its transaction this is, from 0, and how many there are.
  package var leg: Int32
  package var legs: Int32
  package var kind: PostingKind
  package var amount: Int64
  package var debit: AccountNumber
  package var credit: AccountNumber
  package var debitAfter: Counters
  package var creditAfter: Counters
  /// How many rows had touched the account, this one included.
  package var debitVersion: Int64
  package var creditVersion: Int64
  /// The account's row before this one; 0 at its first.
  package var debitPrevious: Int64
  package var creditPrevious: Int64
  package var postedAt: Timestamp
  /// Nil: when it was posted.
  package var effectiveAt: Timestamp?
  /// The hold this row places, captures or frees; `remaining` is what it still reserves after the row.
  package var hold: HoldID?
  package var remaining: Int64
  package var expiresAt: Timestamp?
  /// The transaction this one corrects.
  package var reverses: TransactionID?
  package var reference: Text?
  package var metadata: Text?

  package init(
    sequence: Int64, leg: Int32, legs: Int32, kind: PostingKind, amount: Int64, debit: AccountNumber, credit: AccountNumber,
    debitAfter: Counters, creditAfter: Counters, debitVersion: Int64, creditVersion: Int64, debitPrevious: Int64,
    creditPrevious: Int64, postedAt: Timestamp, effectiveAt: Timestamp? = nil, hold: HoldID? = nil, remaining: Int64 = 0,
    expiresAt: Timestamp? = nil, reverses: TransactionID? = nil, reference: Text? = nil, metadata: Text? = nil
  ) {
    self.sequence = sequence
    self.leg = leg
    self.legs = legs
    self.kind = kind
    self.amount = amount
    self.debit = debit
    self.credit = credit
    self.debitAfter = debitAfter
    self.creditAfter = creditAfter
    self.debitVersion = debitVersion
    self.creditVersion = creditVersion
    self.debitPrevious = debitPrevious
    self.creditPrevious = creditPrevious
    self.postedAt = postedAt
    self.effectiveAt = effectiveAt
    self.hold = hold
    self.remaining = remaining
    self.expiresAt = expiresAt
    self.reverses = reverses
    self.reference = reference
    self.metadata = metadata
  }

  package func id(_ tag: LedgerTag) -> PostingID { PostingID(time: postedAt, tag: tag, number: sequence) }

  /// The sequence of the first row of the transaction.
  package var transactionSequence: Int64 { sequence - Int64(leg) }

  package func transactionID(_ tag: LedgerTag) -> TransactionID {
    TransactionID(time: postedAt, tag: tag, number: transactionSequence)
  }
}
