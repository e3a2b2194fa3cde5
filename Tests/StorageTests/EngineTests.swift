import Foundation
import SQLite
import Synchronization
import Testing

@testable import LedgerCore
@testable import Storage

@Suite struct EngineTests {
  @Test func `a transfer moves money and is there after a restart`() throws {
    let fixture = try Fixture()
    try fixture.open("cash", class: .asset)
    try fixture.open("alice", .noOverdraft)
    #expect(try fixture.transfer("cash", "alice", 500).rows.count == 1)
    #expect(fixture.balance("alice") == 500)
    try fixture.restart()
    #expect(fixture.balance("alice") == 500)
    #expect(fixture.balance("cash") == 500)
  }

  @Test func `a key gives the same answer again, also after a restart, also when it was refused`() throws {
    let fixture = try Fixture()
    try fixture.open("alice", .noOverdraft)
    try fixture.open("bob", .noOverdraft)
    try fixture.open("cash", class: .asset)
    let refused = try fixture.transfer("alice", "bob", 5, key: "poor")
    #expect(refused.refusal == .insufficientFunds && !refused.isReplay)
    let first = try fixture.transfer("cash", "alice", 100, key: "fund")
    for _ in 0..<2 {
      let again = try fixture.transfer("cash", "alice", 100, key: "fund")
      #expect(again.isReplay && again.rows.first?.sequence == first.rows.first?.sequence)
      #expect(try fixture.transfer("alice", "bob", 5, key: "poor").refusal == .insufficientFunds)
      try fixture.restart()
    }
    #expect(fixture.balance("alice") == 100)
  }

  @Test(arguments: [
    (
      "amount",
      LedgerCore.Operation.transfer(Posting(debit: .code("cash"), credit: .code("alice"), amount: 101), Details(reference: "r"))
    ),
    ("credit", .transfer(Posting(debit: .code("cash"), credit: .code("bob"), amount: 100), Details(reference: "r"))),
    ("debit", .transfer(Posting(debit: .code("bob"), credit: .code("alice"), amount: 100), Details(reference: "r"))),
    ("reference", .transfer(Posting(debit: .code("cash"), credit: .code("alice"), amount: 100), Details(reference: "s"))),
    ("reference", .transfer(Posting(debit: .code("cash"), credit: .code("alice"), amount: 100), Details())),
    (
      "metadata",
      .transfer(Posting(debit: .code("cash"), credit: .code("alice"), amount: 100), Details(reference: "r", metadata: "{}"))
    ),
    (
      "balancing",
      .transfer(Posting(debit: .code("cash"), credit: .code("alice"), amount: 100, balancing: .debit), Details(reference: "r"))
    ),
    (
      "currency",
      .transfer(
        Posting(debit: .code("cash"), credit: .code("alice"), amount: 100, currency: Currency("IDR")), Details(reference: "r"))
    ),
    (
      "operation",
      .placeHold(Posting(debit: .code("cash"), credit: .code("alice"), amount: 100), expiresIn: nil, Details(reference: "r"))
    ),
  ])
  func `a key that comes back with another request names the first field that differs`(field: String, other: LedgerCore.Operation)
    throws
  {
    let fixture = try Fixture()
    for code in ["cash", "alice", "bob"] { try fixture.open(code) }
    _ = try fixture.transfer("cash", "alice", 100, key: "k", details: Details(reference: "r"))
    #expect(try fixture.run(other, key: "k").mismatch == field)
    #expect(fixture.balance("alice") == 100)
  }

  @Test func `holds are captured in part, released, and expire when their time has come`() throws {
    let fixture = try Fixture()
    for code in ["cash", "alice", "shop"] { try fixture.open(code, code == "alice" ? .noOverdraft : .none) }
    _ = try fixture.transfer("cash", "alice", 1000)
    func hold(_ amount: Int64, _ seconds: Int64?) throws -> HoldID {
      let answer = try fixture.run(
        .placeHold(Posting(debit: .code("alice"), credit: .code("shop"), amount: amount), expiresIn: seconds, Details()))
      return try #require(answer.rows.first?.hold)
    }
    let (a, b) = (try hold(600, nil), try hold(400, 60))
    #expect(try fixture.transfer("alice", "shop", 1).refusal == .insufficientFunds)
    #expect(try fixture.run(.captureHold(a, amount: 250, isFinal: false, then: [], Details())).rows.first?.remaining == 350)
    fixture.clock.advance(seconds: 61)
    #expect(try fixture.run(.captureHold(b, amount: nil, isFinal: true, then: [], Details())).refusal == .holdExpired)
    #expect(try fixture.run(.releaseHold(a, Details())).rows.first?.kind == .release)
    #expect(try fixture.run(.releaseHold(a, Details())).refusal == .holdReleased)
    #expect(fixture.balance("alice") == 750)
    let record = try #require(try fixture.ledger.hold(b))
    #expect(record.status == .expired && record.captured == 0)
    #expect(try fixture.ledger.hold(a)?.captured == 250)
  }

