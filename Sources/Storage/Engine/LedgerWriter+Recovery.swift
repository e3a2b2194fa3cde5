import LedgerCore
import SQLite
import Sodium

/// Opening a ledger: load derived state at the watermark, replay the rows after it. The same code rebuilds a ledger whose derived
/// state is lost (the watermark is then zero), and every replayed row is checked: it must follow from the rows before it, and the
/// seals must be those of the rows.
extension LedgerWriter {
  func recover() throws {
    do {
      try loadAccounts()
      let isSaved = try loadDerived()
      if !isSaved { try forgetDerived() }
      do {
        try replay()
        try checkHolds()
        try checkSums()
        try checkVersions()
      } catch is Book.Mismatch where isSaved {
        // Either the rows are wrong or what was saved beside them: the rows alone decide.
        try forgetDerived()
        try replay()
        try checkHolds()
        try checkSums()
        try checkVersions()
      }
    } catch let error as Book.Mismatch {
      throw LedgerFileError.broken(path: file.path, sequence: error.sequence, reason: error.reason)
    } catch let error as MalformedRow {
      throw LedgerFileError.broken(path: file.path, sequence: error.sequence, reason: "in \(error.table.name): \(error.reason)")
    }
    index.settle()
    maintenance.settle(&index, filterBytes: options.filterBytes)
    maintenance.planMerges(&index)
    durableAccounts = book.accountCount
    durablePostings = postings
  }

  private func loadAccounts() throws {
    let select = try file.connection.prepare("SELECT \(AccountChangesTable.columns) FROM account_changes ORDER BY sequence")
    while try select.step() { try book.replay(try AccountChangesTable.change(of: select, tag: tag)) }
  }

  // MARK: Derived state

  /// Loads what is saved. False when it does not fit the rows: it is then built again.
  private func loadDerived() throws -> Bool {
    guard let watermark = try DerivedTables.watermark(on: file.connection) else { return false }
    let seal = try file.connection.prepare("SELECT last, seal FROM seals WHERE number = ?1")
    seal.bind(1, watermark.sealNumber)
    guard try seal.step(), seal.integer(0) == watermark.sequence, seal.bytes(1) == watermark.seal else { return false }
    seal.reset()
    guard try loadStates(), try loadHolds(), try loadRuns(upTo: watermark.sequence) else {
      return false
    }
    chain.resume(number: watermark.sealNumber, seal: watermark.seal)
    postings = watermark.postings
    let postedAt = try time(of: watermark.sequence)
    book.restore(nextSequence: watermark.sequence + 1, lastPostedAt: postedAt)
    durable = LedgerHead(
      sequence: watermark.sequence, postedAt: postedAt, sealNumber: watermark.sealNumber, seal: watermark.seal)
    return true
  }

  private func time(of sequence: Int64) throws -> Timestamp {
    for table in SealedTable.allCases {
      if let found = try file.connection.integer("SELECT posted_at FROM \(table.name) WHERE sequence = \(sequence)") {
        return Timestamp(microseconds: found)
      }
    }
    return Timestamp(microseconds: 0)
  }

  /// False where a saved account is not what its last row says: a row that is written after it would carry the fault on.
  private func loadStates() throws -> Bool {
    let select = try file.connection.prepare(
      """
      SELECT account, last_posting, version, debits_posted, credits_posted, debits_pending, credits_pending,
        CASE account
          WHEN debit THEN (version, debits_posted, credits_posted, debits_pending, credits_pending) =
            (debit_version, debit_debits_posted, debit_credits_posted, debit_debits_pending, debit_credits_pending)
          WHEN credit THEN (version, debits_posted, credits_posted, debits_pending, credits_pending) =
            (credit_version, credit_debits_posted, credit_credits_posted, credit_debits_pending, credit_credits_pending)
        END
      FROM account_states LEFT JOIN postings ON sequence = last_posting
      """)
    while try select.step() {
      let number = AccountNumber(Int32(truncatingIfNeeded: select.integer(0)))
      guard identity(number) != nil, select.integer(7) == 1 else { return false }
      let counters = Counters(
        debitsPosted: select.integer(3), creditsPosted: select.integer(4), debitsPending: select.integer(5),
        creditsPending: select.integer(6))
      guard counters.areInRange else { return false }
      book.restore(number, counters: counters, version: select.integer(2), lastPosting: select.integer(1))
    }
    return true
  }

