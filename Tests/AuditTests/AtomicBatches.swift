import Audit
import Testing

@testable import LedgerCore
@testable import Storage
@testable import Tenancy

/// Atomic batches whose items depend on each other: what an item did is known to the next, though no row is written yet.
struct AtomicBatches {
  private let worker: EngineFiles.Worker

  init() throws {
    worker = try EngineFiles.Worker(seed: 1)
    for code in ["a", "b"] {
      let idr = try #require(Currency("IDR"))
      try run(code, .openAccount(AccountOpening(code: Text(code), currency: idr, accountClass: .liability)))
    }
  }

  @discardableResult
  private func run(_ key: String, _ operation: LedgerCore.Operation) throws -> PostingRecord? {
    let reply = try worker.ask(.single(Command(key: Text(key), operation: operation)))
    guard case .single(let answer) = reply, case .posted(let rows) = answer.result else { return nil }
    return rows.first
  }

  /// The code the second item of an atomic batch is refused with.
  private func second(_ operations: [LedgerCore.Operation], keys: [Text] = ["i1", "i2"]) throws -> RejectionCode? {
    let items = zip(keys, operations).map { Command(key: $0, operation: $1) }
    guard case .batch(let answers) = try worker.ask(.batch(Batch(key: "batch", isAtomic: true, items: items))),
      answers.count == 2,
      case .refused(let rejection) = answers[1].result
    else { return nil }
    return rejection.code
  }

  private var posting: Posting { Posting(debit: .code("a"), credit: .code("b"), amount: 5) }

  @Test func `one transaction is not reversed twice`() throws {
    let row = try #require(try run("t", .transfer(posting, Details())))
    let reversal = LedgerCore.Operation.reverse(row.transactionID(worker.ledger.tag), Details())
    #expect(try second([reversal, reversal]) == .alreadyReversed)
  }

  @Test func `one hold is not resolved twice`() throws {
    let hold = try #require(try run("h", .placeHold(posting, expiresIn: nil, Details()))?.hold)
    #expect(try second([.releaseHold(hold, Details()), .releaseHold(hold, Details())]) == .holdReleased)
  }

  @Test func `an item cannot have the key of its batch`() throws {
    let transfer = LedgerCore.Operation.transfer(posting, Details())
    _ = try? second([transfer, transfer], keys: ["i1", "batch"])
    let head = worker.ledger.head
    #expect(head.sequence == 2, "nothing is written under a key that is used already")
  }
}
