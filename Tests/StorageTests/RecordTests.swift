import SQLite
import Testing

@testable import LedgerCore
@testable import Storage

/// Records, and the postings that are committed with them.
@Suite struct RecordTests {
  private let work: Fixture

  init() throws {
    work = try Fixture()
    try work.open("wallet:a", .noOverdraft)
    try work.open("shop")
    try work.open("bank", class: .asset)
    _ = try work.transfer("bank", "wallet:a", 1_000)
  }

  @Test func `a record and its postings are one commit, and the key has its answer for ever`() throws {
    let made = try run("k1") { try $0.order(of: 300) }
    let change = try #require(made.changes.first)
    #expect(change.isCreation && change.content.state == Text("paid"))
    #expect(work.balance("wallet:a") == 700)
    let copy = try work.crashed()
    for ledger in [work.ledger, copy.ledger] {
      let again = try ledger.answer(to: Self.operation { _ in Issue.record("it was decided again") }, key: Text("k1"))
      #expect(again.isReplay && again.changes == [change])
      #expect(try ledger.record(change.record) == change)
    }
  }

  @Test func `what is refused leaves nothing but its refusal`() throws {
    let head = work.ledger.head.sequence
    let refused = try run("k1") { transaction in
      try transaction.order(of: 600)
      try transaction.order(of: 600)
    }
    guard case .refused(let rejection) = refused.result else { throw TestFailure("it was not refused") }
    #expect(rejection.code == .insufficientFunds)
    #expect(work.ledger.head.sequence == head + 1)
    #expect(work.balance("wallet:a") == 1_000)
    #expect(try work.ledger.records(RecordQuery(kind: "order"), before: nil, limit: 9).items.isEmpty)
    #expect(try run("k1") { try $0.order(of: 1) }.isReplay)
    // The daemon's own work is not told, and so not kept.
    guard case .refused = try run("", { try $0.order(of: 6_000) }).result else { throw TestFailure("it was not refused") }
    #expect(work.ledger.head.sequence == head + 1)
    #expect(try run("k2") { try $0.order(of: 1) }.changes.first?.sequence == head + 2)
  }

  @Test func `a refusal does not name an account that was opened by what it refused`() throws {
    let idr = try #require(Currency("IDR"))
    let refused = try run("k1") { transaction in
      try transaction.create { _ in RecordContent(kind: "order", state: "new", body: "{}") }
      let opening = AccountOpening(code: "new", currency: idr, accountClass: .liability, limit: .noOverdraft)
      try transaction.perform(.openAccount(opening), by: .payments)
      try transaction.perform(
        .transfer(Posting(debit: .code("new"), credit: .code("shop"), amount: 5, currency: idr), Details()), by: .payments)
    }
    guard case .refused(let rejection) = refused.result else { throw TestFailure("it was not refused") }
    #expect(rejection.code == .insufficientFunds && rejection.account == nil)
  }

  @Test func `a change is another row, and all of them stay`() throws {
    let first = try #require(try run("k1") { try $0.order(of: 300) }.changes.first)
    work.clock.advance(seconds: 5)
    let changed = try run("") { transaction in
      var content = first.content
      content.state = "shipped"
      try transaction.change(first.record, content)
      #expect(try transaction.record(first.record)?.content.state == "shipped", "its own change is seen")
    }
    let second = try #require(changed.changes.first)
    #expect(second.record == first.record && second.createdAt == first.createdAt && second.postedAt > first.postedAt)
    #expect(try work.ledger.record(first.record) == second)
    #expect(try work.ledger.history(ofRecord: first.record, limit: 9) == [first, second])
    #expect(try work.ledger.recordChange(at: first.sequence) == first)
    // A key's answer is what was answered, not what became of it.
    #expect(try run("k1") { _ in }.changes == [first])
  }

