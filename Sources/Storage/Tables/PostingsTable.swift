import LedgerCore
import SQLite

/// Reads and writes `postings`.
struct PostingsTable {
  private let inserting: SealedRow

  init(on connection: Connection) throws(SQLiteError) {
    inserting = try SealedRow(.postings, on: connection)
  }

  /// Appends a row; `keyed` stands on the first row of its transaction.
  func insert(_ row: borrowing PostingRecord, _ keyed: KeyedRequest?, into bytes: inout SealBytes) throws(SQLiteError) {
    try inserting.insert(into: &bytes) { columns in
      columns.integer(row.sequence)
      columns.integer(Int64(row.leg))
      columns.integer(Int64(row.legs))
      columns.integer(Int64(row.kind.rawValue))
      columns.integer(Int64(row.debit.rawValue))
      columns.integer(Int64(row.credit.rawValue))
      columns.integer(row.amount)
      columns.counters(row.debitAfter)
      columns.counters(row.creditAfter)
      columns.integer(row.debitVersion)
      columns.integer(row.creditVersion)
      columns.integer(row.debitPrevious)
      columns.integer(row.creditPrevious)
      columns.integer(row.postedAt.microseconds)
      columns.optional(row.effectiveAt?.microseconds)
      if let hold = row.hold {
        columns.integer(hold.number)
        columns.integer(row.remaining)
      } else {
        columns.null()
        columns.null()
      }
      columns.optional(row.expiresAt?.microseconds)
      columns.optional(row.reverses?.number)
      columns.text(row.reference)
      columns.text(row.metadata)
      columns.keyed(keyed)
    }
  }

  static let columns = """
    sequence, leg, legs, kind, debit, credit, amount, debit_debits_posted, debit_credits_posted, debit_debits_pending,
    debit_credits_pending, credit_debits_posted, credit_credits_posted, credit_debits_pending, credit_credits_pending, debit_version,
    credit_version, debit_previous, credit_previous, posted_at, effective_at, hold, remaining, expires_at, reverses, reference,
    metadata, key, request
    """

  /// The columns of a row, and the times of the rows it names by sequence: an id is a time and a sequence.
  static let columnsWithTimes =
    columns + """
      , (SELECT h.posted_at FROM postings h WHERE h.sequence = p.hold)
      , (SELECT r.posted_at FROM postings r WHERE r.sequence = p.reverses)
      """

  /// The row a statement that selects `columnsWithTimes` stands on. `account` gives the identity of an account number.
  /// Throws where the row cannot be one of this ledger's.
  static func row(
    of statement: Statement, tag: LedgerTag, account: (AccountNumber) -> AccountIdentity?
  ) throws(MalformedRow) -> PostingRecord {
    try row(of: statement, tag: tag) { account($0) != nil }
  }

  /// - Parameter isAccount: whether there is an account with a number.
  static func row(
    of statement: Statement, tag: LedgerTag, isAccount: (AccountNumber) -> Bool
  ) throws(MalformedRow) -> PostingRecord {
    let sequence = statement.integer(0)
    let debit = AccountNumber(Int32(truncatingIfNeeded: statement.integer(4)))
    let credit = AccountNumber(Int32(truncatingIfNeeded: statement.integer(5)))
    guard let kind = PostingKind(rawValue: UInt8(truncatingIfNeeded: statement.integer(3))), isAccount(debit),
      isAccount(credit)
    else { throw MalformedRow(table: .postings, sequence: sequence, reason: "its kind or one of its accounts does not exist") }
    let postedAt = Timestamp(microseconds: statement.integer(19))
    var row = PostingRecord(
      sequence: sequence, leg: Int32(truncatingIfNeeded: statement.integer(1)),
      legs: Int32(truncatingIfNeeded: statement.integer(2)),
      kind: kind, amount: statement.integer(6), debit: debit, credit: credit, debitAfter: counters(statement, 7),
      creditAfter: counters(statement, 11), debitVersion: statement.integer(15), creditVersion: statement.integer(16),
      debitPrevious: statement.integer(17), creditPrevious: statement.integer(18), postedAt: postedAt)
    row.effectiveAt = statement.optionalInteger(20).map { Timestamp(microseconds: $0) }
    if let hold = statement.optionalInteger(21) {
      guard let placedAt = statement.optionalInteger(29), hold > 0, hold <= sequence else {
        throw MalformedRow(table: .postings, sequence: sequence, reason: "its hold does not exist")
      }
      row.hold = HoldID(time: Timestamp(microseconds: placedAt), tag: tag, number: hold)
      row.remaining = statement.integer(22)
    }
    row.expiresAt = statement.optionalInteger(23).map { Timestamp(microseconds: $0) }
    if let reverses = statement.optionalInteger(24) {
      guard let reversedAt = statement.optionalInteger(30), reverses > 0, reverses < sequence else {
        throw MalformedRow(table: .postings, sequence: sequence, reason: "the transaction it reverses does not exist")
      }
      row.reverses = TransactionID(time: Timestamp(microseconds: reversedAt), tag: tag, number: reverses)
    }
    row.reference = statement.optionalBytes(25).map { Text($0) }
    row.metadata = statement.optionalBytes(26).map { Text($0) }
    return row
  }

  private static func counters(_ statement: Statement, _ column: Int32) -> Counters {
    Counters(
      debitsPosted: statement.integer(column), creditsPosted: statement.integer(column + 1),
      debitsPending: statement.integer(column + 2), creditsPending: statement.integer(column + 3))
  }
}

extension SealedRow.Columns {
  mutating func counters(_ counters: Counters) {
    integer(counters.debitsPosted)
    integer(counters.creditsPosted)
    integer(counters.debitsPending)
    integer(counters.creditsPending)
  }

  /// The text's buffer is kept alive by the record it belongs to, which outlives the insert.
  mutating func text(_ value: Text?) {
    if let value { value.withBytes { text(borrowing: $0) } } else { null() }
  }

  mutating func keyed(_ keyed: KeyedRequest?) {
    guard let keyed else {
      null()
      null()
      return
    }
    text(keyed.key)
    keyed.fingerprint.withBytes { blob(borrowing: $0) }
  }
}

/// A row that does not make sense: the file was altered, or is not ours.
struct MalformedRow: Error {
  let table: SealedTable
  let sequence: Int64
  let reason: String
}
