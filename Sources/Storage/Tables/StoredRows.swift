import LedgerCore
import SQLite

/// Reads rows of the tables of truth by sequence; used by the writer for replays, and by readers.
struct StoredRows {
  let tag: LedgerTag
  private let selectPosting: Statement
  private let selectPostings: Statement
  private let selectChange: Statement
  private let selectOutcome: Statement
  private let selectKey: Statement
  private let selectRecordChange: Statement

  init(on connection: Connection, tag: LedgerTag) throws(SQLiteError) {
    self.tag = tag
    selectPosting = try connection.prepare("SELECT \(PostingsTable.columnsWithTimes) FROM postings p WHERE sequence = ?1")
    selectPostings = try connection.prepare(
      "SELECT \(PostingsTable.columnsWithTimes) FROM postings p WHERE sequence >= ?1 AND sequence < ?2 ORDER BY sequence")
    selectChange = try connection.prepare("SELECT \(AccountChangesTable.columns) FROM account_changes WHERE sequence = ?1")
    selectOutcome = try connection.prepare("SELECT \(OutcomesTable.columns) FROM outcomes WHERE sequence = ?1")
    selectRecordChange = try connection.prepare("SELECT \(RecordsTable.columns) FROM record_changes WHERE sequence = ?1")
    selectKey = try connection.prepare(
      """
      SELECT 1, key, request FROM postings WHERE sequence = ?1
      UNION ALL SELECT 2, key, request FROM account_changes WHERE sequence = ?1
      UNION ALL SELECT 3, key, request FROM outcomes WHERE sequence = ?1
      UNION ALL SELECT 4, key, request FROM record_changes WHERE sequence = ?1
      """)
  }

  typealias Accounts = (AccountNumber) -> AccountIdentity?

  func posting(_ sequence: Int64, _ account: Accounts) throws -> PostingRecord? {
    selectPosting.bind(1, sequence)
    guard try selectPosting.step() else { return nil }
    defer { selectPosting.reset() }
    return try PostingsTable.row(of: selectPosting, tag: tag, account: account)
  }

  /// All rows of the transaction a row belongs to; empty when there is no such row.
  func transaction(containing sequence: Int64, _ account: Accounts) throws -> [PostingRecord] {
    guard let row = try posting(sequence, account) else { return [] }
    if row.legs == 1 { return [row] }
    let first = row.transactionSequence
    selectPostings.bind(1, first)
    selectPostings.bind(2, first + Int64(row.legs))
    defer { selectPostings.reset() }
    var rows: [PostingRecord] = []
    while try selectPostings.step() { rows.append(try PostingsTable.row(of: selectPostings, tag: tag, account: account)) }
    return rows
  }

  /// The change a sequence names, with the counters the account had then.
  func change(_ sequence: Int64, _ account: Accounts) throws -> AccountChangeRecord? {
    selectChange.bind(1, sequence)
    guard try selectChange.step() else { return nil }
    defer { selectChange.reset() }
    let change = try AccountChangesTable.change(of: selectChange, tag: tag)
    var state = change.account.state
    guard state.lastPosting != 0, let row = try posting(state.lastPosting, account) else { return change }
    let isDebit = row.debit == change.account.identity.number
    state.counters = isDebit ? row.debitAfter : row.creditAfter
    state.version = isDebit ? row.debitVersion : row.creditVersion
    return AccountChangeRecord(
      sequence: change.sequence, postedAt: change.postedAt, kind: change.kind,
      account: AccountSnapshot(identity: change.account.identity, state: state))
  }

  func recordChange(_ sequence: Int64) throws -> RecordChange? {
    selectRecordChange.bind(1, sequence)
    guard try selectRecordChange.step() else { return nil }
    defer { selectRecordChange.reset() }
    return try RecordsTable.change(of: selectRecordChange)
  }

  func rejection(_ sequence: Int64, _ account: Accounts) throws -> Rejection? {
    selectOutcome.bind(1, sequence)
    guard try selectOutcome.step() else { return nil }
    defer { selectOutcome.reset() }
    return try OutcomesTable.rejection(of: selectOutcome, account: account)
  }

  struct KeyedRow {
    let sequence: Int64
    let table: SealedTable
    let fingerprint: [UInt8]
  }

  /// The row of a sequence, if it carries this key.
  func keyed(_ key: Text, at sequence: Int64) throws -> KeyedRow? {
    selectKey.bind(1, sequence)
    guard try selectKey.step() else { return nil }
    defer { selectKey.reset() }
    let isSame = selectKey.withBytes(1) { stored in key.withBytes { $0.elementsEqual(stored) } }
    guard isSame, let table = SealedTable(rawValue: UInt8(truncatingIfNeeded: selectKey.integer(0))) else { return nil }
    return KeyedRow(sequence: sequence, table: table, fingerprint: selectKey.bytes(2))
  }
}
