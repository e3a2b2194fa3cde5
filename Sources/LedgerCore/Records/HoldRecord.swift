/// A hold that still reserves something: what the writer keeps in memory for each.
package struct OpenHold: Hashable, Sendable {
  package var debit: AccountNumber
  package var credit: AccountNumber
  package var placedAt: Timestamp
  package var remaining: Int64
  /// Nil: never.
  package var expiresAt: Timestamp?

  package init(debit: AccountNumber, credit: AccountNumber, placedAt: Timestamp, remaining: Int64, expiresAt: Timestamp?) {
    self.debit = debit
    self.credit = credit
    self.placedAt = placedAt
    self.remaining = remaining
    self.expiresAt = expiresAt
  }
}

/// How a hold stands.
package enum HoldStatus: String, Sendable, CaseIterable {
  case open, captured, released, expired
}

/// A hold as a reader sees it.
package struct HoldRecord: Sendable {
  /// The row that placed it.
  package let placement: PostingRecord
  package let status: HoldStatus
  package let remaining: Int64
  /// The sum of its captures.
  package let captured: Int64

  package init(placement: PostingRecord, status: HoldStatus, remaining: Int64, captured: Int64) {
    self.placement = placement
    self.status = status
    self.remaining = remaining
    self.captured = captured
  }
}
