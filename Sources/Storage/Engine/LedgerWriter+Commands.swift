import LedgerCore
import SQLite
import Sodium

/// Deciding commands and writing what they made.
extension LedgerWriter {
  func handle(_ request: PreparedRequest, _ names: AccountNames) throws -> LedgerReply {
    try watchAnew()
    let reply = try reply(to: request, names)
    try lookAtWatched()
    return reply
  }

  private func reply(to request: PreparedRequest, _ names: AccountNames) throws -> LedgerReply {
    switch request {
    case .single(let command) where command.work != nil: return .single(try answerWork(command))
    case .single(let command): return .single(try answer(command, names))
    case .batch(let batch): return try answer(batch)
    }
  }

  /// Expires holds that are due, as many as `limit`. False when some are left: the commit is then closed first.
  func expireDue(limit: Int) throws -> Bool {
    guard book.nextExpiry() != nil else { return true }
    try watchAnew()
    let now = expiryClock.now(wall: options.clock.now(), monotonic: options.clock.monotonic())
    var left = max(1, limit)
    while left > 0, book.expireNext(now: now) {
      try write(book.takeRows(), nil)
      left -= 1
    }
    try lookAtWatched()
    return left > 0
  }

  // MARK: What is watched

  /// Reads which accounts are watched, where that is not known.
  private func watchAnew() throws {
    guard let watch = options.watch, watched.isStale else { return }
    watched.begin()
    for change in try file.records.all(watch.kind) { watched.note(change.record, watch.account(watchedBy: change)) }
  }

  /// Has done what there is to do about accounts that were just posted to.
  private func lookAtWatched() throws {
    guard let watch = options.watch else { return }
    let records = watched.takeTouched()
    guard !records.isEmpty else { return }
    let now = options.clock.now()
    let keyless = KeyedRequest(key: "", fingerprint: Text([]), hasher: file.hasher)
    _ = try decideAndWrite(watch.work(about: records), keyless, now: now, postedAt: book.nextPostedAt(now: now))
  }

  /// The moment a command is decided at. Whatever is due by then has expired before.
  private func momentOfDecision() throws -> Timestamp {
    guard let due = book.nextExpiry() else { return options.clock.now() }
    let now = options.clock.now()
    guard due <= now else { return now }
    let expiring = expiryClock.now(wall: now, monotonic: options.clock.monotonic())
    while book.expireNext(now: expiring) { try write(book.takeRows(), nil) }
    return now
  }

  // MARK: One command

  private func answer(_ command: PreparedCommand, _ names: AccountNames) throws -> Answer {
    statistics.commands += 1
    if let known = try knownAnswer(command) { return known }
    let now = try momentOfDecision()
    let operation = names.lookUp(command.operation)
    return Answer(try decideAndWrite(operation, command.keyed, now: now, postedAt: book.nextPostedAt(now: now)))
  }

  private func decideAndWrite(
    _ operation: borrowing Operation, _ keyed: KeyedRequest, now: Timestamp, postedAt: Timestamp
  ) throws -> Answer.Result {
    let loaded = try load(for: operation)
    switch decide(operation, loaded, now: now, postedAt: postedAt) {
    case .success(.posted):
      let rows = book.takeRows()
      try write(rows, keyed)
      return .posted(rows)
    case .success(.account(let change)):
      try write(change, keyed)
      return .account(change)
    case .failure(let rejection):
      try write(rejection, at: postedAt, keyed)
      return .refused(rejection)
    }
  }

  private func answerWork(_ command: PreparedCommand) throws -> Answer {
    guard let work = command.work else { preconditionFailure("asked for work about records") }
    statistics.commands += 1
    if let known = try knownAnswer(command) { return known }
    let now = try momentOfDecision()
    return Answer(try decideAndWrite(work, command.keyed, now: now, postedAt: book.nextPostedAt(now: now)))
  }

