import SQLite
import Testing

@testable import LedgerCore
@testable import Storage

/// What any number of rows may share: a reference, a hold. Lists of them are read newest first, a page at a time.
@Suite struct ManyOfTheSameTests {
  private func posting(_ amount: Int64) -> Posting { Posting(debit: .code("a"), credit: .code("b"), amount: amount) }

  private func batch(_ fixture: Fixture, _ items: [Command]) throws -> [Answer] {
    guard
      case .batch(let answers) = try fixture.ledger.reply(to: .batch(Batch(key: fixture.key(), isAtomic: false, items: items)))
    else { throw TestFailure("a batch got another reply") }
    return answers
  }

  private func sequences(_ ledger: SQLiteLedger, of reference: Text, _ range: TimeRange = TimeRange()) throws -> [Int64] {
    var query = TransactionQuery()
    query.reference = reference
    query.range = range
    var found: [Int64] = []
    var cursor: Int64?
    repeat {
      let page = try ledger.transactions(query, after: cursor, limit: 1_000)
      found += page.items.compactMap(\.first?.sequence)
      cursor = page.next
    } while cursor != nil
    return found
  }

  @Test func `forty thousand transactions of one reference are listed page by page, newest first`() throws {
    let fixture = try Fixture { $0.entriesPerRun = 4_096 }
    for code in ["a", "b"] { try fixture.open(code) }
    var expected: [Text: [Int64]] = ["often": [], "rare": []]
    for _ in 0..<8 {
      let items = (0..<6_250).map { number in
        let reference: Text = number == 77 ? "rare" : number % 5 == 0 ? "other" : "often"
        return Command(key: fixture.key(), operation: .transfer(posting(1), Details(reference: reference)))
      }
      for answer in try batch(fixture, items) {
        guard let row = answer.rows.first, let reference = row.reference else { throw TestFailure("a transfer was refused") }
        expected[reference]?.append(row.sequence)
      }
    }
    #expect(expected["often"]?.count == 39_992 && expected["rare"]?.count == 8)
    let copy = try fixture.crashed()
    for ledger in [fixture.ledger, copy.ledger] {
      for (reference, sequences) in expected {
        let found = try self.sequences(ledger, of: reference)
        #expect(found == sequences.reversed(), "\(reference)")
      }
      #expect(try self.sequences(ledger, of: "never").isEmpty)
    }
  }

  @Test func `a hold that is captured very often knows what was captured and how it ended`() throws {
    let fixture = try Fixture { $0.entriesPerRun = 1_024 }
    for code in ["a", "b"] { try fixture.open(code) }
    func place(_ amount: Int64) throws -> HoldID {
      try #require(try fixture.run(.placeHold(posting(amount), expiresIn: nil, Details())).rows.first?.hold)
    }
    let (open, captured, released) = (try place(50_000), try place(18_000), try place(50_000))
    for _ in 0..<3 {
      let items = (0..<6_000).flatMap { _ in
        [open, captured, released].map { hold in
          Command(
            key: fixture.key(), operation: .captureHold(hold, amount: 1, isFinal: false, then: [], Details()))
        }
      }
      for start in stride(from: 0, to: items.count, by: 9_000) {
        let answers = try batch(fixture, Array(items[start..<start + 9_000]))
        #expect(answers.allSatisfy { !$0.rows.isEmpty })
      }
    }
    try fixture.run(.releaseHold(released, Details()))
    let copy = try fixture.crashed()
    for ledger in [fixture.ledger, copy.ledger] {
      let records = try [open, captured, released].map { try #require(try ledger.hold($0)) }
      #expect(records.map(\.status) == [.open, .captured, .released])
      #expect(records.map(\.captured) == [18_000, 18_000, 18_000])
      #expect(records.map(\.remaining) == [32_000, 0, 0])
      #expect(try ledger.answer(to: .releaseHold(captured, Details()), key: "late-1").refusal == .holdCaptured)
      #expect(try ledger.answer(to: .releaseHold(released, Details()), key: "late-2").refusal == .holdReleased)
    }
  }

  @Test func `open holds are listed newest first whatever was captured, released, undone or reopened in between`() throws {
    let fixture = try Fixture { $0.entriesPerRun = 64 }
    for code in ["a", "b", "c"] { try fixture.open(code) }
    var open: [HoldID] = []
    var ofC: Set<HoldID> = []
    for number in 0..<700 {
      let isTight = number % 90 == 45
      if isTight { try fixture.ledger.onWriter { try $0.file.connection.execute("PRAGMA max_page_count = 1") } }
      let credit: Text = number % 3 == 0 ? "c" : "b"
      let asked = Posting(debit: .code("a"), credit: .code(credit), amount: 10)
      do {
        let hold = try #require(try fixture.run(.placeHold(asked, expiresIn: 1_000, Details())).rows.first?.hold)
        open.append(hold)
        if number % 3 == 0 { ofC.insert(hold) }
      } catch LedgerFailure.notApplied {}
      if isTight { try fixture.ledger.onWriter { try $0.file.connection.execute("PRAGMA max_page_count = 1000000") } }
      if number % 4 == 1 { try fixture.run(.releaseHold(open.remove(at: number * 7 % open.count), Details())) }
      if number % 4 == 2 { try fixture.run(.captureHold(open[0], amount: 1, isFinal: false, then: [], Details())) }
      if number % 4 == 3 { try fixture.run(.captureHold(open.remove(at: 0), amount: nil, isFinal: true, then: [], Details())) }
    }
    for _ in 0..<2 {
      for account in [nil, AccountNumber(3)] {
        var filter = HoldFilter()
        filter.status = .open
        filter.account = account
        var found: [HoldID] = []
        var cursor: Int64?
        repeat {
          let page = try fixture.ledger.holds(filter, after: cursor, limit: 7)
          found += page.items.compactMap(\.placement.hold)
          cursor = page.next
        } while cursor != nil
        #expect(found == open.reversed().filter { account == nil || ofC.contains($0) })
      }
      try fixture.restart()
    }
  }
}
