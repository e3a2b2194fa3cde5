import LedgerCore
import Testing

/// A ledger as its writer sees it, driven by the lines of a table: it loads what the rules ask for from its own history,
/// as storage does, and holds the books to their invariants after every line.
final class Scene {
  static let tag = LedgerTag(rawValue: 0xabcdef)
  static let start = Timestamp(microseconds: 1_790_000_000_000_000)

  var book = Book(tag: Scene.tag)
  var now = Scene.start
  /// Every row and change that was made, in order: the truth a replay starts from.
  var history: [Row] = []
  var accounts: [String: AccountIdentity] = [:]
  var transactions: [String: TransactionID] = [:]

  enum Row {
    case posting(PostingRecord)
    case change(AccountChangeRecord)
  }

  init(_ setup: String = "") throws {
    try play(setup)
  }

  /// Plays a table from top to bottom, each line after the one before.
  func play(_ table: String, _ location: SourceLocation = #_sourceLocation) throws {
    for line in try Line.all(in: table) {
      let answer = try answer(to: line)
      #expect(answer == line.answer, "\(line.text)", sourceLocation: location)
      expectInvariants(line.text, location)
    }
    expectReplayGivesTheSame(location)
  }

  /// Answers every row of a table from the same books, and holds the table itself to its form: each row differs from the one
  /// before in one field.
  func compare(_ table: String, _ location: SourceLocation = #_sourceLocation) throws {
    var previous: Line?
    for line in try Line.all(in: table) {
      if let previous {
        #expect(line.differences(from: previous) == 1, "one field changes: \(line.text)", sourceLocation: location)
      }
      previous = line
      let before = BookPicture(book)
      let (mark, rows) = (book.mark(), history.count)
      let answer = try answer(to: line)
      #expect(answer == line.answer, "\(line.text)", sourceLocation: location)
      expectInvariants(line.text, location)
      book.undo(to: mark)
      history.removeSubrange(rows...)
      #expect(BookPicture(book) == before, "undo leaves no trace of: \(line.text)", sourceLocation: location)
    }
  }

  private func answer(to line: Line) throws -> String {
    switch line.verb {
    case "wait":
      now = Timestamp(microseconds: now.microseconds + (try Words.duration(line.segments[0][0], in: line)))
      return "later"
    case "clock":
      now = Timestamp(microseconds: Scene.start.microseconds + (try Words.duration(line.segments[0][0], in: line)))
      return "set"
    case "expire":
      return expireOne()
    case "balance":
      return describeBalance(of: try account(line.segments[0][0], in: line))
    default:
      return try decide(line)
    }
  }

  private func decide(_ line: Line) throws -> String {
    let operation = try operation(of: line)
    let before = BookPicture(book)
    do {
      switch try book.decide(operation, loaded: loaded(for: operation), now: now, postedAt: book.nextPostedAt(now: now)) {
      case .posted(let range):
        let rows = range.map { book.rows[$0] }
        history += rows.map { .posting($0) }
        expectOneTransaction(rows)
        if let name = line.options["as"] { transactions[name] = rows[0].transactionID(book.tag) }
        return rows.map(describe).joined(separator: ", ")
      case .account(let change):
        history.append(.change(change))
        let identity = change.account.identity
        if change.kind == .opened { accounts[line.options["as"] ?? identity.code?.string ?? "-"] = identity }
        return change.kind.rawValue
      }
    } catch {
      #expect(BookPicture(book) == before, "a refusal changes nothing: \(line.text)")
      return describe(error)
    }
  }

  private func expireOne() -> String {
    let first = book.rows.count
    guard book.expireNext(now: now) else { return "nothing" }
    history += book.rows[first...].map { .posting($0) }
    return book.rows[first...].map(describe).joined(separator: ", ")
  }

  /// What storage would look up: the fate of a hold that is not open, the rows of a transaction.
  private func loaded(for operation: LedgerCore.Operation) -> LoadedRecords {
    let postings = history.compactMap { row -> PostingRecord? in
      if case .posting(let posting) = row { posting } else { nil }
    }
    switch operation {
    case .captureHold(let id, _, _, _, _), .releaseHold(let id, _):
      if book.isOpen(id) { return .none }
      guard let last = postings.last(where: { $0.hold == id }) else { return .closedHold(.unknown) }
      switch last.kind {
      case .capture: return .closedHold(.captured)
      // A final capture frees the rest in its own transaction.
      case .release: return .closedHold(last.leg > 0 ? .captured : .released)
      case .expiry: return .closedHold(.expired)
      case .post, .hold: return .closedHold(.unknown)
      }
    case .reverse(let id, _):
      return .transaction(
        postings.filter { $0.transactionID(book.tag) == id }, isReversed: postings.contains { $0.reverses == id })
    case .transfer, .transaction, .placeHold, .openAccount, .changeAccount, .record:
      return .none
    }
  }
}
