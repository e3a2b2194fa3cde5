import LedgerCore
import SQLite

/// What a reversal must post: every posted row of the original the other way round, last first.
struct ReversalCheck {
  private struct Due {
    let debit: Int64
    let credit: Int64
    let amount: Int64
  }

  private let original: Int64
  private var due: [Due]

  init(original: Int64, due mirrored: [(debit: Int64, credit: Int64, amount: Int64)]) {
    self.original = original
    due = mirrored.map { Due(debit: $0.debit, credit: $0.credit, amount: $0.amount) }
  }

  var legs: Int64 { Int64(due.count) }

  /// Takes the next leg of the reversal.
  mutating func take(_ row: PostingRow) throws(Finding) {
    guard let next = due.popLast() else {
      throw row.finding(.reversal, "the reversal of \(original)", expected: "no further leg", found: "one more")
    }
    try row.require(.debit, is: next.debit, .reversal)
    try row.require(.credit, is: next.credit, .reversal)
    try row.require(.amount, is: next.amount, .reversal)
  }
}

/// Looks up the rows of earlier transactions.
struct ReversalSource: ~Copyable {
  private let select: Statement

  init(on connection: Connection) throws(Finding) {
    select = try reading(TruthTable.postings.name, after: nil) { () throws(SQLiteError) in
      try connection.prepare(
        "SELECT sequence, leg, legs, kind, debit, credit, amount FROM postings WHERE sequence >= ?1 ORDER BY sequence LIMIT ?2")
    }
  }

  /// What a transaction that reverses the one beginning at `row.reverses` must post.
  func check(for row: PostingRow) throws(Finding) -> ReversalCheck {
    let original = row[.reverses]
    guard original > 0, original < row.sequence else {
      throw row.finding(.reverses, .reversal, expected: "the first row of an earlier transaction")
    }
    var mirrored: [(debit: Int64, credit: Int64, amount: Int64)] = []
    do {
      select.bind(1, original)
      select.bind(2, TransactionShape.mostLegs)
      var expected = original
      while try select.step() {
        let (sequence, leg, legs) = (select.integer(0), select.integer(1), select.integer(2))
        guard sequence == expected, leg == expected - original, sequence < row.sequence else { break }
        if select.integer(3) == PostingKind.post.rawValue || select.integer(3) == PostingKind.capture.rawValue {
          mirrored.append((debit: select.integer(5), credit: select.integer(4), amount: select.integer(6)))
        }
        expected += 1
        if leg == legs - 1 { break }
      }
      select.reset()
    } catch {
      throw Finding.unreadable(TruthTable.postings.name, after: row.sequence, error)
    }
    guard !mirrored.isEmpty else {
      throw row.finding(.reverses, .reversal, expected: "the first row of a transaction that posted something")
    }
    let check = ReversalCheck(original: original, due: mirrored)
    try row.require(.legs, is: check.legs, .reversal)
    return check
  }
}
