import LedgerCore
import Testing

/// What holds after every line of every table.
extension Scene {
  func expectInvariants(_ line: String, _ location: SourceLocation) {
    var net: [Currency: Int128] = [:]
    var pendingDebits: [AccountNumber: Int64] = [:]
    var pendingCredits: [AccountNumber: Int64] = [:]
    for hold in book.openHolds.values {
      pendingDebits[hold.debit, default: 0] += hold.remaining
      pendingCredits[hold.credit, default: 0] += hold.remaining
      #expect(hold.remaining > 0, "an open hold reserves something: \(line)", sourceLocation: location)
    }
    for (identity, state) in zip(book.identities, book.states) {
      let counters = state.counters
      net[identity.currency, default: 0] += Int128(counters.debitsPosted) - Int128(counters.creditsPosted)
      #expect(counters.debitsPosted >= 0 && counters.creditsPosted >= 0, "\(line)", sourceLocation: location)
      #expect(
        counters.debitsPending == pendingDebits[identity.number, default: 0]
          && counters.creditsPending == pendingCredits[identity.number, default: 0],
        "pending counters are the sum of open holds: \(line)", sourceLocation: location)
      #expect(
        counters.debitsPosted <= Limits.highestCounter - counters.debitsPending
          && counters.creditsPosted <= Limits.highestCounter - counters.creditsPending,
        "counters stay in their range: \(line)", sourceLocation: location)
    }
    #expect(net.values.allSatisfy { $0 == 0 }, "debits equal credits in every currency: \(line)", sourceLocation: location)
  }

  /// The rows of one transaction share a time and are numbered; its first row carries what concerns all.
  func expectOneTransaction(_ rows: [PostingRecord]) {
    for (index, row) in rows.enumerated() {
      #expect(Int(row.leg) == index && Int(row.legs) == rows.count)
      #expect(row.sequence == rows[0].sequence + Int64(index))
      #expect(row.postedAt == rows[0].postedAt)
      #expect(row.effectiveAt == rows[0].effectiveAt)
      #expect(row.transactionSequence == rows[0].sequence)
      if index > 0 { #expect(row.reference == nil && row.metadata == nil && row.reverses == nil) }
    }
  }

  /// The rows alone make the books again, in an empty book, by the code that opens a ledger.
  func expectReplayGivesTheSame(_ location: SourceLocation) {
    var copy = Book(tag: book.tag)
    do {
      for row in history {
        switch row {
        case .posting(let posting): try copy.replay(posting)
        case .change(let change):
          try copy.replay(change)
          copy.restore(nextSequence: change.sequence + 1, lastPostedAt: change.postedAt)
        }
      }
    } catch {
      Issue.record("the rows do not replay: row \(error)", sourceLocation: location)
    }
    let (left, right) = (BookPicture(copy), BookPicture(book))
    #expect(left.accounts == right.accounts && left.states == right.states, "replayed accounts", sourceLocation: location)
    #expect(left.openHolds == right.openHolds && left.expiries == right.expiries, "replayed holds", sourceLocation: location)
    #expect(
      left.nextSequence == right.nextSequence && left.lastPostedAt == right.lastPostedAt, "replayed sequence and time",
      sourceLocation: location)
    #expect(left.firstByCode == right.firstByCode && left.nextSameCode == right.nextSameCode, sourceLocation: location)
  }
}
