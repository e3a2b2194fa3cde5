import LedgerCore
import SQLite

/// Where in a ledger a moment was, and how an account stood there. On any connection: a reader's, or the writer's own.
struct PastRows {
  private let rows: StoredRows
  private let times: [Statement]
  private let mark: Statement

  init(on connection: Connection, _ rows: StoredRows) throws {
    self.rows = rows
    times = try ["postings", "account_changes", "outcomes", "record_changes"].map {
      try connection.prepare("SELECT posted_at FROM \($0) WHERE sequence = ?1")
    }
    mark = try connection.prepare(
      "SELECT sequence FROM account_marks WHERE account = ?1 AND sequence > ?2 ORDER BY sequence LIMIT 1")
  }

  /// The last sequence at or below `head` that was posted at or before `time`; 0 when there is none.
  ///
  /// Time grows with the sequence, which has no gaps over the tables of truth: a binary search.
  func lastSequence(postedBy time: Timestamp, head: Int64) throws -> Int64 {
    var low: Int64 = 0
    var high = head
    while low < high {
      let middle = (low + high + 1) / 2
      if try postedAt(middle) <= time { low = middle } else { high = middle - 1 }
    }
    return low
  }

  func postedAt(_ sequence: Int64) throws -> Timestamp {
    for statement in times {
      statement.bind(1, sequence)
      guard try statement.step() else { continue }
      defer { statement.reset() }
      return Timestamp(microseconds: statement.integer(0))
    }
    throw MalformedRow(table: .postings, sequence: sequence, reason: "it is missing")
  }

  /// The account's last row at or below `limit`, walking back from `last` or from a mark nearer by.
  func lastRow(
    of account: AccountNumber, atMost limit: Int64, from last: Int64, _ accounts: StoredRows.Accounts
  ) throws -> PostingRecord? {
    var sequence = last
    if last > limit {
      mark.bind(1, Int64(account.rawValue))
      mark.bind(2, limit)
      if try mark.step() {
        let marked = mark.integer(0)
        mark.reset()
        // Marks are derived: one that is on another account's row leads nowhere.
        if marked < last, let row = try rows.posting(marked, accounts), row.isOf(account) { sequence = marked }
      }
    }
    while sequence > 0 {
      guard let row = try rows.posting(sequence, accounts) else {
        throw MalformedRow(table: .postings, sequence: sequence, reason: "an account's history names it, and it is missing")
      }
      if sequence <= limit { return row }
      sequence = row.previous(of: account)
    }
    return nil
  }
}
