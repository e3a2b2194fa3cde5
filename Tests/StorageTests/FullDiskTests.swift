import Foundation
import SQLite
import Testing

@testable import LedgerCore
@testable import Storage

/// A file that may not grow, as on a full disk.
@Suite struct FullDiskTests {
  private func limitPages(_ fixture: Fixture, to count: Int) throws {
    try fixture.ledger.onWriter { writer in
      _ = try writer.file.connection.integer("PRAGMA max_page_count = \(count)")
    }
  }

  /// Commands whose rows need new pages, as one commit that fails.
  private func fail(_ fixture: Fixture, _ items: [LedgerCore.Operation]) throws {
    try limitPages(fixture, to: 1)
    let filler = Details(metadata: Text(String(repeating: "x", count: 8_000)))
    let big = LedgerCore.Operation.transfer(Posting(debit: .code("a"), credit: .code("b"), amount: 1), filler)
    let commands = (items + [big, big]).map { Command(key: fixture.key(), operation: $0) }
    #expect {
      try fixture.ledger.reply(to: .batch(Batch(key: fixture.key(), isAtomic: false, items: commands)))
    } throws: { error in
      if case .notApplied? = error as? LedgerFailure { true } else { false }
    }
    try limitPages(fixture, to: 1_000_000)
  }

  @Test func `an account that a failed commit opened is not written behind`() throws {
    let fixture = try Fixture { $0.entriesPerRun = 16 }
    for code in ["a", "b"] { try fixture.open(code) }
    let opening = AccountOpening(code: "new", currency: try #require(Currency("IDR")), accountClass: .liability)
    try fail(
      fixture,
      [.openAccount(opening), .transfer(Posting(debit: .code("a"), credit: .code("new"), amount: 1), Details())])
    for _ in 0..<100 { _ = try fixture.transfer("a", "b", 1) }
    let copy = try fixture.crashed()
    #expect(copy.ledger.posted("b") == 100)
  }

  @Test func `rows of a failed commit leave no mark in an account's history`() throws {
    let fixture = try Fixture { $0.entriesPerRun = 64 }
    for code in ["a", "b", "c", "d"] { try fixture.open(code) }
    for _ in 0..<255 { _ = try fixture.transfer("a", "b", 1) }
    try fail(fixture, [.transfer(Posting(debit: .code("a"), credit: .code("b"), amount: 1), Details())])
    for _ in 0..<400 { _ = try fixture.transfer("c", "d", 1) }
    let reader = try Connection(path: fixture.ledgerPath, mode: .readOnly)
    let strays = try reader.integer(
      """
      SELECT count(*) FROM account_marks m LEFT JOIN postings p ON p.sequence = m.sequence
      WHERE p.sequence IS NULL OR m.account NOT IN (p.debit, p.credit)
      """)
    #expect(strays == 0)
    #expect(try #require(try reader.integer("SELECT count(*) FROM account_marks")) > 0)
  }
}
