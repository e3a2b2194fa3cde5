import Audit
import Testing

/// Files whose every number follows, written by somebody who did not keep the rules.
struct BrokenRules {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let row: Int64
    let rule: Finding.Rule
    /// Accounts: 1 bank (asset), 2 alice (liability, no overdraft), 3 bob (liability, floor -500), 4 card (asset, floor 0), 5 dollars.
    /// Row 6 posts 1,000 from bank to alice.
    let write: @Sendable (LedgerScribe) throws -> Void
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "an account goes below zero", row: 7, rule: .limit) { try $0.post((2, 3, 1_001)) },
    Case(name: "an account goes below its floor", row: 7, rule: .limit) { try $0.post((3, 1, 501)) },
    Case(name: "a debit account goes below its limit", row: 7, rule: .limit) { try $0.post((2, 4, 1)) },
    Case(name: "a merchant owes what it has", row: 10, rule: .limit) { ledger in
      try ledger.work {
        try ledger.record("merchant", "active", name: "toko")
        let owed = try ledger.open("asset", code: "assets:merchant:toko:receivable", floor: 0, managedBy: "payments")
        let own = try ledger.open("liability", code: "liabilities:merchant:toko:available", floor: 0, managedBy: "payments")
        try ledger.post((owed, own, 5))
      }
    },
    Case(name: "a merchant does not pay what it owes with what it gets", row: 13, rule: .limit) { ledger in
      try ledger.work {
        try ledger.record("merchant", "active", name: "toko")
        let owed = try ledger.open("asset", code: "assets:merchant:toko:receivable", floor: 0, managedBy: "payments")
        let own = try ledger.open("liability", code: "liabilities:merchant:toko:available", floor: 0, managedBy: "payments")
        try ledger.post((owed, own, 5), (own, 1, 5))
        try ledger.post((1, own, 3), (own, owed, 2))
      }
    },
    Case(name: "a second leg goes below the limit", row: 8, rule: .limit) { try $0.post((2, 3, 600), (2, 3, 401)) },
    Case(name: "a hold reserves more than there is", row: 7, rule: .limit) { try $0.hold((2, 3, 1_001)) },
    Case(name: "a posting takes what a hold reserves", row: 8, rule: .limit) {
      try $0.hold((2, 3, 600))
      try $0.post((2, 3, 401))
    },
    Case(name: "a limit that was set later is broken", row: 8, rule: .limit) {
      try $0.change("limited", 2) { $0.floor = 900 }
      try $0.post((2, 3, 101))
    },
    Case(name: "a frozen side is debited", row: 8, rule: .state) {
      try $0.change("frozen", 2) { $0.frozen = 1 }
      try $0.post((2, 3, 1))
    },
    Case(name: "a frozen side is credited", row: 8, rule: .state) {
      try $0.change("frozen", 2) { $0.frozen = 2 }
      try $0.post((1, 2, 1))
    },
    Case(name: "a frozen side is reserved", row: 8, rule: .state) {
      try $0.change("frozen", 2) { $0.frozen = 3 }
      try $0.hold((2, 3, 1))
    },
    Case(name: "a closed account is posted to", row: 8, rule: .state) {
      try $0.change("closed", 3) { $0.closed = 1 }
      try $0.post((2, 3, 1))
    },
    Case(name: "a closed account is changed", row: 8, rule: .accountHistory) {
      try $0.change("closed", 3) { $0.closed = 1 }
      try $0.change("frozen", 3) { $0.frozen = 1 }
    },
    Case(name: "an account with money is closed", row: 7, rule: .accountHistory) { try $0.change("closed", 2) { $0.closed = 1 } },
    Case(name: "an account with a reservation is closed", row: 8, rule: .accountHistory) {
      try $0.hold((2, 3, 1))
      try $0.change("closed", 3) { $0.closed = 1 }
    },
    Case(name: "a transaction is reversed twice", row: 9, rule: .reversal) {
      try $0.post((1, 2, 100))
      try $0.post((2, 1, 100), reverses: 7)
      try $0.post((2, 1, 100), reverses: 7)
    },
    Case(name: "a reversal leaves out a leg", row: 9, rule: .reversal) {
      try $0.post((2, 3, 5), (3, 1, 1))
      try $0.post((1, 3, 1), reverses: 7)
    },
    Case(name: "a hold is captured after it was released", row: 9, rule: .hold) {
      let hold = try $0.hold((2, 3, 5))
      try $0.release(hold)
      try $0.post((2, 3, 5))
      try $0.sql("UPDATE postings SET kind = 3, hold = \(hold), remaining = 0 WHERE sequence = 9")
    },
    Case(name: "a counter leaves its range", row: 8, rule: .amount) {
      try $0.post((1, 3, (1 << 62) - 2_000))
      try $0.post((1, 3, 1_000_000))
    },
    Case(name: "an atomic batch lasts longer than its commit", row: 9, rule: .time) {
      try $0.batch(atomic: 1)
      $0.isTimeHeld = true
      try $0.post((2, 3, 1))
      $0.commit()
      try $0.post((2, 3, 1))
    },
    Case(name: "a batch is too far away to share its time", row: 10, rule: .time) {
      try $0.batch()
      try $0.refuse()
      $0.isTimeHeld = true
      try $0.post((2, 3, 1))
      try $0.post((2, 3, 1))
    },
    Case(name: "items of a batch that is not atomic share a time", row: 9, rule: .time) {
      try $0.batch()
      $0.isTimeHeld = true
      try $0.post((2, 3, 1))
      try $0.post((2, 3, 1))
    },
    Case(name: "an item of an atomic batch is missing", row: 7, rule: .outcome) {
      try $0.batch(atomic: 3)
      $0.isTimeHeld = true
      try $0.post((2, 3, 1))
      try $0.refuse()
    },
    Case(name: "an atomic batch has no item", row: 7, rule: .outcome) {
      try $0.batch(atomic: 1)
    },
    Case(name: "an atomic batch is done in part", row: 7, rule: .outcome) {
      try $0.batch(atomic: 2)
      $0.isTimeHeld = true
      try $0.post((2, 3, 1))
      try $0.refuse()
    },
    Case(name: "an atomic batch is refused for nobody's sake", row: 7, rule: .outcome) {
      try $0.batch(atomic: 2)
      $0.isTimeHeld = true
      try $0.refuse("linked_event_failed")
      try $0.refuse("linked_event_failed")
    },
    Case(name: "two refusals share a time without a batch", row: 8, rule: .time) {
      $0.isTimeHeld = true
      try $0.refuse()
      try $0.refuse()
    },
  ]

  private func ledger(_ write: (LedgerScribe) throws -> Void) throws -> LedgerScribe {
    let ledger = try LedgerScribe()
    _ = try ledger.open("asset")
    _ = try ledger.open("liability", floor: 0)
    _ = try ledger.open("liability", floor: -500)
    _ = try ledger.open("asset", floor: 0)
    _ = try ledger.open("asset", "USD")
    try ledger.post((1, 2, 1_000))
    try write(ledger)
    ledger.commit()
    try ledger.seal()
    return ledger
  }

  @Test(arguments: cases)
  func `a broken rule is found where it was broken`(_ it: Case) throws {
    let ledger = try ledger(it.write)
    let finding = try #require(try FalsifiedRows.finding(in: ledger))
    #expect(finding.row == it.row, "\(finding)")
    #expect(finding.rule == it.rule, "\(finding)")
  }

  @Test func `what comes just up to a limit is sound`() throws {
    let ledger = try ledger {
      try $0.post((2, 3, 1_000))
      try $0.post((3, 1, 1_500))
      let hold = try $0.hold((1, 2, 700))
      try $0.change("frozen", 2) { $0.frozen = 3 }
      try $0.capture(hold, 700)
      try $0.post((1, 3, (1 << 62) - 5_000))
    }
    #expect(try FalsifiedRows.finding(in: ledger) == nil)
  }

  @Test func `a commit that ends within a transaction is found`() throws {
    let ledger = try ledger {
      try $0.post((2, 3, 1), (2, 3, 1))
    }
    try ledger.sql("DELETE FROM postings WHERE sequence = 8")
    ledger.cutCommit(to: 7)
    try ledger.seal()
    let finding = try #require(try FalsifiedRows.finding(in: ledger))
    #expect(finding.rule == .legs)
    #expect(finding.row == 7)
  }
}
