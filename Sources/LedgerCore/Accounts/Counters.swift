/// The four counters of an account, in minor units. None is ever negative; all but the pending ones only grow.
package struct Counters: Hashable, Sendable {
  package var debitsPosted: Int64 = 0
  package var creditsPosted: Int64 = 0
  package var debitsPending: Int64 = 0
  package var creditsPending: Int64 = 0

  @inlinable package init() {}

  @inlinable package init(debitsPosted: Int64, creditsPosted: Int64, debitsPending: Int64, creditsPending: Int64) {
    self.debitsPosted = debitsPosted
    self.creditsPosted = creditsPosted
    self.debitsPending = debitsPending
    self.creditsPending = creditsPending
  }

  package var isZero: Bool { self == Counters() }

  /// What stands on the normal side, reservations left aside. May be negative.
  package func posted(on side: NormalSide) -> Int64 {
    switch side {
    case .debit: debitsPosted - creditsPosted
    case .credit: creditsPosted - debitsPosted
    }
  }

  /// What is reserved to leave the account.
  package func pendingOutflow(on side: NormalSide) -> Int64 {
    switch side {
    case .debit: creditsPending
    case .credit: debitsPending
    }
  }

  /// What may still leave: posted less what is reserved. What is reserved to arrive does not count.
  package func available(on side: NormalSide) -> Int64 { posted(on: side) - pendingOutflow(on: side) }
}

/// The side on which an account grows.
package enum NormalSide: UInt8, Sendable, CaseIterable {
  case debit = 1
  case credit = 2
}
