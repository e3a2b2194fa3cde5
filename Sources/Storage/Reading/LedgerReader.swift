import LedgerCore
import SQLite

/// One read-only connection with its statements. What it finds above the head a query began with is ignored: rows never change, so
/// that a head is a snapshot for as many statements as one likes.
final class LedgerReader {
  let connection: Connection
  let rows: StoredRows
  private let past: PastRows
  private let backdatedDebits: Statement
  private let backdatedCredits: Statement
  let postingsDown: Statement
  let holdsDown: Statement
  let changesDown: Statement
  let postingsUp: Statement
  let accountsUp: Statement
  let changesUp: Statement
  let records: RecordQueries

  init(path: String, tag: LedgerTag, options: StorageOptions) throws {
    connection = try Connection(path: path, mode: .readOnly)
    try connection.execute("PRAGMA cache_size = -\(options.readerCacheKiB)")
    rows = try StoredRows(on: connection, tag: tag)
    records = try RecordQueries(on: connection)
    past = try PastRows(on: connection, rows)
    backdatedDebits = try connection.prepare(
      "SELECT sequence FROM postings WHERE debit = ?1 AND effective_at <= ?2 AND effective_at IS NOT NULL AND sequence > ?3 AND sequence <= ?4"
    )
    backdatedCredits = try connection.prepare(
      "SELECT sequence FROM postings WHERE credit = ?1 AND effective_at <= ?2 AND effective_at IS NOT NULL AND sequence > ?3 AND sequence <= ?4"
    )
    postingsDown = try connection.prepare(
      "SELECT \(PostingsTable.columnsWithTimes) FROM postings p WHERE sequence <= ?1 ORDER BY sequence DESC")
    holdsDown = try connection.prepare(
      "SELECT \(PostingsTable.columnsWithTimes) FROM postings p WHERE sequence <= ?1 AND kind = 2 ORDER BY sequence DESC")
    changesDown = try connection.prepare(
      """
      SELECT sequence, account FROM account_changes WHERE sequence <= ?1 AND ?2
      UNION ALL SELECT sequence, 0 FROM record_changes WHERE sequence <= ?1 AND ?3 ORDER BY sequence DESC
      """)
    postingsUp = try connection.prepare(
      "SELECT \(PostingsTable.columnsWithTimes) FROM postings p WHERE sequence > ?1 AND sequence <= ?2 ORDER BY sequence")
    accountsUp = try connection.prepare(
      "SELECT sequence, leg, legs, debit, credit, posted_at FROM postings WHERE sequence > ?1 AND sequence <= ?2 ORDER BY sequence"
    )
    changesUp = try connection.prepare(
      """
      SELECT sequence FROM account_changes WHERE sequence > ?1 AND sequence <= ?2
      UNION ALL SELECT sequence FROM record_changes WHERE sequence > ?1 AND sequence <= ?2 ORDER BY sequence
      """)
  }

  func lastSequence(postedBy time: Timestamp, head: Int64) throws -> Int64 {
    try past.lastSequence(postedBy: time, head: head)
  }

  func postedAt(_ sequence: Int64) throws -> Timestamp { try past.postedAt(sequence) }

  func lastRow(
    of account: AccountNumber, atMost limit: Int64, from last: Int64, _ accounts: StoredRows.Accounts
  ) throws -> PostingRecord? {
    try past.lastRow(of: account, atMost: limit, from: last, accounts)
  }

  /// Rows of an account in (`after`, `head`] that count at or before `time` although they were posted later, in order of sequence.
  func backdatedRows(
    of account: AccountNumber, effectiveBy time: Timestamp, after: Int64, head: Int64, _ accounts: StoredRows.Accounts
  ) throws -> [PostingRecord] {
    var found: [PostingRecord] = []
    for statement in [backdatedDebits, backdatedCredits] {
      statement.bind(1, Int64(account.rawValue))
      statement.bind(2, time.microseconds)
      statement.bind(3, after)
      statement.bind(4, head)
      defer { statement.reset() }
      while try statement.step() {
        if let row = try rows.posting(statement.integer(0), accounts) { found.append(row) }
      }
    }
    return found.sorted { $0.sequence < $1.sequence }
  }
}

extension Counters {
  /// Counts rows that were posted after `limit` and are effective already.
  ///
  /// A capture or release may be dated before its hold. What it takes from the reservation then counts for nothing, since there
  /// is no reservation yet; what it posts counts.
  mutating func count(_ rows: [PostingRecord], of account: AccountNumber, after limit: Int64) throws(MalformedRow) {
    var placed: Set<Int64> = []
    for row in rows {
      if row.kind == .hold { placed.insert(row.sequence) }
      var kind = row.kind
      if let hold = row.hold, hold.number > limit, !placed.contains(hold.number) {
        guard kind == .capture else { continue }
        kind = .post
      }
      guard move(row.debit == account ? .debit : .credit, kind, row.amount) else {
        throw MalformedRow(table: .postings, sequence: row.sequence, reason: "it does not fit the account's counters")
      }
    }
  }
}

extension PostingRecord {
  func isOf(_ account: AccountNumber) -> Bool { debit == account || credit == account }

  /// The row before this one of one of its accounts.
  func previous(of account: AccountNumber) -> Int64 { debit == account ? debitPrevious : creditPrevious }

  /// How one of its accounts stood after it.
  func counters(of account: AccountNumber) -> Counters { debit == account ? debitAfter : creditAfter }
}
