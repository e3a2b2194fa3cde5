import LedgerCore
import SQLite
import Sodium
import Synchronization
import Threads

/// The reads of the ledger port.
extension SQLiteLedger {
  // MARK: From memory

  func account(_ reference: AccountReference, currency: Currency?) -> AccountLookup {
    published.account(reference, currency: currency)
  }
  func account(_ number: AccountNumber) -> AccountSnapshot? { published.account(number) }

  func identity(_ number: AccountNumber) -> AccountIdentity {
    guard let identity = published.names.identity(number) else {
      preconditionFailure("a row that was answered or read names accounts that are published")
    }
    return identity
  }

  func accounts(_ filter: AccountFilter, after cursor: AccountNumber?, limit: Int) -> Page<AccountSnapshot, AccountNumber> {
    published.accounts(filter, after: cursor, limit: limit)
  }

  func allAccounts() -> (head: LedgerHead, accounts: [AccountSnapshot]) { published.all() }
  var head: LedgerHead { published.head }

  var statistics: LedgerStatistics {
    var statistics = published.statistics
    let waiting = waiting
    statistics.waiting = Int64(waiting.count)
    statistics.waitingMicroseconds = waiting.age
    statistics.fileBytes = FileSize.of(path) + FileSize.of(path + "-wal")
    return statistics
  }

  // MARK: From the file

  func transaction(_ id: TransactionID) throws(LedgerFailure) -> [PostingRecord]? {
    guard id.tag == tag, id.number <= head.sequence else { return nil }
    let found = try readers.read { try $0.rows.transaction(containing: id.number, identities) }
    return found.first?.transactionID(tag) == id ? found : nil
  }

  func counters(
    of account: AccountNumber, asOf time: Timestamp, by axis: TimeAxis, upTo bound: Int64?
  ) throws(LedgerFailure) -> Counters? {
    guard let snapshot = published.account(account) else { return nil }
    let isOpen = snapshot.identity.openedAt <= time
    guard isOpen || axis == .effective else { return nil }
    let head = bound ?? head.sequence
    return try readers.read { reader in
      let limit = try reader.lastSequence(postedBy: time, head: head)
      let last = try reader.lastRow(of: account, atMost: limit, from: snapshot.state.lastPosting, identities)
      var counters = last?.counters(of: account) ?? Counters()
      switch axis {
      case .posted: return counters
      case .effective:
        let later = try reader.backdatedRows(of: account, effectiveBy: time, after: limit, head: head, identities)
        // What was posted back to before the account was opened counts: its other side does.
        guard isOpen || !later.isEmpty else { return nil }
        try counters.count(later, of: account, after: limit)
        return counters
      }
    }
  }

  func entries(
    of account: AccountNumber, _ range: TimeRange, after cursor: Int64?, limit: Int
  ) throws(LedgerFailure) -> Page<EntryRecord, Int64> {
    guard let snapshot = published.account(account) else { return Page(items: [], next: nil) }
    let head = head.sequence
    return try readers.read { reader in
      let window = try reader.window(range, below: cursor, head: head)
      var row = try reader.lastRow(of: account, atMost: window.upper, from: snapshot.state.lastPosting, identities)
      var found: [EntryRecord] = []
      while let current = row, current.sequence >= window.lower {
        if found.count == limit { return Page(items: found, next: found.last?.row.sequence) }
        found.append(EntryRecord(row: current, side: current.debit == account ? .debit : .credit))
        let previous = current.previous(of: account)
        row = previous > 0 ? try reader.rows.posting(previous, identities) : nil
      }
      return Page(items: found, next: nil)
    }
  }

  func hold(_ id: HoldID) throws(LedgerFailure) -> HoldRecord? {
    guard id.tag == tag, id.number <= head.sequence else { return nil }
    let placement = try readers.read { try $0.rows.posting(id.number, identities) }
    guard let placement, placement.hold == id, placement.kind == .hold else { return nil }
    return try holdRecord(placement, head: head.sequence)
  }

  func holds(_ filter: HoldFilter, after cursor: Int64?, limit: Int) throws(LedgerFailure) -> Page<HoldRecord, Int64> {
    if filter.status == .open { return try openHolds(filter, cursor, limit) }
    let head = head.sequence
    var query = TransactionQuery()
    query.type = .hold
    query.account = filter.account
    // All of the page as of one moment: what is placed meanwhile is not on it.
    let page = try transactions(query, after: min(cursor ?? .max, head + 1), limit: limit)
    // Where a status is asked for that few holds have, a page may be short and still have a next.
    var holds: [HoldRecord] = []
    for rows in page.items {
      guard let placement = rows.first else { continue }
      let hold = try holdRecord(placement, head: head)
      if filter.status == nil || hold.status == filter.status { holds.append(hold) }
    }
    return Page(items: holds, next: page.next)
  }

