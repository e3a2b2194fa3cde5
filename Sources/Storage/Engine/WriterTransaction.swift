import LedgerCore

/// What one piece of work about records sees and changes. Rows are only collected here: the writer writes them when all is decided.
final class WriterTransaction: RecordTransaction {
  enum Step {
    case record(RecordChange)
    case rows([PostingRecord])
    case account(AccountChangeRecord)
  }

  private let writer: LedgerWriter
  let now: Timestamp
  let postedAt: Timestamp
  private(set) var steps: [Step] = []

  init(_ writer: LedgerWriter, now: Timestamp, postedAt: Timestamp) {
    self.writer = writer
    self.now = now
    self.postedAt = postedAt
  }

  var tag: LedgerTag { writer.tag }

  /// Which step is the answer to a key: the first, a record's; or the first transaction, behind accounts at most. Nil where that is not so.
  func answer(withPostings: Bool) -> Int? {
    for (place, step) in steps.enumerated() {
      switch step {
      case .record: return place == 0 && !withPostings ? place : nil
      case .rows: return withPostings ? place : nil
      case .account: continue
      }
    }
    return nil
  }

  var changes: [RecordChange] { steps.compactMap { if case .record(let change) = $0 { change } else { nil } } }

  // MARK: Looking

  func record(_ number: Int64) throws -> RecordChange? {
    if let known = own({ $0.record == number }) ?? writer.recent.record(number) { return known }
    guard let found = try writer.file.records.record(number) else { return nil }
    writer.recent.note(found)
    return found
  }

  func record(named name: Text, kind: Text) throws -> RecordChange? {
    if let known = own({ $0.content.name == name && $0.content.kind == kind }) { return known }
    if let known = writer.recent.record(named: name, kind: kind) { return known }
    guard let found = try writer.file.records.record(named: name, kind: kind) else { return nil }
    // What was written in this commit is there already, as it is now.
    writer.recent.noteName(of: found)
    if writer.recent.record(found.record) == nil { writer.recent.note(found) }
    return found
  }

  func account(code: Text, currency: Currency) -> AccountSnapshot? {
    guard case .found(let number) = writer.book.account(code: code, currency: currency) else { return nil }
    return writer.book.snapshot(number)
  }

  func account(_ number: AccountNumber) -> AccountSnapshot { writer.book.snapshot(number) }

  func counters(of account: AccountNumber, before time: Timestamp) throws -> Counters {
    precondition(steps.isEmpty, "what has been is asked for before anything is changed: only then it is all in the file")
    return try writer.counters(of: account, before: time, head: writer.book.nextSequence - 1)
  }

  var memo: (any RecordMemo)? {
    get { writer.memo }
    set { writer.memo = newValue }
  }

  func isOpen(_ hold: HoldID) -> Bool { writer.book.isOpen(hold) }

  var nextSequence: Int64 { writer.book.nextSequence }

  private func own(_ isRight: (RecordChange) -> Bool) -> RecordChange? {
    for step in steps.reversed() { if case .record(let change) = step, isRight(change) { return change } }
    return nil
  }

  // MARK: Changing

  func create(_ content: (Int64) throws -> RecordContent) throws -> RecordChange {
    let content = try content(writer.book.nextSequence)
    let sequence = writer.book.takeSequence(at: postedAt)
    if let parent = content.parent {
      guard try record(parent) != nil else { preconditionFailure("a parent is there before its child") }
    }
    return note(RecordChange(sequence: sequence, postedAt: postedAt, record: sequence, createdAt: postedAt, content: content))
  }

  func change(_ number: Int64, _ content: RecordContent) throws -> RecordChange {
    guard let before = try record(number) else { preconditionFailure("only a record that was found is changed") }
    let (old, new) = (before.content, content)
    precondition(
      old.kind == new.kind && old.parent == new.parent && old.name == new.name, "kind, parent and name of a record never change")
    let sequence = writer.book.takeSequence(at: postedAt)
    return note(
      RecordChange(sequence: sequence, postedAt: postedAt, record: number, createdAt: before.createdAt, content: content))
  }

  private func note(_ change: RecordChange) -> RecordChange {
    precondition(change.content.isWithinLimits, "a record is within its limits: an auditor would call the file unsound")
    steps.append(.record(change))
    return change
  }

  func perform(_ operation: Operation, by authority: Book.Authority) throws -> [PostingRecord] {
    writer.book.authority = authority
    defer { writer.book.authority = .caller }
    switch try writer.book.decide(operation, loaded: try writer.load(for: operation), now: now, postedAt: postedAt) {
    case .posted:
      let rows = writer.book.takeRows()
      steps.append(.rows(rows))
      return rows
    case .account(let change):
      steps.append(.account(change))
      return []
    }
  }
}
