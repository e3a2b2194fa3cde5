import LedgerCore
import Synchronization

/// A ledger of the real rules without a disk: small books, answered at once. Enough of reading to render what was written.
final class PaperLedger: Ledger {
  static let start = Timestamp(microseconds: 1_790_000_000_000_000)
  let tag = LedgerTag(rawValue: 0xabcdef)
  private let paper: Mutex<Paper>

  private final class Paper {
    var book: Book
    var rows: [PostingRecord]
    var records: [RecordChange] = []

    init(book: consuming Book, rows: [PostingRecord]) {
      self.book = book
      self.rows = rows
    }
  }

  /// `bank` (an asset), `a` and `b` (no overdraft) in IDR, `b` in JPY too; 100,000 on `a`, and an open hold of 500 from `a` to `b`.
  init() {
    var book = Book(tag: tag)
    var rows: [PostingRecord] = []
    func code(_ text: StaticString) -> AccountReference { .code(Text("\(text)")) }
    for (name, money, kind) in [
      ("bank", "IDR", AccountClass.asset), ("a", "IDR", .liability), ("b", "IDR", .liability), ("b", "JPY", .liability),
    ] {
      guard let currency = Currency(money) else { preconditionFailure("\(money) is a currency") }
      let opening = AccountOpening(
        code: Text(name), currency: currency, accountClass: kind, limit: kind == .asset ? .none : .noOverdraft)
      _ = Self.decide(.openAccount(opening), &book, &rows)
    }
    _ = Self.decide(.transfer(Posting(debit: code("bank"), credit: code("a"), amount: 100_000), Details()), &book, &rows)
    _ = Self.decide(
      .placeHold(Posting(debit: code("a"), credit: code("b"), amount: 500, currency: Currency("IDR")), expiresIn: 60, Details()),
      &book, &rows)
    paper = Mutex(Paper(book: book, rows: rows))
  }

  private static func decide(_ operation: Operation, _ book: inout Book, _ rows: inout [PostingRecord]) -> Answer.Result {
    do throws(Rejection) {
      let effect = try book.decide(
        operation, loaded: loaded(operation, book, rows), now: start, postedAt: book.nextPostedAt(now: start))
      switch effect {
      case .posted:
        let made = book.takeRows()
        rows += made
        return .posted(made)
      case .account(let change): return .account(change)
      }
    } catch {
      return .refused(error)
    }
  }

  private static func decide(_ work: any RecordWork, _ paper: Paper) -> Answer.Result {
    let transaction = Transaction(paper)
    let (mark, rows) = (paper.book.mark(), paper.rows.count)
    do {
      try work.decide(transaction)
    } catch {
      guard let rejection = error as? Rejection else { fatalError("work about records failed: \(error)") }
      paper.book.undo(to: mark)
      paper.rows.removeSubrange(rows...)
      return .refused(rejection)
    }
    paper.records += transaction.changes
    return .recorded(transaction.changes)
  }

  /// What one piece of work about records sees and changes.
  private final class Transaction: RecordTransaction {
    private let paper: Paper
    private(set) var changes: [RecordChange] = []
    let tag: LedgerTag
    let postedAt: Timestamp

    init(_ paper: Paper) {
      self.paper = paper
      tag = paper.book.tag
      postedAt = paper.book.nextPostedAt(now: PaperLedger.start)
    }

    var now: Timestamp { PaperLedger.start }

    func record(_ number: Int64) -> RecordChange? {
      changes.last { $0.record == number } ?? paper.records.last { $0.record == number }
    }

    func record(named name: Text, kind: Text) -> RecordChange? {
      (paper.records + changes).last { $0.content.name == name && $0.content.kind == kind }
    }

    func account(code: Text, currency: Currency) -> AccountSnapshot? {
      guard case .found(let number) = paper.book.account(code: code, currency: currency) else { return nil }
      return paper.book.snapshot(number)
    }

    func account(_ number: AccountNumber) -> AccountSnapshot { paper.book.snapshot(number) }
    func counters(of account: AccountNumber, before time: Timestamp) -> Counters { Counters() }
    var memo: (any RecordMemo)? {
      get { nil }
      set {}
    }

    func isOpen(_ hold: HoldID) -> Bool { paper.book.isOpen(hold) }
    var nextSequence: Int64 { paper.book.nextSequence }

    func create(_ content: (Int64) throws -> RecordContent) throws -> RecordChange {
      let content = try content(paper.book.nextSequence)
      let sequence = paper.book.takeSequence(at: postedAt)
      return note(RecordChange(sequence: sequence, postedAt: postedAt, record: sequence, createdAt: postedAt, content: content))
    }

    func change(_ number: Int64, _ content: RecordContent) -> RecordChange {
      guard let before = record(number) else { preconditionFailure("only a record that was found is changed") }
      let sequence = paper.book.takeSequence(at: postedAt)
      return note(
        RecordChange(sequence: sequence, postedAt: postedAt, record: number, createdAt: before.createdAt, content: content))
    }