  @Test func `an atomic batch is all or none, and says which item failed`() throws {
    let fixture = try Fixture()
    for code in ["alice", "bob"] { try fixture.open(code, .noOverdraft) }
    try fixture.open("cash")
    func item(_ key: Text, _ debit: String, _ credit: String) -> Command {
      Command(
        key: key, operation: .transfer(Posting(debit: .code(Text(debit)), credit: .code(Text(credit)), amount: 10), Details()))
    }
    let bad = Batch(
      key: "b1", isAtomic: true, items: [item("1", "cash", "alice"), item("2", "bob", "alice"), item("3", "cash", "bob")])
    for round in 0..<2 {
      guard case .batch(let answers) = try fixture.ledger.reply(to: .batch(bad)) else { throw TestFailure("no batch reply") }
      #expect(answers.map(\.refusal) == [.linkedEventFailed, .insufficientFunds, .linkedEventFailed])
      #expect(answers.allSatisfy { $0.isReplay == (round == 1) })
    }
    #expect(fixture.balance("alice") == 0)
    let good = Batch(key: "b2", isAtomic: true, items: [item("4", "cash", "alice"), item("5", "alice", "bob")])
    guard case .batch(let answers) = try fixture.ledger.reply(to: .batch(good)) else { throw TestFailure("no batch reply") }
    #expect(answers.compactMap(\.rows.first?.postedAt).count == 2)
    #expect(Set(answers.compactMap(\.rows.first?.postedAt)).count == 1)
    #expect(fixture.balance("bob") == 10)
    let mixed = Batch(key: "b3", isAtomic: true, items: [item("5", "alice", "bob"), item("6", "cash", "bob")])
    guard case .batchPartlyKnown = try fixture.ledger.reply(to: .batch(mixed)) else {
      throw TestFailure("a mixed batch was taken")
    }
    var longer = good
    longer.items.append(item("7", "cash", "alice"))
    guard case .batchMismatch(let path) = try fixture.ledger.reply(to: .batch(longer)) else {
      throw TestFailure("a longer batch was taken")
    }
    #expect(path.text == "items")
  }

  @Test func `a transaction is reversed once`() throws {
    let fixture = try Fixture()
    for code in ["a", "b", "c"] { try fixture.open(code) }
    let made = try fixture.run(
      .transaction(
        [Posting(debit: .code("a"), credit: .code("b"), amount: 10), Posting(debit: .code("b"), credit: .code("c"), amount: 4)],
        Details()))
    let id = try #require(made.rows.first?.transactionID(fixture.ledger.tag))
    let reversal = try fixture.run(.reverse(id, Details()))
    #expect(reversal.rows.count == 2 && reversal.rows.first?.reverses == id)
    #expect(try fixture.run(.reverse(id, Details())).refusal == .alreadyReversed)
    #expect(["a", "b", "c"].allSatisfy { fixture.balance($0) == 0 })
  }
}