  /// Nothing is written before the work has decided all of it, so that a refusal has only the book to put back.
  private func decideAndWrite(
    _ work: any RecordWork, _ keyed: KeyedRequest, now: Timestamp, postedAt: Timestamp
  ) throws -> Answer.Result {
    let mark = book.mark()
    let transaction = WriterTransaction(self, now: now, postedAt: postedAt)
    do {
      try work.decide(transaction)
    } catch {
      book.undo(to: mark)
      guard let rejection = error as? Rejection else { throw error }
      // The daemon's own work has nobody to tell later: it finds the same again.
      let known = forgettingUndone(rejection)
      if !keyed.key.isEmpty { try write(known, at: postedAt, keyed) }
      return .refused(known)
    }
    let key = keyed.key.isEmpty ? nil : keyed
    let answer = key == nil ? nil : transaction.answer(withPostings: work.kind.answersWithPostings)
    precondition((key == nil) == (answer == nil), "the first thing that keyed work writes is its answer")
    precondition(
      answer != nil || transaction.steps.isEmpty || !transaction.changes.isEmpty,
      "what work moves without a key belongs to a record")
    var posted: [PostingRecord]?
    for (place, step) in transaction.steps.enumerated() {
      let key = place == answer ? key : nil
      switch step {
      case .record(let change): try write(change, key)
      case .rows(let rows):
        try write(rows, key)
        if key != nil { posted = rows }
      case .account(let change): try write(change, nil)
      }
    }
    return posted.map { .posted($0) } ?? .recorded(transaction.changes)
  }

  private func decide(
    _ operation: borrowing Operation, _ loaded: LoadedRecords, now: Timestamp, postedAt: Timestamp
  ) -> Result<Effect, Rejection> {
    do {
      return .success(try book.decide(operation, loaded: loaded, now: now, postedAt: postedAt))
    } catch {
      return .failure(error)
    }
  }

  /// What the rules need that is not in memory.
  func load(for operation: Operation) throws -> LoadedRecords {
    switch operation {
    case .transfer, .transaction, .placeHold, .openAccount, .changeAccount, .record: return .none
    case .captureHold(let hold, _, _, _, _), .releaseHold(let hold, _):
      return book.isOpen(hold) ? .none : .closedHold(try fate(of: hold))
    case .reverse(let transaction, _):
      let rows = try storedTransaction(transaction)
      return .transaction(rows, isReversed: try !rows.isEmpty && isReversed(transaction))
    }
  }

  // MARK: Batches

  private func answer(_ batch: PreparedBatch) throws -> LedgerReply {
    statistics.commands += Int64(batch.items.count)
    if let known = try find(batch.keyed) {
      if let difference = Fingerprint.difference(
        stored: known.fingerprint, given: batch.keyed.fingerprint.withBytes { [UInt8]($0) })
      {
        return .batchMismatch(difference)
      }
      // A key that is bound to this batch: items can only be answered from what was stored.
      var answers: [Answer] = []
      for (position, item) in batch.items.enumerated() {
        answers.append(try knownAnswer(item) ?? Answer(.mismatch(FieldPath(.items, posting: position))))
      }
      return .batch(answers)
    }
    if batch.isAtomic { return try answerAtomically(batch) }
    try writeBatch(batch.keyed)
    var answers: [Answer] = []
    answers.reserveCapacity(batch.items.count)
    for item in batch.items {
      if let known = try knownAnswer(item) {
        answers.append(known)
        continue
      }
      let now = try momentOfDecision()
      let postedAt = book.nextPostedAt(now: now)
      answers.append(Answer(try decideAndWrite(item.operation, item.keyed, now: now, postedAt: postedAt)))
    }
    return .batch(answers)
  }

  /// All items or none, inside a savepoint: an item sees the rows of those before it, and a refusal takes all of them back.
  private func answerAtomically(_ batch: PreparedBatch) throws -> LedgerReply {
    // A key stands on one row only: an item cannot have the batch's own.
    var keys: Set<Text> = [batch.keyed.key]
    for item in batch.items {
      guard keys.insert(item.keyed.key).inserted, try find(item.keyed) == nil else { return .batchPartlyKnown }
    }
    // What is due expires first: the items' rows stand right behind the batch's.
    let now = try momentOfDecision()
    try writeBatch(batch.keyed)
    let postedAt = book.nextPostedAt(now: now)
    let start = try openSavepoint()
    var answers: [Answer] = []
    answers.reserveCapacity(batch.items.count)
    for (position, item) in batch.items.enumerated() {
      switch decide(item.operation, try load(for: item.operation), now: now, postedAt: postedAt) {
      case .success(.posted):
        let rows = book.takeRows()
        try write(rows, item.keyed)
        answers.append(Answer(.posted(rows)))
      case .success(.account(let change)):
        answers.append(Answer(.account(change)))
        try write(change, item.keyed)
      case .failure(let rejection):
        try rollback(to: start)
        return .batch(try refuseAll(batch, because: rejection, at: position, postedAt: postedAt))
      }
    }
    try file.releaseSavepoint()
    return .batch(answers)
  }