    private func note(_ change: RecordChange) -> RecordChange {
      precondition(change.content.isWithinLimits, "a record is within its limits")
      changes.append(change)
      return change
    }

    func perform(_ operation: Operation, by authority: Book.Authority) throws -> [PostingRecord] {
      paper.book.authority = authority
      defer { paper.book.authority = .caller }
      let loaded = PaperLedger.loaded(operation, paper.book, paper.rows)
      switch try paper.book.decide(operation, loaded: loaded, now: now, postedAt: postedAt) {
      case .posted:
        let made = paper.book.takeRows()
        paper.rows += made
        return made
      case .account: return []
      }
    }
  }

  private static func loaded(_ operation: Operation, _ book: borrowing Book, _ rows: [PostingRecord]) -> LoadedRecords {
    switch operation {
    case .captureHold(let id, _, _, _, _), .releaseHold(let id, _):
      return book.isOpen(id) ? .none : .closedHold(rows.contains { $0.hold == id } ? .captured : .unknown)
    case .reverse(let id, _):
      let tag = book.tag
      return .transaction(rows.filter { $0.transactionID(tag) == id }, isReversed: rows.contains { $0.reverses == id })
    case .transfer, .transaction, .placeHold, .openAccount, .changeAccount, .record: return .none
    }
  }

  func submit(_ request: LedgerRequest, waking: Bool, answer: @escaping @Sendable (Result<LedgerReply, LedgerFailure>) -> Void) {
    let reply = paper.withLock { paper -> LedgerReply in
      switch request {
      case .single(let command):
        if case .record(let work) = command.operation { return .single(Answer(Self.decide(work, paper))) }
        return .single(Answer(Self.decide(command.operation, &paper.book, &paper.rows)))
      case .batch(let batch):
        var answers: [Answer] = []
        for item in batch.items { answers.append(Answer(Self.decide(item.operation, &paper.book, &paper.rows))) }
        return .batch(answers)
      }
    }
    answer(.success(reply))
  }

  /// The amount of the last row.
  var posted: Int64 { paper.withLock { $0.rows.last?.amount ?? 0 } }

  /// Debits equal credits, counters are in their range, floors hold.
  var violation: String? {
    paper.withLock { paper in
      var sums: [Currency: Int128] = [:]
      for index in paper.book.states.indices {
        let (state, identity) = (paper.book.states[index], paper.book.identities[index])
        let counters = state.counters
        sums[identity.currency, default: 0] += Int128(counters.debitsPosted) - Int128(counters.creditsPosted)
        for counter in [counters.debitsPosted, counters.creditsPosted, counters.debitsPending, counters.creditsPending]
        where counter < 0 || counter > Limits.highestCounter {
          return "a counter of \(identity.id) is \(counter)"
        }
      }
      return sums.allSatisfy { $0.value == 0 } ? nil : "debits and credits differ: \(sums)"
    }
  }

  // MARK: Reads

  func account(_ reference: AccountReference, currency: Currency?) -> AccountLookup {
    paper.withLock { paper in
      switch reference {
      case .id(let id):
        guard let number = paper.book.account(id) else { return .notFound }
        return .found(paper.book.snapshot(number))
      case .number(let number): return .found(paper.book.snapshot(number))
      case .code(let code):
        switch paper.book.account(code: code, currency: currency) {
        case .found(let number): return .found(paper.book.snapshot(number))
        case .notFound: return .notFound
        case .severalCurrencies: return .severalCurrencies
        }
      }
    }
  }

  func identity(_ number: AccountNumber) -> AccountIdentity { paper.withLock { $0.book.identity(number) } }
  func account(_ number: AccountNumber) -> AccountSnapshot? { paper.withLock { $0.book.snapshot(number) } }

  func accounts(_ filter: AccountFilter, after cursor: AccountNumber?, limit: Int) -> Page<AccountSnapshot, AccountNumber> {
    Page(items: Array(allAccounts().accounts.reversed().prefix(limit)), next: cursor == nil ? AccountNumber(1) : nil)
  }

  func allAccounts() -> (head: LedgerHead, accounts: [AccountSnapshot]) {
    let head = head
    let accounts = paper.withLock { paper in
      paper.book.states.indices.map { AccountSnapshot(identity: paper.book.identities[$0], state: paper.book.states[$0]) }
    }
    return (head, accounts)
  }

  var head: LedgerHead {
    paper.withLock { LedgerHead(sequence: $0.book.nextSequence - 1, postedAt: $0.book.lastPostedAt, sealNumber: 1, seal: [1]) }
  }

  var statistics: LedgerStatistics { LedgerStatistics() }

  func transaction(_ id: TransactionID) throws(LedgerFailure) -> [PostingRecord]? {
    paper.withLock { paper in paper.rows.filter { $0.transactionID(tag) == id } }
  }

  func transactions(_ query: TransactionQuery, after cursor: Int64?, limit: Int) throws(LedgerFailure) -> Page<
    [PostingRecord], Int64
  > {
    Page(items: paper.withLock { $0.rows.prefix(limit).map { [$0] } }, next: cursor == nil ? 1 : nil)
  }

