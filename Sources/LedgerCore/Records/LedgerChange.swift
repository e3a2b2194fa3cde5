/// One step of a ledger's history that changed something: what events are made of. Refusals changed nothing, and are none.
package enum LedgerChange: Sendable {
  /// All rows of a transaction, in order. `origin`: the metadata of the hold it resolves, or of the transaction it reverses.
  case transaction([PostingRecord], origin: Text?)
  indirect case account(AccountChangeRecord)
  indirect case record(RecordChange)

  /// Of its first row, which stands for it.
  package var sequence: Int64 {
    switch self {
    case .transaction(let rows, origin: _): rows.first?.sequence ?? 0
    case .account(let change): change.sequence
    case .record(let change): change.sequence
    }
  }

  package var postedAt: Timestamp {
    switch self {
    case .transaction(let rows, origin: _): rows.first?.postedAt ?? Timestamp(microseconds: 0)
    case .account(let change): change.postedAt
    case .record(let change): change.postedAt
    }
  }

  package func isOf(_ account: AccountNumber) -> Bool {
    switch self {
    case .transaction(let rows, origin: _): rows.contains { $0.debit == account || $0.credit == account }
    case .account(let change): change.account.identity.number == account
    case .record: false
    }
  }
}

/// A place in a ledger: a row, and when it was posted. Sequence 0 is the place before the first.
package struct LedgerPlace: Sendable, Hashable {
  package let sequence: Int64
  package let postedAt: Timestamp

  package init(sequence: Int64, postedAt: Timestamp) {
    self.sequence = sequence
    self.postedAt = postedAt
  }
}

/// What followed a place, in order, and how far that was looked at.
package struct FollowingChanges: Sendable {
  package let changes: [LedgerChange]
  /// Everything up to here is in `changes`.
  package let end: LedgerPlace
  /// Whether there was more than was asked for.
  package let hasMore: Bool

  package init(changes: [LedgerChange], end: LedgerPlace, hasMore: Bool) {
    self.changes = changes
    self.end = end
    self.hasMore = hasMore
  }
}

/// Which changes a list wants; all that is given must hold.
package struct ChangeQuery: Sendable {
  /// On either side of a row, or changed itself.
  package var account: AccountNumber?
  package var range = TimeRange()
  package var transactions = true
  package var accounts = true
  package var records = true

  package init() {}
}

/// Which transactions somebody who follows a ledger wants to be told of. Changes of accounts and records are few, and told to everybody.
package enum TransactionInterest: Sendable, Equatable {
  case all
  /// Those that touch one of these accounts.
  case touching(AccountSet)

  package static let none = TransactionInterest.touching([])

  package mutating func formUnion(_ other: TransactionInterest) {
    guard case .touching(var accounts) = self, case .touching(let others) = other else { return self = .all }
    self = .none
    accounts.formUnion(others)
    self = .touching(accounts)
  }
}
