/// What a row of an account's own history did.
package enum AccountChangeKind: String, Sendable, CaseIterable {
  case opened, frozen, unfrozen, limited, closed
}

/// One row of an account's own history: the account as it was after the change.
package struct AccountChangeRecord: Sendable {
  package let sequence: Int64
  package let postedAt: Timestamp
  package let kind: AccountChangeKind
  package let account: AccountSnapshot

  package init(sequence: Int64, postedAt: Timestamp, kind: AccountChangeKind, account: AccountSnapshot) {
    self.sequence = sequence
    self.postedAt = postedAt
    self.kind = kind
    self.account = account
  }
}