  func entries(of account: AccountNumber, _ range: TimeRange, after cursor: Int64?, limit: Int) throws(LedgerFailure) -> Page<
    EntryRecord, Int64
  > {
    Page(
      items: paper.withLock { $0.rows.prefix(limit).map { EntryRecord(row: $0, side: .debit) } }, next: cursor == nil ? 1 : nil)
  }

  func counters(of account: AccountNumber, asOf time: Timestamp, by axis: TimeAxis, upTo head: Int64?) throws(LedgerFailure)
    -> Counters?
  {
    paper.withLock { $0.book.state(account).counters }
  }

  func hold(_ id: HoldID) throws(LedgerFailure) -> HoldRecord? {
    paper.withLock { paper in
      paper.rows.first { $0.hold == id }.map { HoldRecord(placement: $0, status: .open, remaining: $0.remaining, captured: 0) }
    }
  }

  func holds(_ filter: HoldFilter, after cursor: Int64?, limit: Int) throws(LedgerFailure) -> Page<HoldRecord, Int64> {
    let rows = paper.withLock { paper in paper.rows.filter { $0.kind == .hold } }
    return Page(
      items: rows.map { HoldRecord(placement: $0, status: .open, remaining: $0.remaining, captured: 0) }, next: nil)
  }

  func changes(
    _ query: ChangeQuery, before cursor: Int64?, limit: Int, where matches: (LedgerChange) -> Bool
  ) throws(LedgerFailure) -> Page<LedgerChange, Int64> {
    let found = transactions.reversed().filter { $0.sequence < cursor ?? .max && matches($0) }
    return Page(items: Array(found.prefix(limit)), next: found.count > limit ? found[limit - 1].sequence : nil)
  }

  func changes(after sequence: Int64, _ interest: TransactionInterest, rows: Int) throws(LedgerFailure) -> FollowingChanges {
    let head = head
    return FollowingChanges(
      changes: transactions.filter { $0.sequence > sequence },
      end: LedgerPlace(sequence: head.sequence, postedAt: head.postedAt), hasMore: false)
  }

  func changes(ofHold hold: HoldID, limit: Int) throws(LedgerFailure) -> [LedgerChange] { [] }

  func change(at sequence: Int64) throws(LedgerFailure) -> LedgerChange? { transactions.first { $0.sequence == sequence } }

  func place(of sequence: Int64) throws(LedgerFailure) -> LedgerPlace? {
    transactions.first { $0.sequence == sequence }.map { LedgerPlace(sequence: sequence, postedAt: $0.postedAt) }
  }

  func sequence(postedBy time: Timestamp) throws(LedgerFailure) -> Int64 { time < Self.start ? 0 : head.sequence }

  private var transactions: [LedgerChange] {
    let rows = paper.withLock { $0.rows }
    return rows.indices.filter { rows[$0].leg == 0 }.map { first in
      .transaction(Array(rows[first..<first + Int(rows[first].legs)]), origin: nil)
    }
  }

  // MARK: Records

  private var records: [RecordChange] { paper.withLock { $0.records } }

  /// Records as they are now, in their order.
  private var currentRecords: [RecordChange] {
    var last: [Int64: RecordChange] = [:]
    for change in records { last[change.record] = change }
    return last.values.sorted { $0.record < $1.record }
  }

  func record(_ number: Int64) -> RecordChange? { records.last { $0.record == number } }
  func record(named name: Text, kind: Text) -> RecordChange? {
    records.last { $0.content.name == name && $0.content.kind == kind }
  }
  func recordChange(at sequence: Int64) -> RecordChange? { records.first { $0.sequence == sequence } }
  func records(_ query: RecordQuery, before cursor: Int64?, limit: Int) -> Page<RecordChange, Int64> {
    let found = currentRecords.reversed().filter { change in
      change.record < cursor ?? .max && change.content.kind == query.kind
        && (query.state ?? change.content.state) == change.content.state
        && (query.parent == nil || query.parent == change.content.parent)
    }
    return Page(items: Array(found.prefix(limit)), next: found.count > limit ? found[limit - 1].record : nil)
  }
  func history(ofRecord number: Int64, limit: Int) -> [RecordChange] {
    Array(records.lazy.filter { $0.record == number }.prefix(limit))
  }
  func dueRecords(by time: Timestamp, limit: Int) -> [RecordChange] {
    Array(currentRecords.filter { $0.content.dueAt.map { $0 <= time } ?? false }.prefix(limit))
  }
  var nextDueRecord: Timestamp? { currentRecords.compactMap(\.content.dueAt).min() }
  func dueRecords(_ query: DueQuery, after place: DuePlace?, limit: Int) -> Page<RecordChange, DuePlace> {
    Page(items: [], next: nil)
  }
  func dueCounts(at time: Timestamp, stuck: Text, madeBy: Timestamp) -> [DueCount] { [] }

  func backup(to path: String) throws(LedgerFailure) -> LedgerHead { throw .notApplied("paper has no backups") }
}