  @Test func `records are found by name, parent, kind and state, and when they are due`() throws {
    let due = work.clock.now().adding(seconds: 60)
    let parent = try #require(
      try run("k1") { try $0.create { _ in RecordContent(kind: "shop", state: "open", name: "s1", body: "{}") } }.changes.first)
    for number in 0..<5 as Range<Int64> {
      try run("c\(number)") { transaction in
        try transaction.create { _ in
          RecordContent(
            kind: "sale", state: number % 2 == 0 ? "even" : "odd", parent: parent.record,
            dueAt: number < 2 ? due.adding(seconds: -number) : nil, body: Text("{\"n\":\(number)}"))
        }
      }
    }
    let ledger = work.ledger
    #expect(try ledger.record(named: "s1", kind: "shop") == parent)
    #expect(try ledger.record(named: "s1", kind: "sale") == nil)
    let page = try ledger.records(RecordQuery(kind: "sale", parent: parent.record), before: nil, limit: 3)
    #expect(page.items.map(\.content.body.string) == ["{\"n\":4}", "{\"n\":3}", "{\"n\":2}"])
    let rest = try ledger.records(RecordQuery(kind: "sale", parent: parent.record), before: page.next, limit: 3)
    #expect(rest.items.count == 2 && rest.next == nil)
    #expect(try ledger.records(RecordQuery(kind: "sale", state: "odd"), before: nil, limit: 9).items.count == 2)
    #expect(ledger.nextDueRecord == due.adding(seconds: -1))
    #expect(try ledger.dueRecords(by: due.adding(seconds: -1), limit: 9).map(\.content.body.string) == ["{\"n\":1}"])
    #expect(try ledger.dueRecords(by: due, limit: 9).map(\.content.body.string) == ["{\"n\":1}", "{\"n\":0}"])
  }

  @Test func `what is due is gone through page by page, the dead last, and counted by kind`() throws {
    let now = work.clock.now()
    let atOnce = Timestamp(microseconds: 0)
    let dues: [(kind: Text, state: Text, dueAt: Timestamp?)] = [
      ("ask", "unknown", now.adding(seconds: 5)), ("ask", "unknown", now), ("ask", "known", now.adding(seconds: -9)),
      ("read", "new", atOnce), ("read", "new", atOnce), ("read", "lost", RecordContent.never), ("ask", "known", nil),
      ("read", "lost", RecordContent.never), ("read", "new", now),
    ]
    for (number, due) in dues.enumerated() {
      work.clock.advance(seconds: 1)
      try run("k\(number)") {
        try $0.create { _ in RecordContent(kind: due.kind, state: due.state, dueAt: due.dueAt, body: "{}") }
      }
    }
    let ledger = work.ledger
    let order = try ledger.dueRecords(DueQuery(), after: nil, limit: 100).items
    #expect(order.map(\.content.dueAt) == dues.compactMap(\.dueAt).sorted())
    #expect(order[0].record < order[1].record && order[6].record < order[7].record, "by number where the time is the same")
    for limit in 1...9 {
      var (seen, place): ([RecordChange], DuePlace?) = ([], nil)
      repeat {
        let page = try ledger.dueRecords(DueQuery(), after: place, limit: limit)
        seen += page.items
        place = page.next
      } while place != nil
      #expect(seen == order, "\(limit) at a time")
    }
    #expect(
      try ledger.dueRecords(DueQuery(from: now, to: now), after: nil, limit: 9).items.map(\.content.kind) == ["ask", "read"])
    #expect(try ledger.dueRecords(DueQuery(to: atOnce), after: nil, limit: 9).items.count == 2)
    #expect(try ledger.dueRecords(DueQuery(from: RecordContent.never), after: nil, limit: 9).items.count == 2)
    let behind = DuePlace(dueAt: now, record: .max)
    #expect(try ledger.dueRecords(DueQuery(), after: behind, limit: 9).items.count == 3)

    let counts = try ledger.dueCounts(at: now, stuck: "unknown", madeBy: now.adding(seconds: 1))
    let first = try #require(order.first)
    #expect(
      Set(counts) == [
        DueCount(kind: "ask", due: 2, waiting: 1, dead: 0, oldest: now.adding(seconds: -9), stuck: 1),
        DueCount(kind: "read", due: 3, waiting: 0, dead: 2, oldest: min(now, first.postedAt), stuck: 0),
      ])
    #expect(ledger.nextDueRecord == atOnce)
    try run("") { transaction in
      for change in order {
        var content = change.content
        content.dueAt = change.content.dueAt == RecordContent.never ? RecordContent.never : nil
        try transaction.change(change.record, content)
      }
    }
    #expect(ledger.nextDueRecord == nil, "nothing is due that was given up")
    #expect(try ledger.onWriter { try $0.nextDue() } == nil)
  }

  @Test func `what records are found by is made anew from their rows when it is lost`() throws {
    let order = try #require(try run("k1") { try $0.order(of: 300) }.changes.first)
    try run("") { transaction in
      var content = order.content
      content.state = "shipped"
      try transaction.change(order.record, content)
    }
    try work.ledger.onWriter { writer in
      try writer.file.connection.execute("DELETE FROM watermark; DELETE FROM records")
    }
    #expect(try work.ledger.record(order.record) == nil)
    let copy = try work.crashed()
    #expect(try copy.ledger.record(order.record)?.content.state == "shipped")
    #expect(try copy.ledger.records(RecordQuery(kind: "order"), before: nil, limit: 9).items.count == 1)
  }

  @Test func `a pointer to another record's row is not believed`() throws {
    let one = try #require(try run("k1") { try $0.order(of: 1) }.changes.first)
    let other = try #require(try run("k2") { try $0.order(of: 2) }.changes.first)
    try work.ledger.onWriter { writer in
      try writer.file.connection.execute("UPDATE records SET last = \(other.sequence) WHERE record = \(one.record)")
    }
    #expect(throws: (any Error).self) { try work.ledger.record(one.record) }
  }

  @Test func `only payments post to what is theirs, and a fact passes a freeze`() throws {
    let idr = try #require(Currency("IDR"))
    let clearing = AccountOpening(code: "assets:psp:clearing", currency: idr, accountClass: .asset, managedBy: .payments)
    let posting = LedgerCore.Operation.transfer(
      Posting(debit: .code("assets:psp:clearing"), credit: .code("shop"), amount: 5, currency: idr), Details())
    guard case .refused(let reserved) = try work.run(.openAccount(clearing)).result else { throw TestFailure("opened") }
    #expect(reserved.code == .codeReserved)
    try run("k1") { transaction in
      try transaction.create { _ in RecordContent(kind: "fact", state: "new", body: "{}") }
      try transaction.perform(.openAccount(clearing), by: .payments)
      try transaction.perform(posting, by: .payments)
    }
    #expect(work.balance("shop") == 5)
    guard case .refused(let managed) = try work.run(posting).result else { throw TestFailure("posted") }
    #expect(managed.code == .accountManaged)
    let fact = try #require(try work.ledger.records(RecordQuery(kind: "fact"), before: nil, limit: 9).items.first)
    _ = try work.run(.changeAccount(.code("shop"), .freeze(.credits)))
    guard case .refused(let frozen) = try run("", { try $0.perform(posting, by: .payments) }).result else {
      throw TestFailure("posted to a frozen account")
    }
    #expect(frozen.code == .accountFrozen)
    try run("") { transaction in
      try transaction.perform(posting, by: .fact)
      try transaction.change(fact.record, fact.content)
    }
    #expect(work.balance("shop") == 10)
  }

  // MARK: Rig

  /// Work made of a closure; every two of them are the same request.
  private struct Closure: RecordWork {
    let kind = OperationKind.housekeeping
    let body: @Sendable (any RecordTransaction) throws -> Void

    func visitFields(_ fields: inout some RequestFieldVisitor) { fields.integer(.operation, Int64(kind.rawValue)) }
    func decide(_ transaction: any RecordTransaction) throws { try body(transaction) }
  }

  private static func operation(_ body: @escaping @Sendable (any RecordTransaction) throws -> Void) -> LedgerCore.Operation {
    .record(Closure(body: body))
  }

  @discardableResult
  private func run(_ key: String, _ body: @escaping @Sendable (any RecordTransaction) throws -> Void) throws -> Answer {
    try work.run(Self.operation(body), key: Text(key))
  }
}

extension Answer {
  fileprivate var changes: [RecordChange] { if case .recorded(let changes) = result { changes } else { [] } }
}

extension RecordTransaction {
  /// An order that is paid at once.
  fileprivate func order(of amount: Int64) throws {
    try create { _ in RecordContent(kind: "order", state: "paid", body: Text("{\"amount\":\(amount)}")) }
    try perform(
      .transfer(Posting(debit: .code(Text("wallet:a")), credit: .code(Text("shop")), amount: amount), Details()), by: .payments)
  }
}