extension EngineTests {
  @Test func `a full disk refuses writes, undoes memory, and lets the same request through once there is room`() throws {
    let fixture = try Fixture { $0.framesPerCheckpoint = 1 << 30 }
    for code in ["cash", "alice"] { try fixture.open(code) }
    let pages = try fixture.ledger.onWriter { try $0.file.connection.integer("PRAGMA page_count") ?? 0 }
    try fixture.ledger.onWriter { try $0.file.connection.execute("PRAGMA max_page_count = \(pages + 4)") }
    var failed: [Text] = []
    for number in 0..<400 {
      let key = Text("t-\(number)")
      do { _ = try fixture.transfer("cash", "alice", 1, key: key) } catch LedgerFailure.notApplied { failed.append(key) }
    }
    #expect(!failed.isEmpty && failed.count < 400)
    #expect(fixture.balance("alice") == Int64(400 - failed.count))
    try fixture.ledger.onWriter { try $0.file.connection.execute("PRAGMA max_page_count = 1000000") }
    for key in failed { #expect(try !fixture.transfer("cash", "alice", 1, key: key).isReplay) }
    #expect(fixture.balance("alice") == 400)
    try fixture.restart()
    #expect(fixture.balance("alice") == 400)
  }

  @Test func `a writer that met an unknown error is closed, reopened from the disk, and serves`() throws {
    let fixture = try Fixture()
    for code in ["cash", "alice"] { try fixture.open(code) }
    _ = try fixture.transfer("cash", "alice", 5)
    // A statement that fails with something else than "full": the table it writes to is gone inside the open connection.
    try fixture.ledger.onWriter { try $0.file.connection.execute("PRAGMA query_only = ON") }
    #expect(throws: LedgerFailure.self) { try fixture.transfer("cash", "alice", 7, key: "again") }
    #expect(fixture.balance("alice") == 5)
    #expect(fixture.ledger.statistics.trouble == nil)
    #expect(try !fixture.transfer("cash", "alice", 7, key: "again").isReplay)
    #expect(fixture.balance("alice") == 12)
    #expect(try fixture.ledger.transactions(TransactionQuery(), after: nil, limit: 10).items.count == 2)
  }

  @Test func `more holds than a commit takes expire before the next command is decided`() throws {
    let fixture = try Fixture { $0.rowsPerCommit = 8 }
    try fixture.open("alice", .noOverdraft)
    for code in ["cash", "shop"] { try fixture.open(code) }
    _ = try fixture.transfer("cash", "alice", 100)
    for _ in 0..<100 {
      _ = try fixture.run(.placeHold(Posting(debit: .code("alice"), credit: .code("shop"), amount: 1), expiresIn: 10, Details()))
    }
    #expect(try fixture.transfer("alice", "shop", 1).refusal == .insufficientFunds)
    fixture.clock.advance(seconds: 11)
    #expect(try fixture.transfer("alice", "shop", 100).refusal == nil)
  }

  @Test func `a wall clock that jumps ahead expires nothing until time has really passed`() {
    var clock = ExpiryClock()
    let start: Int64 = 1_800_000_000_000_000
    func at(_ wall: Int64, _ monotonic: Int64) -> Int64 {
      clock.now(wall: Timestamp(microseconds: start + wall), monotonic: monotonic).microseconds - start
    }
    #expect(at(0, 0) == 0)
    #expect(at(299_000_000, 1_000_000) == 299_000_000)
    #expect(at(900_000_000, 2_000_000) == 300_000_000)
    #expect(at(1_000_000_000, 102_000_000) == 400_000_000)
    #expect(at(420_000_000, 122_000_000) == 420_000_000)
    // An hour ahead for good: believed when an hour has really passed, not an hour late for ever.
    #expect(at(4_020_000_000, 122_000_000) == 420_000_000)
    #expect(at(7_619_000_000, 3_721_000_000) == 4_019_000_000)
    #expect(at(7_620_000_000, 3_722_000_000) == 7_620_000_000)
    #expect(at(7_621_000_000, 3_723_000_000) == 7_621_000_000)
  }
}

extension EngineTests {
  @Test func `an idle ledger expires a hold by itself`() throws {
    let fixture = try Fixture { $0.clock = SystemClock() }
    for code in ["alice", "shop"] { try fixture.open(code) }
    let placed = try fixture.run(
      .placeHold(Posting(debit: .code("alice"), credit: .code("shop"), amount: 1), expiresIn: 1, Details()))
    let id = try #require(placed.rows.first?.hold)
    #expect(try fixture.ledger.hold(id)?.status == .open)
    let deadline = Date(timeIntervalSinceNow: 5)
    while fixture.ledger.head.sequence == placed.rows.first?.sequence, Date() < deadline { sched_yield() }
    let expired = try #require(try fixture.ledger.hold(id))
    #expect(expired.status == .expired)
    let row = try #require(try fixture.ledger.transactions(TransactionQuery(), after: nil, limit: 1).items.first?.first)
    #expect(row.kind == .expiry && (row.effectiveAt ?? row.postedAt) == placed.rows.first?.expiresAt)
    #expect(row.postedAt.microseconds - (placed.rows.first?.expiresAt?.microseconds ?? 0) < 500_000)
  }
}

extension EngineTests {
  @Test func `a refusal never names an account that its own batch opened and took back`() throws {
    let fixture = try Fixture()
    try fixture.open("a")
    let idr = try #require(Currency("IDR"))
    let opening = AccountOpening(code: "new", currency: idr, accountClass: .liability, limit: .noOverdraft)
    let batch = Batch(
      key: "b", isAtomic: true,
      items: [
        Command(key: "1", operation: .openAccount(opening)),
        Command(key: "2", operation: .transfer(Posting(debit: .code("new"), credit: .code("a"), amount: 1), Details())),
      ])
    for _ in 0..<2 {
      guard case .batch(let answers) = try fixture.ledger.reply(to: .batch(batch)) else { throw TestFailure("no batch reply") }
      guard case .refused(let rejection) = answers[1].result else { throw TestFailure("not refused") }
      #expect(rejection.code == .insufficientFunds && rejection.account == nil)
    }
    try fixture.open("b")
    guard case .batch(let replayed) = try fixture.ledger.reply(to: .batch(batch)) else { throw TestFailure("no batch reply") }
    guard case .refused(let rejection) = replayed[1].result else { throw TestFailure("not refused") }
    #expect(rejection.account == nil)
  }
}

extension EngineTests {
  @Test func `an alarm that rings while the ledger is served is not lost`() throws {
    let fixture = try Fixture()
    for code in ["alice", "shop"] { try fixture.open(code) }
    let posting = Posting(debit: .code("alice"), credit: .code("shop"), amount: 1)
    let hold = try #require(try fixture.run(.placeHold(posting, expiresIn: 60, Details())).rows.first?.hold)
    let (ledger, clock) = (fixture.ledger, fixture.clock)
    let openHolds = Mutex<Int?>(nil)
    let done = DispatchSemaphore(value: 0)
    ledger.inspect { _ in
      clock.advance(seconds: 61)
      #expect(!ledger.markScheduled())
      // Served right behind what the alarm has left, before any other alarm can ring.
      ledger.inspect { writer in
        if case .success(let writer) = writer { openHolds.withLock { $0 = writer.book.openHolds.count } }
        done.signal()
      }
    }
    done.wait()
    #expect(openHolds.withLock { $0 } == 0)
    #expect(try ledger.hold(hold)?.status == .expired)
  }
}

extension EngineTests {
  @Test func `a posting is named where the requests differ, in whichever of them it is longer`() throws {
    let fixture = try Fixture()
    for code in ["cash", "alice"] { try fixture.open(code) }
    let plain = Posting(debit: .code("cash"), credit: .code("alice"), amount: 1)
    let full = Posting(debit: .code("cash"), credit: .code("alice"), amount: 1, currency: Currency("IDR"))
    let hold = try #require(try fixture.run(.placeHold(plain, expiresIn: nil, Details())).rows.first?.hold)
    let noted = Details(reference: "r")
    let cases: [(LedgerCore.Operation, LedgerCore.Operation, String)] = [
      (.transaction([full], Details()), .transaction([plain], Details()), "postings[0].currency"),
      (.transaction([plain, full], Details()), .transaction([plain, plain], Details()), "postings[1].currency"),
      (.transaction([plain, plain], noted), .transaction([plain], Details()), "postings[1]"),
      (
        .captureHold(hold, amount: nil, isFinal: true, then: [plain], Details()),
        .captureHold(hold, amount: nil, isFinal: true, then: [], noted), "postings[0]"
      ),
      (.placeHold(plain, expiresIn: 60, Details()), .placeHold(plain, expiresIn: nil, noted), "expires_in"),
    ]
    for (one, other, field) in cases {
      for (first, second) in [(one, other), (other, one)] {
        let key = fixture.key()
        try fixture.run(first, key: key)
        #expect(try fixture.run(second, key: key).mismatch == field)
      }
    }
  }

  @Test func `a question that finds too many waiting says so, not that the ledger needs somebody`() throws {
    let fixture = try Fixture { $0.waitingSubmissions = 0 }
    let answer = LedgerFailure.notApplied("0 requests wait for this ledger already; send it again later")
    #expect(throws: answer) { try fixture.ledger.keyCandidates(1) }
  }
}