  /// An account that the batch, or the work, opened itself is gone with it, and its number will be another's: the answer cannot name it.
  private func forgettingUndone(_ rejection: Rejection) -> Rejection {
    guard let account = rejection.account, identity(account.number) == nil else { return rejection }
    return Rejection(rejection.code, rejection.path, available: rejection.available, needed: rejection.needed)
  }

  private func refuseAll(
    _ batch: PreparedBatch, because rejection: Rejection, at failed: Int, postedAt: Timestamp
  ) throws -> [Answer] {
    let rejection = forgettingUndone(rejection)
    var answers: [Answer] = []
    for (position, item) in batch.items.enumerated() {
      let own = position == failed ? rejection : Rejection(.linkedEventFailed, FieldPath(.items, posting: failed))
      try write(own, at: postedAt, item.keyed)
      answers.append(Answer(.refused(own)))
    }
    return answers
  }

  // MARK: Writing rows, inside the open transaction

  private func write(_ rows: [PostingRecord], _ keyed: KeyedRequest?) throws {
    try file.beginIfNeeded()
    try rows.withUnsafeBufferPointer { rows in
      for position in rows.indices {
        try file.postings.insert(rows[position], position == 0 ? keyed : nil, into: &bytes)
        note(rows[position])
      }
      if let keyed { index.insert(keyed.hash, .key, rows[0].sequence) }
    }
  }

  private func write(_ change: RecordChange, _ keyed: KeyedRequest?) throws {
    try file.beginIfNeeded()
    try file.records.insert(change, keyed, into: &bytes)
    recent.note(change)
    memo?.note(change)
    if let watch = options.watch, change.content.kind == watch.kind {
      watched.note(change.record, watch.account(watchedBy: change))
    }
    hasChangedRecords = true
    if let keyed { index.insert(keyed.hash, .key, change.sequence) }
  }

  private func write(_ change: AccountChangeRecord, _ keyed: KeyedRequest?) throws {
    try file.beginIfNeeded()
    try file.accountChanges.insert(change, keyed, into: &bytes)
    if let keyed { index.insert(keyed.hash, .key, change.sequence) }
    changedAccounts.append(change)
  }

  private func write(_ rejection: Rejection, at postedAt: Timestamp, _ keyed: KeyedRequest) throws {
    try file.beginIfNeeded()
    let sequence = book.takeSequence(at: postedAt)
    try file.outcomes.insert(refusal: rejection, sequence: sequence, at: postedAt, keyed, into: &bytes)
    index.insert(keyed.hash, .key, sequence)
    statistics.refusals += 1
  }

  private func writeBatch(_ keyed: KeyedRequest) throws {
    try file.beginIfNeeded()
    let postedAt = book.nextPostedAt(now: options.clock.now())
    let sequence = book.takeSequence(at: postedAt)
    try file.outcomes.insert(batchAt: sequence, postedAt, keyed, into: &bytes)
    index.insert(keyed.hash, .key, sequence)
  }

  /// Counts a posting row and notes what it can be found by; its key is noted by whoever knows it.
  func note(_ row: borrowing PostingRecord) {
    if let reference = row.reference { index.insert(reference.withBytes { file.hasher.hash($0) }, .reference, row.sequence) }
    if let hold = row.hold, row.kind != .hold { index.insert(file.hasher.hash(hold.number), .hold, row.sequence) }
    if let reverses = row.reverses { index.insert(file.hasher.hash(reverses.number), .reversal, row.sequence) }
    maintenance.touch(row)
    if !watched.isEmpty { watched.touch(row) }
    postings += 1
  }
}
