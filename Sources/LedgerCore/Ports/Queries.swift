/// A page of a list, newest first. `next` is where the following page begins; nil at the end.
package struct Page<Item: Sendable, Cursor: Sendable>: Sendable {
  package let items: [Item]
  package let next: Cursor?

  package init(items: [Item], next: Cursor?) {
    self.items = items
    self.next = next
  }
}

package enum TimeAxis: String, Sendable, CaseIterable {
  case posted, effective
}

/// From (inclusive) to (exclusive), by the time of posting. Nil: unbounded.
package struct TimeRange: Sendable, Hashable {
  package var from: Timestamp?
  package var to: Timestamp?

  package init(from: Timestamp? = nil, to: Timestamp? = nil) {
    self.from = from
    self.to = to
  }
}

/// What a transaction is, judged by its first row.
package enum TransactionType: String, Sendable, CaseIterable {
  case transfer, hold, capture, release, expiry, reversal
}

extension PostingRecord {
  package var transactionType: TransactionType {
    switch kind {
    case .post: reverses == nil ? .transfer : .reversal
    case .hold: .hold
    case .capture: .capture
    case .release: .release
    case .expiry: .expiry
    }
  }
}

/// Any combination; all that is given must hold.
package struct TransactionQuery: Sendable {
  package var account: AccountNumber?
  package var key: Text?
  package var reference: Text?
  package var type: TransactionType?
  package var range = TimeRange()

  package init() {}
}

package struct AccountFilter: Sendable {
  package var codePrefix: Text?
  package var currency: Currency?
  package var accountClass: AccountClass?
  package var status: AccountStatus?

  package init() {}
}

package enum AccountStatus: String, Sendable, CaseIterable {
  case open, frozen, closed
}

extension AccountState {
  package var status: AccountStatus { isClosed ? .closed : frozen.isEmpty ? .open : .frozen }
}

package struct HoldFilter: Sendable {
  package var account: AccountNumber?
  package var status: HoldStatus?

  package init() {}
}

/// One side of a posting row: what an account's history is made of.
package struct EntryRecord: Sendable {
  package let row: PostingRecord
  package let side: NormalSide

  package init(row: PostingRecord, side: NormalSide) {
    self.row = row
    self.side = side
  }

  /// How the account stood after the row.
  package var after: Counters { side == .debit ? row.debitAfter : row.creditAfter }
}
