@testable import LedgerCore

/// Everything a book knows, as a value that can be compared.
struct BookPicture: Equatable {
  let accounts: [AccountID]
  let states: [AccountState]
  let openHolds: [Int64: OpenHold]
  let firstByCode: [Text: AccountNumber]
  let nextSameCode: [Int32]
  let nextSequence: Int64
  let lastPostedAt: Timestamp
  let rows: Int
  /// What will expire and when, in order; entries of holds that are gone left aside.
  let expiries: [Expiry]

  struct Expiry: Equatable {
    let hold: Int64
    let at: Timestamp
  }

  init(_ book: borrowing Book) {
    accounts = book.identities.map(\.id)
    states = book.states
    openHolds = book.openHolds
    firstByCode = book.firstByCode
    nextSameCode = book.nextSameCode
    nextSequence = book.nextSequence
    lastPostedAt = book.lastPostedAt
    rows = book.rows.count
    var queue = book.expiries
    var found: [Expiry] = []
    while let first = queue.first {
      queue.removeFirst()
      let expiry = Expiry(hold: first.hold, at: first.at)
      if openHolds[first.hold]?.expiresAt == first.at, found.last != expiry { found.append(expiry) }
    }
    expiries = found
  }
}