  private func loadHolds() throws -> Bool {
    let select = try file.connection.prepare(
      """
      SELECT o.hold, o.debit, o.credit, placed_at, o.remaining, o.expires_at,
        kind = 2 AND (o.debit, o.credit, placed_at) = (p.debit, p.credit, posted_at) AND o.expires_at IS p.expires_at
      FROM open_holds o LEFT JOIN postings p ON sequence = o.hold
      """)
    while try select.step() {
      guard select.integer(6) == 1 else { return false }
      let debit = AccountNumber(Int32(truncatingIfNeeded: select.integer(1)))
      let credit = AccountNumber(Int32(truncatingIfNeeded: select.integer(2)))
      guard identity(debit) != nil, identity(credit) != nil else { return false }
      book.restore(
        hold: select.integer(0),
        OpenHold(
          debit: debit, credit: credit, placedAt: Timestamp(microseconds: select.integer(3)), remaining: select.integer(4),
          expiresAt: select.optionalInteger(5).map { Timestamp(microseconds: $0) }))
    }
    return true
  }

  /// Loads the visible runs and drops the pages of runs that were never finished.
  private func loadRuns(upTo watermark: Int64) throws -> Bool {
    var visible: Set<Int64> = []
    var ranges: [ClosedRange<Int64>] = []
    let select = try file.connection.prepare("SELECT run, level, bits, entries FROM index_runs ORDER BY run")
    while try select.step() {
      let level = Int(select.integer(1))
      guard level >= 0, level < 4, Int(select.integer(2)) == IndexRun.bits(ofLevel: level) else { return false }
      var run = IndexRun(number: select.integer(0), level: level, entries: Int(select.integer(3)))
      // A page holds some three hundred entries; a count far above that is damage, not a run.
      guard (0...run.buckets * 65_536).contains(run.entries), let (filter, range) = try contents(of: run) else { return false }
      run.filter = filter
      ranges.append(range)
      index.add(run)
      index.boundFilters(bytes: options.filterBytes)
      maintenance.noteRun(run.number)
      visible.insert(run.number)
    }
    guard try runsCoverRows(ranges, upTo: watermark) else { return false }
    let next = try file.connection.prepare("SELECT page >> 24 FROM index_pages WHERE page >= ?1 ORDER BY page LIMIT 1")
    var from: Int64 = 0
    while true {
      next.bind(1, from << 24)
      guard try next.step() else { return true }
      let run = next.integer(0)
      next.reset()
      if !visible.contains(run) { try file.index.deletePages(run: run, buckets: 0..<1 << 24) }
      maintenance.noteRun(run)
      from = run + 1
    }
  }

  /// The filter of a run and the sequences it holds; nil if a page is damaged or missing.
  private func contents(of run: IndexRun) throws -> (Filter, ClosedRange<Int64>)? {
    let filter = Filter(entries: run.entries)
    let common = index.filterOfGroup(level: run.level, entries: run.entries)
    var count = 0
    var (lowest, highest) = (Int64.max, Int64(0))
    let select = try file.connection.prepare("SELECT page, entries FROM index_pages WHERE page >= ?1 AND page < ?2")
    select.bind(1, IndexRun.page(run: run.number, bucket: 0))
    select.bind(2, IndexRun.page(run: run.number, bucket: run.buckets))
    while try select.step() {
      let page = select.integer(0)
      let topByte = UInt64(truncatingIfNeeded: (page & 0xff_ffff) >> Int64(run.bits - 8))
      let isWhole = select.withBytes(1) { bytes in
        file.index.decode(bytes, of: page, topByte: topByte) { entry in
          filter.insert(entry.hash)
          common?.insert(entry.hash)
          lowest = min(lowest, entry.sequence)
          highest = max(highest, entry.sequence)
          count += 1
        }
      }
      guard isWhole else { return nil }
    }
    return count == run.entries && lowest <= highest ? (filter, lowest...highest) : nil
  }