  func backup(to path: String) throws(LedgerFailure) -> LedgerHead {
    guard !Directory.exists(path) else { throw .notApplied("\(path) exists already: a backup is never written over anything") }
    // A copy keeps a reader for as long as it takes: two at once would leave none for those who only want to look.
    guard backsUp.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
      throw .notApplied("another backup of this ledger is being made; send the request again when it is done")
    }
    defer { backsUp.store(false, ordering: .releasing) }
    return try readers.read { reader in
      var isComplete = false
      // Half a copy is of no use to anybody, and takes room.
      defer { if !isComplete { Directory.removeFile(path) } }
      let copy = try reader.connection.prepare("VACUUM INTO ?1")
      copy.bind(1, text: path)
      try copy.run()
      try FileSync.sync(path)
      isComplete = true
      let written = try Connection(path: path, mode: .immutable)
      let last = try written.prepare("SELECT number, last, seal FROM seals ORDER BY number DESC LIMIT 1")
      guard try last.step() else {
        return LedgerHead(sequence: 0, postedAt: Timestamp(microseconds: 0), sealNumber: 0, seal: firstSeal)
      }
      let sequence = last.integer(1)
      let postedAt = try SealedTable.allCases.lazy.compactMap {
        try written.integer("SELECT posted_at FROM \($0.name) WHERE sequence = \(sequence)")
      }.first
      return LedgerHead(
        sequence: sequence, postedAt: Timestamp(microseconds: postedAt ?? 0), sealNumber: last.integer(0), seal: last.bytes(2))
    }
  }

  // MARK: Through the writer's index

  func identities(_ number: AccountNumber) -> AccountIdentity? { published.names.identity(number) }

  /// Rows that may carry a key, as of what is durable. Waits for the writer to come between two commits.
  func keyCandidates(_ hash: UInt64) throws(LedgerFailure) -> [Int64] {
    try onWriter { writer in try writer.index.candidates(hash, .key, writer.file.index) }
  }

  /// The newest rows that may carry what many share, in the same way.
  func newest(
    _ hash: UInt64, _ domain: LedgerIndex.Domain, in range: ClosedRange<Int64>, limit: Int
  ) throws(LedgerFailure) -> (found: [Int64], next: Int64?) {
    try onWriter { writer in try writer.index.newest(hash, domain, in: range, limit: limit, writer.file.index) }
  }

  func onWriter<R: Sendable>(_ body: @escaping @Sendable (LedgerWriter) throws -> R) throws(LedgerFailure) -> R {
    let box = Monitor<Result<R, LedgerFailure>?>(nil)
    inspect { writer in
      let result: Result<R, LedgerFailure>
      do {
        result = .success(try body(try writer.get()))
      } catch let failure as LedgerFailure {
        result = .failure(failure)
      } catch {
        result = .failure(.notApplied("the index could not be read: \(Outage.sentence(error))"))
      }
      box.withLock { $0 = result }
      box.signal()
    }
    let result = box.wait { value in value.map { .done($0) } ?? .wait(nil) }
    return try result.get()
  }

  private func openHolds(_ filter: HoldFilter, _ cursor: Int64?, _ limit: Int) throws(LedgerFailure) -> Page<HoldRecord, Int64> {
    let open = try onWriter { writer in
      writer.book.openHolds(below: cursor, limit: limit, looking: SQLiteLedger.holdsPerLook) { hold in
        filter.account.map { hold.debit == $0 || hold.credit == $0 } ?? true
      }
    }
    return try readers.read { reader in
      let holds = try open.items.compactMap { item -> HoldRecord? in
        guard let placement = try reader.rows.posting(item.number, identities) else { return nil }
        return HoldRecord(
          placement: placement, status: .open, remaining: item.hold.remaining,
          captured: placement.amount - item.hold.remaining)
      }
      return Page(items: holds, next: open.next)
    }
  }

  /// Open holds that are looked at between two commits.
  private static let holdsPerLook = 10_000

  /// A hold with what became of it by the row `head`: its newest row says it all.
  private func holdRecord(_ placement: PostingRecord, head: Int64) throws(LedgerFailure) -> HoldRecord {
    var upper: Int64? = head
    while let end = upper, end > placement.sequence {
      let (candidates, next) = try newest(hash(placement.sequence), .hold, in: placement.sequence + 1...end, limit: 1)
      let last = try readers.read { reader -> PostingRecord? in
        for sequence in candidates {
          if let row = try reader.rows.posting(sequence, identities), row.hold == placement.hold { return row }
        }
        return nil
      }
      if let last { return HoldRecord(placement, last: last) }
      upper = next
    }
    return HoldRecord(placement: placement, status: .open, remaining: placement.amount, captured: 0)
  }

  func hash(_ number: Int64) -> UInt64 { hasher.hash(number) }
}

extension LedgerReader {
  /// The sequences a time range and a cursor leave, as of a head.
  func window(_ range: TimeRange, below cursor: Int64?, head: Int64) throws -> (lower: Int64, upper: Int64) {
    var upper = min(head, cursor.map { $0 - 1 } ?? head)
    var lower: Int64 = 1
    if let to = range.to {
      upper = min(upper, try lastSequence(postedBy: Timestamp(microseconds: to.microseconds - 1), head: head))
    }
    if let from = range.from {
      lower = try lastSequence(postedBy: Timestamp(microseconds: from.microseconds - 1), head: head) + 1
    }
    return (lower, upper)
  }
}

extension HoldRecord {
  /// A hold by the row that placed it and the last of the others.
  fileprivate init(_ placement: PostingRecord, last: PostingRecord) {
    // What was not captured is what still remains, or what the last row freed.
    let freed = last.kind == .capture ? 0 : last.amount
    let status: HoldStatus =
      if last.remaining > 0 { .open } else {
        switch last.kind {
        case .capture: .captured
        case .expiry: .expired
        case .release: last.leg > 0 ? .captured : .released
        case .post, .hold: .open
        }
      }
    self.init(
      placement: placement, status: status, remaining: last.remaining, captured: placement.amount - last.remaining - freed)
  }
}
