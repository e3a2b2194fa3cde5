import Testing

@testable import LedgerCore
@testable import Storage

/// What those who follow a ledger read of it: whoever wants some accounts only is told the same as if all were read, and then chosen from.
@Suite struct `What follows a place in a ledger` {
  /// Everything behind a place, in steps of so many rows.
  private func all(_ ledger: SQLiteLedger, after: Int64, _ interest: TransactionInterest, rows: Int) throws -> [LedgerChange] {
    var found: [LedgerChange] = []
    var place = after
    while true {
      let step = try ledger.changes(after: place, interest, rows: rows)
      #expect(
        step.changes.allSatisfy { $0.sequence > place && $0.sequence <= step.end.sequence }, "each once, none ahead of the place")
      found += step.changes
      guard step.hasMore else {
        #expect(step.end.sequence == ledger.head.sequence)
        return found
      }
      let end = try ledger.place(of: step.end.sequence)
      #expect(step.end.sequence > place && step.end == end)
      place = step.end.sequence
    }
  }

  @Test func `is the same for some accounts, however few rows are read at a time`() throws {
    let fixture = try Fixture()
    let codes = (0..<8).map { "a\($0)" }
    for code in codes { try fixture.open(code) }
    var dice = SystemRandomNumberGenerator()
    func posting() -> Posting {
      let pair = codes.shuffled(using: &dice)
      return Posting(debit: .code(Text(pair[0])), credit: .code(Text(pair[1])), amount: Int64.random(in: 1...9, using: &dice))
    }
    var holds: [HoldID] = []
    for number in 0..<300 {
      switch Int.random(in: 0..<10, using: &dice) {
      case 0: try fixture.run(.transaction((0..<Int.random(in: 2...5, using: &dice)).map { _ in posting() }, Details()))
      case 1: holds += try fixture.run(.placeHold(posting(), expiresIn: nil, Details())).rows.compactMap(\.hold)
      case 2 where !holds.isEmpty:
        let hold = holds.removeLast()
        try fixture.run(.captureHold(hold, amount: 1, isFinal: true, then: [posting()], Details()))
      case 3: try fixture.open("more\(number)")
      default: try fixture.run(.transfer(posting(), Details()))
      }
    }
    let ledger = fixture.ledger
    let everything = try all(ledger, after: 0, .all, rows: 10_000)
    #expect(everything.count > 250)
    for rows in [1, 2, 7, 100] {
      #expect(try all(ledger, after: 0, .all, rows: rows).map(\.sequence) == everything.map(\.sequence))
      for count in [0, 1, 2, 8] {
        let wanted = Set((1...8).shuffled(using: &dice).prefix(count).map { AccountNumber(Int32($0)) })
        let start = Int64.random(in: 0..<ledger.head.sequence / 2, using: &dice)
        let found = try all(ledger, after: start, .touching(AccountSet(wanted)), rows: rows)
        let expected = everything.filter { change in
          guard change.sequence > start else { return false }
          if case .account = change { return true }
          return wanted.contains { change.isOf($0) }
        }
        #expect(found.map(\.sequence) == expected.map(\.sequence), "\(rows) rows at a time, \(count) accounts")
        for case (.transaction(let one, origin: _), .transaction(let other, origin: _)) in zip(found, expected) {
          #expect(one.map(\.sequence) == other.map(\.sequence) && one.map(\.amount) == other.map(\.amount))
        }
      }
    }
  }

  @Test func `passes over many rows of others in one step`() throws {
    let fixture = try Fixture()
    for code in ["a", "b", "c"] { try fixture.open(code) }
    for _ in 0..<100 { _ = try fixture.transfer("a", "b", 1) }
    _ = try fixture.transfer("a", "c", 1)
    let start = fixture.ledger.head.sequence - 101
    let step = try fixture.ledger.changes(after: start, .touching([AccountNumber(3)]), rows: 10)
    #expect(step.changes.count == 1 && !step.hasMore, "ten rows' worth is 160 that are passed over")
    let all = try fixture.ledger.changes(after: start, .all, rows: 10)
    #expect(all.changes.count == 10 && all.hasMore)
  }
}
