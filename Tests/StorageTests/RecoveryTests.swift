import Foundation
import SQLite
import Testing

@testable import LedgerCore
@testable import Storage

/// The index is made tiny, so that a few thousand rows go through many runs and merges.
@Suite struct RecoveryTests {
  fileprivate func loaded(rows: Int, perRun: Int = 64) throws -> Fixture {
    let fixture = try Fixture { options in
      options.entriesPerRun = perRun
      options.framesPerCheckpoint = 200
    }
    for number in 0..<20 { try fixture.open("w\(number)") }
    for number in 0..<rows {
      fixture.clock.advance(seconds: 0.001)
      let (debit, credit) = ("w\(number % 20)", "w\((number * 7 + 3) % 20)")
      if debit == credit { continue }
      let details = Details(reference: number % 5 == 0 ? Text("order-\(number)") : nil)
      _ = try fixture.transfer(debit, credit, Int64(number % 97 + 1), key: Text("key-\(number)"), details: details)
    }
    return fixture
  }

  fileprivate func balances(_ ledger: SQLiteLedger) -> [Counters] { ledger.allAccounts().accounts.map(\.state.counters) }

  @Test func `what a kill leaves opens to the same books, and every key is known`() throws {
    let fixture = try loaded(rows: 3_000)
    let copy = try fixture.crashed()
    #expect(balances(copy.ledger) == balances(fixture.ledger))
    #expect(copy.ledger.head == fixture.ledger.head)
    for number in stride(from: 0, to: 3_000, by: 61) where number % 20 != (number * 7 + 3) % 20 {
      let posting = Posting(
        debit: .code(Text("w\(number % 20)")), credit: .code(Text("w\((number * 7 + 3) % 20)")), amount: Int64(number % 97 + 1))
      let details = Details(reference: number % 5 == 0 ? Text("order-\(number)") : nil)
      let answer = try copy.ledger.answer(to: .transfer(posting, details), key: Text("key-\(number)"))
      #expect(answer.isReplay)
    }
  }

  @Test func `runs are written and merged, and unfinished ones leave nothing behind`() throws {
    let fixture = try loaded(rows: 3_000)
    let runs = try fixture.ledger.onWriter { writer in writer.index.runs.map(\.level) }
    #expect(runs.contains(1), "3,000 keys at 64 per run must have merged: \(runs)")
    try fixture.restart()
    #expect(fixture.ledger.head.sequence > 3_000)
    let connection = try Connection(path: fixture.ledgerPath, mode: .readOnly)
    let strays = try connection.integer("SELECT count(*) FROM index_pages WHERE page >> 24 NOT IN (SELECT run FROM index_runs)")
    #expect(strays == 0)
  }

  @Test func `a ledger that lost its derived state builds it again`() throws {
    let fixture = try loaded(rows: 2_000)
    let before = balances(fixture.ledger)
    try fixture.directory.shutdown()
    let connection = try Connection(path: fixture.ledgerPath, mode: .readWrite)
    try DerivedTables.clear(on: connection)
    try connection.close()
    let copy = try fixture.crashed()
    #expect(balances(copy.ledger) == before)
    let again = try copy.ledger.answer(
      to: .transfer(Posting(debit: .code("w0"), credit: .code("w3"), amount: 1), Details(reference: "order-0")), key: "key-0")
    #expect(again.isReplay)
  }

  @Test(arguments: [
    "UPDATE account_states SET debits_posted = debits_posted + 1 WHERE account = 21",
    "UPDATE account_states SET credits_posted = -9223372036854775807 WHERE account = 22",
    "DELETE FROM account_states WHERE account = 21",
    "DELETE FROM open_holds",
  ])
  func `saved state that does not add up is built again from the rows`(sql: String) throws {
    let fixture = try Fixture { $0.entriesPerRun = 64 }
    for number in 1...24 { try fixture.open("w\(number)") }
    _ = try fixture.transfer("w21", "w22", 5)
    let posting = Posting(debit: .code("w23"), credit: .code("w24"), amount: 7)
    try fixture.run(.placeHold(posting, expiresIn: nil, Details()))
    for _ in 0..<500 { _ = try fixture.transfer("w1", "w2", 1) }
    let before = balances(fixture.ledger)
    try fixture.directory.shutdown()
    let connection = try Connection(path: fixture.ledgerPath, mode: .readWrite)
    try connection.execute(sql)
    try connection.close()
    let copy = try fixture.crashed()
    #expect(balances(copy.ledger) == before)
  }

