import LedgerCore
import Testing

/// Opening a ledger replays its rows; a row that does not follow from the ones before it is refused.
@Suite struct `Replay` {
  /// Books with a transfer, a hold and a partial capture in them, and the rows of it.
  static func rows() throws -> [Scene.Row] {
    let scene = try Scene(Holds.shop)
    try scene.play(
      """
      hold alice shop 300 expires_in=900 as=h → held 300
      capture h 100                           → captured 100 (200 left)
      transfer alice shop 7                   → posted 7
      """)
    return scene.history
  }

  static func replay(_ rows: [Scene.Row], changing position: Int? = nil, _ change: (inout PostingRecord) -> Void = { _ in })
    throws(Book.Mismatch)
  {
    var book = Book(tag: Scene.tag)
    var postings = 0
    for row in rows {
      switch row {
      case .change(let record):
        try book.replay(record)
        book.restore(nextSequence: record.sequence + 1, lastPostedAt: record.postedAt)
      case .posting(var posting):
        if postings == position { change(&posting) }
        postings += 1
        try book.replay(posting)
      }
    }
  }

  struct Alteration: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let row: Int
    let change: @Sendable (inout PostingRecord) -> Void

    init(_ description: String, row: Int, _ change: @escaping @Sendable (inout PostingRecord) -> Void) {
      testDescription = description
      self.row = row
      self.change = change
    }
  }

  /// Rows: 0 the first transfer, 1 the hold, 2 the partial capture, 3 the last transfer.
  static let alterations = [
    Alteration("a smaller amount", row: 0) { $0.amount -= 1 },
    Alteration("a larger amount", row: 3) { $0.amount += 1 },
    Alteration("a negative amount", row: 3) { $0.amount = -7 },
    Alteration("no amount", row: 3) { $0.amount = 0 },
    Alteration("a counter of the debit account", row: 3) { $0.debitAfter.debitsPosted += 1 },
    Alteration("another counter of the debit account", row: 3) { $0.debitAfter.creditsPosted += 1 },
    Alteration("a pending counter of the debit account", row: 3) { $0.debitAfter.debitsPending -= 1 },
    Alteration("a pending counter of the credit account", row: 3) { $0.creditAfter.creditsPending += 1 },
    Alteration("a counter of the credit account", row: 3) { $0.creditAfter.creditsPosted -= 1 },
    Alteration("another counter of the credit account", row: 3) { $0.creditAfter.debitsPosted = 1 },
    Alteration("the version of the debit account", row: 3) { $0.debitVersion += 1 },
    Alteration("the version of the credit account", row: 3) { $0.creditVersion -= 1 },
    Alteration("the previous row of the debit account", row: 3) { $0.debitPrevious -= 1 },
    Alteration("the previous row of the credit account", row: 3) { $0.creditPrevious = 0 },
    Alteration("both accounts exchanged", row: 3) { swap(&$0.debit, &$0.credit) },
    Alteration("another debit account", row: 0) { $0.debit = $0.credit },
    Alteration("a transfer made a hold", row: 3) { $0.kind = .hold },
    Alteration("a capture made a release", row: 2) { $0.kind = .release },
    Alteration("a capture made a transfer", row: 2) { $0.kind = .post },
    Alteration("a release of more than is reserved", row: 2) { $0.amount = 301 },
    Alteration("a sequence that was there before", row: 3) { $0.sequence -= 1 },
    Alteration("a time before the row before", row: 3) { $0.postedAt = Scene.start },
    Alteration("a hold that reserves other than its amount", row: 1) { $0.remaining -= 1 },
    Alteration("a capture that leaves too much", row: 2) { $0.remaining += 1 },
    Alteration("a capture that leaves too little", row: 2) { $0.remaining -= 1 },
  ]

  @Test func `the rows as they were made replay`() throws {
    try Replay.replay(try Replay.rows())
  }

  @Test(arguments: alterations) func `an altered row is refused by its number`(_ alteration: Alteration) throws {
    let rows = try Replay.rows()
    do throws(Book.Mismatch) {
      try Replay.replay(rows, changing: alteration.row, alteration.change)
      Issue.record("replayed in spite of \(alteration.testDescription)")
    } catch {
      let postings = rows.compactMap { if case .posting(let row) = $0 { row.sequence } else { nil } }
      #expect(postings.contains(error.sequence) && error.sequence >= postings[alteration.row] - 1)
      #expect(!error.reason.isEmpty)
    }
  }

  @Test func `a lost row is noticed at the next row of the same account`() throws {
    var rows = try Replay.rows()
    let lost = try #require(rows.firstIndex { if case .posting = $0 { true } else { false } })
    rows.remove(at: lost)
    #expect(throws: Book.Mismatch.self) { try Replay.replay(rows) }
  }

  @Test func `an account that was never opened cannot change, and none can be left out`() throws {
    let rows = try Replay.rows()
    let changes = rows.compactMap { if case .change(let change) = $0 { change } else { nil } }
    var book = Book(tag: Scene.tag)
    #expect(throws: Book.Mismatch.self) { try book.replay(changes[1]) }
    let frozen = AccountChangeRecord(
      sequence: 1, postedAt: changes[0].postedAt, kind: .frozen, account: changes[0].account)
    #expect(throws: Book.Mismatch.self) { try book.replay(frozen) }
  }

  @Test func `rows that a saved account already contains are passed over`() throws {
    let scene = try Scene(Holds.shop)
    try scene.play("transfer alice shop 7 → posted 7")
    var book = Book(tag: Scene.tag)
    for case .change(let change) in scene.history { try book.replay(change) }
    let alice = try #require(scene.accounts["alice"]).number
    let saved = scene.book.state(alice)
    book.restore(alice, counters: saved.counters, version: saved.version, lastPosting: saved.lastPosting)
    book.restore(nextSequence: 5, lastPostedAt: Scene.start)
    for case .posting(let row) in scene.history { try book.replay(row) }
    #expect(book.states == scene.book.states)
  }

  @Test func `a restored hold expires like any other`() throws {
    var book = Book(tag: Scene.tag)
    let scene = try Scene(Holds.shop)
    for case .change(let change) in scene.history { try book.replay(change) }
    let (alice, shop) = (try #require(scene.accounts["alice"]).number, try #require(scene.accounts["shop"]).number)
    var (payer, payee) = (Counters(), Counters())
    payer.debitsPending = 40
    payee.creditsPending = 40
    book.restore(alice, counters: payer, version: 1, lastPosting: 9)
    book.restore(shop, counters: payee, version: 1, lastPosting: 9)
    book.restore(
      hold: 9,
      OpenHold(
        debit: alice, credit: shop, placedAt: Scene.start, remaining: 40, expiresAt: Scene.start.adding(seconds: 1)))
    book.restore(nextSequence: 10, lastPostedAt: Scene.start)
    #expect(book.nextExpiry() == Scene.start.adding(seconds: 1))
    let early = book.expireNext(now: Timestamp(microseconds: Scene.start.microseconds + 999_999))
    let late = book.expireNext(now: Scene.start.adding(seconds: 1))
    #expect(!early && late)
    #expect(book.state(alice).counters.isZero && book.openHolds.isEmpty)
  }
}