  /// Starts again from the rows alone.
  private func forgetDerived() throws {
    try DerivedTables.clear(on: file.connection)
    try RecordsTable.rebuild(on: file.connection)
    book = Book(tag: tag)
    index = LedgerIndex()
    maintenance = Maintenance(entriesPerRun: options.entriesPerRun)
    chain = SealChain(file.identity)
    postings = 0
    bytes.clear()
    durable = LedgerHead(sequence: 0, postedAt: Timestamp(microseconds: 0), sealNumber: 0, seal: chain.seal)
    try loadAccounts()
  }

  // MARK: Replay

  private func replay() throws {
    var cursor = try TruthCursor(on: file.connection, after: durable.sequence)
    let seals = try file.connection.prepare("SELECT number, first, last, seal FROM seals WHERE number > ?1 ORDER BY number")
    seals.bind(1, chain.number)
    while try seals.step() {
      let (first, last, stored) = (seals.integer(1), seals.integer(2), seals.bytes(3))
      guard seals.integer(0) == chain.number + 1, first == durable.sequence + 1 else {
        throw Book.Mismatch(sequence: first, reason: "the seal before it is missing")
      }
      var sequence = first
      var postedAt = durable.postedAt
      while sequence <= last {
        postedAt = try replayRow(sequence, &cursor)
        sequence += 1
      }
      let seal = chain.next(first: first, last: last, rows: bytes.bytes)
      guard seal == stored else {
        throw Book.Mismatch(sequence: first, reason: "the rows from here to \(last) do not give their seal")
      }
      chain.advance(to: seal)
      bytes.clear()
      durable = LedgerHead(sequence: last, postedAt: postedAt, sealNumber: chain.number, seal: seal)
      try flushWhileReplaying()
    }
    if let extra = try cursor.next() { throw Book.Mismatch(sequence: extra.sequence, reason: "no seal covers it") }
  }

  private func replayRow(_ sequence: Int64, _ cursor: inout TruthCursor) throws -> Timestamp {
    guard let found = try cursor.next(), found.sequence == sequence else {
      throw Book.Mismatch(sequence: sequence, reason: "it is missing")
    }
    let statement = cursor.statement(found.table)
    bytes.append(rowOf: statement, table: found.table)
    let postedAt: Timestamp
    switch found.table {
    case .postings:
      let row = try PostingsTable.row(of: statement, tag: tag, account: identity)
      try book.replay(row)
      note(row)
      postedAt = row.postedAt
    case .accountChanges, .outcomes, .recordChanges:
      postedAt = Timestamp(microseconds: statement.integer(1))
      book.restore(nextSequence: sequence + 1, lastPostedAt: postedAt)
    }
    let keyColumn = found.table.columns - 2
    if !statement.isNull(keyColumn) {
      index.insert(statement.withBytes(keyColumn) { file.hasher.hash($0) }, .key, sequence)
    }
    return postedAt
  }

  /// A ledger that is rebuilt from its rows must not hold all of its index in memory.
  private func flushWhileReplaying() throws {
    index.settle()
    maintenance.settle(&index, filterBytes: options.filterBytes)
    guard index.activeCount >= options.entriesPerRun * 4 else { return }
    maintenance.beginFlush(
      at: Watermark(sequence: durable.sequence, sealNumber: chain.number, seal: chain.seal, postings: postings), &index)
    try file.beginIfNeeded()
    try maintenance.finishFlush(book, index, file)
    try file.commit()
    maintenance.settle(&index, filterBytes: options.filterBytes)
  }
}

extension Counters {
  /// Whether a rule can work with them: none below zero, and what is posted and pending on a side together within the limit.
  fileprivate var areInRange: Bool {
    let values = [debitsPosted, creditsPosted, debitsPending, creditsPending]
    return values.allSatisfy { (0...Limits.highestCounter).contains($0) }
      && debitsPending <= Limits.highestCounter - debitsPosted && creditsPending <= Limits.highestCounter - creditsPosted
  }
}