  @Test(arguments: [
    "UPDATE postings SET amount = amount + 1 WHERE sequence = (SELECT max(sequence) FROM postings)",
    "UPDATE postings SET key = 'other' WHERE sequence = (SELECT max(sequence) FROM postings)",
    "DELETE FROM postings WHERE sequence = (SELECT max(sequence) FROM postings) - 3",
    "DELETE FROM seals WHERE number = (SELECT max(number) FROM seals)",
    "UPDATE account_changes SET frozen = 3 WHERE sequence = 1; DELETE FROM watermark",
  ])
  func `rows that were altered after their commit are found when the ledger opens`(sql: String) throws {
    let fixture = try loaded(rows: 50, perRun: 65_536)
    try fixture.directory.shutdown()
    let connection = try Connection(path: fixture.ledgerPath, mode: .readWrite)
    try connection.execute("PRAGMA ignore_check_constraints = ON")
    try connection.execute(sql)
    try connection.close()
    #expect(throws: TestFailure.self) { try fixture.crashed() }
  }

  @Test func `lists agree with a walk over everything`() throws {
    let fixture = try loaded(rows: 600)
    var all: [PostingRecord] = []
    var cursor: Int64?
    repeat {
      let page = try fixture.ledger.transactions(TransactionQuery(), after: cursor, limit: 37)
      all += page.items.flatMap { $0 }
      cursor = page.next
    } while cursor != nil
    #expect(all.count == 600 - (0..<600).filter { $0 % 20 == ($0 * 7 + 3) % 20 }.count)
    #expect(all.map(\.sequence) == all.map(\.sequence).sorted(by: >))
    guard case .found(let account) = fixture.ledger.account(.code("w4"), currency: nil) else { throw TestFailure("w4") }
    let number = account.identity.number
    var entries: [Int64] = []
    cursor = nil
    repeat {
      let page = try fixture.ledger.entries(of: number, TimeRange(), after: cursor, limit: 7)
      entries += page.items.map(\.row.sequence)
      cursor = page.next
    } while cursor != nil
    #expect(entries == all.filter { $0.debit == number || $0.credit == number }.map(\.sequence))
    var query = TransactionQuery()
    query.reference = "order-105"
    #expect(try fixture.ledger.transactions(query, after: nil, limit: 10).items.count == 1)
    query = TransactionQuery()
    query.key = "key-106"
    #expect(try fixture.ledger.transactions(query, after: nil, limit: 10).items.first?.first?.amount == Int64(106 % 97 + 1))
    let middle = all[300]
    query = TransactionQuery()
    query.account = number
    query.range = TimeRange(from: nil, to: middle.postedAt)
    let expected = all.filter { $0.postedAt < middle.postedAt && ($0.debit == number || $0.credit == number) }
    #expect(
      try fixture.ledger.transactions(query, after: nil, limit: 100).items.compactMap(\.first?.sequence)
        == expected.prefix(100).map(\.sequence))
    let asOf = try fixture.ledger.counters(of: number, asOf: middle.postedAt, by: .posted)
    let last = all.first { $0.postedAt <= middle.postedAt && ($0.debit == number || $0.credit == number) }
    #expect(asOf == last?.counters(of: number))
  }

  @Test func `a row that counts earlier is in the effective balance and not in the posted one`() throws {
    let fixture = try Fixture()
    for code in ["a", "b"] { try fixture.open(code) }
    fixture.clock.advance(seconds: 100)
    let early = fixture.clock.now()
    fixture.clock.advance(seconds: 100)
    _ = try fixture.transfer("a", "b", 7, details: Details(effectiveAt: early))
    guard case .found(let b) = fixture.ledger.account(.code("b"), currency: nil) else { throw TestFailure("b") }
    let number = b.identity.number
    #expect(try fixture.ledger.counters(of: number, asOf: early, by: .posted)?.creditsPosted == 0)
    #expect(try fixture.ledger.counters(of: number, asOf: early, by: .effective)?.creditsPosted == 7)
  }

  @Test func `a row that counts earlier than its account was opened counts on both sides, or books would not balance`() throws {
    let fixture = try Fixture()
    try fixture.open("a")
    let early = fixture.clock.now()
    fixture.clock.advance(seconds: 100)
    for code in ["late", "idle"] { try fixture.open(code) }
    _ = try fixture.transfer("a", "late", 7, details: Details(effectiveAt: early))
    let ledger = fixture.ledger
    let (a, late, idle) = (AccountNumber(1), AccountNumber(2), AccountNumber(3))
    #expect(try ledger.counters(of: a, asOf: early, by: .effective)?.debitsPosted == 7)
    #expect(try ledger.counters(of: late, asOf: early, by: .effective)?.creditsPosted == 7)
    #expect(try ledger.counters(of: late, asOf: early, by: .posted) == nil)
    #expect(try ledger.counters(of: idle, asOf: early, by: .effective) == nil)
  }

  @Test func `counters up to a row leave out what came after it, whatever its time`() throws {
    let fixture = try Fixture()
    for code in ["a", "b"] { try fixture.open(code) }
    _ = try fixture.transfer("a", "b", 7)
    let head = fixture.ledger.head.sequence
    let early = fixture.clock.now()
    _ = try fixture.transfer("a", "b", 5, details: Details(effectiveAt: early))
    fixture.clock.advance(seconds: 1)
    let now = fixture.clock.now()
    for axis in [TimeAxis.posted, .effective] {
      let then = try fixture.ledger.counters(of: AccountNumber(2), asOf: now, by: axis, upTo: head)
      #expect(then?.creditsPosted == 7)
      #expect(try fixture.ledger.counters(of: AccountNumber(2), asOf: now, by: axis)?.creditsPosted == 12)
    }
  }

  @Test func `a capture that counts earlier than its hold posts then and reserves nothing`() throws {
    let fixture = try Fixture()
    for code in ["a", "b"] { try fixture.open(code) }
    let early = fixture.clock.now()
    fixture.clock.advance(seconds: 100)
    let middle = fixture.clock.now()
    fixture.clock.advance(seconds: 100)
    let posting = Posting(debit: .code("a"), credit: .code("b"), amount: 9)
    let placed = try fixture.run(.placeHold(posting, expiresIn: nil, Details()))
    let hold = try #require(placed.rows.first?.hold)
    try fixture.run(.captureHold(hold, amount: 4, isFinal: true, then: [], Details(effectiveAt: early)))
    guard case .found(let a) = fixture.ledger.account(.code("a"), currency: nil) else { throw TestFailure("a") }
    let then = try fixture.ledger.counters(of: a.identity.number, asOf: middle, by: .effective)
    #expect(then?.debitsPosted == 4)
    #expect(then?.debitsPending == 0)
    let now = try fixture.ledger.counters(of: a.identity.number, asOf: fixture.clock.now(), by: .effective)
    #expect(now == a.state.counters)
  }

  @Test func `a backup taken while serving opens to the books of its head`() throws {
    let fixture = try loaded(rows: 300)
    let path = fixture.folder + "/copy.db"
    let head = try fixture.ledger.backup(to: path)
    #expect(head == fixture.ledger.head)
    #expect(throws: LedgerFailure.self) { try fixture.ledger.backup(to: path) }
  }
}

extension RecoveryTests {
  @Test func `a run whose count is damaged is built again`() throws {
    let fixture = try loaded(rows: 300)
    let before = balances(fixture.ledger)
    try fixture.directory.shutdown()
    let connection = try Connection(path: fixture.ledgerPath, mode: .readWrite)
    try connection.execute("UPDATE index_runs SET entries = 4611686018427387904")
    try connection.close()
    #expect(try balances(fixture.crashed().ledger) == before)
  }
}

extension RecoveryTests {
  @Test func `a backup of an empty ledger ends with the seal before the first row`() throws {
    let fixture = try Fixture()
    let head = try fixture.ledger.backup(to: fixture.folder + "/empty.db")
    #expect(head == fixture.ledger.head && head.seal.count == 32)
  }
}
