import Foundation
import Synchronization
import Testing

@testable import LedgerCore
@testable import Storage

/// Items of one atomic batch are decided before any of their rows is written.
@Suite struct AtomicBatchTests {
  private func answers(_ fixture: Fixture, _ batch: Batch) throws -> [Answer] {
    guard case .batch(let answers) = try fixture.ledger.reply(to: .batch(batch)) else { throw TestFailure("no batch reply") }
    return answers
  }

  private func posting(_ debit: String, _ credit: String, _ amount: Int64) -> Posting {
    Posting(debit: .code(Text(debit)), credit: .code(Text(credit)), amount: amount)
  }

  @Test func `one transaction is not reversed twice by two items of one batch`() throws {
    let fixture = try Fixture()
    for code in ["a", "b"] { try fixture.open(code) }
    let row = try #require(try fixture.transfer("a", "b", 10).rows.first)
    let id = row.transactionID(fixture.ledger.tag)
    let batch = Batch(
      key: "twice", isAtomic: true,
      items: ["x", "y"].map { Command(key: $0, operation: .reverse(id, Details())) })
    #expect(try answers(fixture, batch).map(\.refusal) == [.linkedEventFailed, .alreadyReversed])
    #expect(fixture.balance("b") == 10)
  }

  @Test func `a hold closed by an earlier item is closed for a later one, and the ledger serves on`() throws {
    let fixture = try Fixture()
    for code in ["a", "b"] { try fixture.open(code) }
    let hold = try #require(try fixture.run(.placeHold(posting("a", "b", 9), expiresIn: nil, Details())).rows.first?.hold)
    let capture = LedgerCore.Operation.captureHold(hold, amount: 4, isFinal: true, then: [], Details())
    let release = LedgerCore.Operation.releaseHold(hold, Details())
    let cases: [(LedgerCore.Operation, LedgerCore.Operation, RejectionCode)] = [
      (capture, capture, .holdCaptured), (capture, release, .holdCaptured), (release, capture, .holdReleased),
    ]
    for (number, (first, second, code)) in cases.enumerated() {
      let batch = Batch(
        key: Text("b\(number)"), isAtomic: true,
        items: [Command(key: Text("\(number)x"), operation: first), Command(key: Text("\(number)y"), operation: second)])
      #expect(try answers(fixture, batch).map(\.refusal) == [.linkedEventFailed, code])
    }
    #expect(try fixture.ledger.hold(hold)?.status == .open)
  }

  @Test func `a list of holds shows one moment, whatever is placed and released while it is read`() throws {
    let fixture = try Fixture()
    for code in ["a", "b"] { try fixture.open(code) }
    var hold = try #require(try fixture.run(.placeHold(posting("a", "b", 9), expiresIn: nil, Details())).rows.first?.hold)
    let ledger = fixture.ledger
    let isOver = Atomic(false)
    let reading = DispatchSemaphore(value: 0)
    let wrong = Mutex<[Int]>([])
    Thread {
      while !isOver.load(ordering: .relaxed) {
        let open = (try? ledger.holds(HoldFilter(), after: nil, limit: 3))?.items.count { $0.status == .open }
        if open != 1 { wrong.withLock { $0.append(open ?? -1) } }
      }
      reading.signal()
    }.start()
    // Each batch puts another hold in the place of the one before: there is always one.
    for number in 0..<2_000 {
      let batch = Batch(
        key: Text("swap-\(number)"), isAtomic: true,
        items: [
          Command(key: Text("r-\(number)"), operation: .releaseHold(hold, Details())),
          Command(key: Text("p-\(number)"), operation: .placeHold(posting("a", "b", 9), expiresIn: nil, Details())),
        ])
      hold = try #require(try answers(fixture, batch).last?.rows.first?.hold)
    }
    isOver.store(true, ordering: .relaxed)
    reading.wait()
    #expect(wrong.withLock { $0 } == [])
  }

  @Test func `an item cannot have the key of its batch`() throws {
    let fixture = try Fixture()
    for code in ["a", "b"] { try fixture.open(code) }
    let batch = Batch(
      key: "same", isAtomic: true, items: [Command(key: "same", operation: .transfer(posting("a", "b", 1), Details()))])
    guard case .batchPartlyKnown = try fixture.ledger.reply(to: .batch(batch)) else { throw TestFailure("one key, two rows") }
    #expect(fixture.balance("b") == 0)
  }

  @Test func `a refusal does not name an account that went with its batch`() throws {
    let fixture = try Fixture()
    try fixture.open("b")
    let opening = AccountOpening(
      code: "new", currency: try #require(Currency("IDR")), accountClass: .liability, limit: .noOverdraft)
    let batch = Batch(
      key: "k", isAtomic: true,
      items: [
        Command(key: "1", operation: .openAccount(opening)),
        Command(key: "2", operation: .transfer(posting("new", "b", 1), Details())),
      ])
    for _ in 0..<2 {
      guard case .refused(let rejection) = try answers(fixture, batch)[1].result else { throw TestFailure("not refused") }
      #expect(rejection.code == .insufficientFunds && rejection.account == nil)
      try fixture.open("other-\(fixture.key())")
    }
  }
}

extension AtomicBatchTests {
  @Test func `an account that was opened and taken back is not written behind`() throws {
    let fixture = try Fixture { $0.entriesPerRun = 64 }
    for code in ["a", "b"] { try fixture.open(code) }
    let idr = try #require(Currency("IDR"))
    func transfer(_ debit: String, _ credit: String, _ key: String, _ limit: Int64 = 1) -> Command {
      Command(
        key: Text(key),
        operation: .transfer(Posting(debit: .code(Text(debit)), credit: .code(Text(credit)), amount: limit), Details()))
    }
    let opening = AccountOpening(code: "new", currency: idr, accountClass: .liability, limit: .noOverdraft)
    let batch = Batch(
      key: "batch", isAtomic: true,
      items: [
        Command(key: "1", operation: .openAccount(opening)), transfer("a", "new", "2"), transfer("new", "a", "3", 5),
      ])
    _ = try fixture.ledger.reply(to: .batch(batch))
    for number in 0..<400 { _ = try fixture.transfer("a", "b", 1, key: Text("after-\(number)")) }
    let copy = try fixture.crashed()
    #expect(copy.ledger.posted("b") == 400 && copy.ledger.allAccounts().accounts.count == 2)
  }
}
