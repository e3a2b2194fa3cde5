package import LedgerCore

/// An account as an export names it.
package struct LedgerAccount: Hashable, Sendable {
  package let id: AccountID
  package let code: String?
  package let currency: Currency
  package let accountClass: AccountClass
}

/// A transaction as it stands in a ledger file.
package struct LedgerTransaction: Sendable {
  package let id: TransactionID
  package let sequence: Int64
  package let postedAt: Timestamp
  /// Nil: when it was posted.
  package var effectiveAt: Timestamp?
  package var reference: String?
  /// A flat JSON object.
  package var metadata: String?
  package var key: String?
  package var reverses: TransactionID?
  package var hold: HoldID?
  package var postings: [Posting] = []

  init(id: TransactionID, sequence: Int64, postedAt: Timestamp) {
    self.id = id
    self.sequence = sequence
    self.postedAt = postedAt
  }

  package struct Posting: Sendable {
    package let sequence: Int64
    package let kind: PostingKind
    package let debit: LedgerAccount
    package let credit: LedgerAccount
    /// Minor units.
    package let amount: Int64
    package let debitAfter: Counters
    package let creditAfter: Counters
  }
}
