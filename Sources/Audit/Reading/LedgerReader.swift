package import LedgerCore
import SQLite

/// Reads the transactions of a ledger file in the order they were posted: for exports. Verify the file first: this believes it.
package final class LedgerReader {
  package let tenant: TenantID
  private let file: OfflineFile
  private let tag: LedgerTag
  package let accounts: [LedgerAccount]
  private let timeOfRow: Statement

  /// Throws for a file that cannot be looked at, or that is damaged where it is read first.
  package init(path: String) throws {
    file = try OfflineFile(path: path)
    try file.begin()
    try SchemaCheck.check(file.connection)
    let identity = try LedgerIdentity(on: file.connection)
    tenant = identity.tenant
    tag = identity.tag
    accounts = try LedgerReader.accounts(on: file.connection, tag)
    timeOfRow = try file.connection.prepare("SELECT posted_at FROM postings WHERE sequence = ?1")
  }

  /// Calls `visit` for each transaction, oldest first.
  package func visitTransactions(_ visit: (LedgerTransaction) throws -> Void) throws {
    var cursor = try TruthCursor(.postings, on: file.connection)
    try cursor.advance()
    while cursor.sequence != nil {
      var transaction = try begin(PostingRow(row: cursor.row))
      repeat {
        try transaction.postings.append(posting(PostingRow(row: cursor.row)))
        try cursor.advance()
      } while cursor.sequence != nil && PostingRow(row: cursor.row)[.leg] > 0
      try visit(transaction)
    }
  }

  private func begin(_ row: PostingRow) throws(Finding) -> LedgerTransaction {
    let postedAt = Timestamp(microseconds: row[.postedAt])
    guard (0...Limits.highestSequence).contains(row.sequence) else {
      throw row.finding(.sequence, .sequence, expected: "0 to \(Limits.highestSequence)")
    }
    var transaction = LedgerTransaction(
      id: TransactionID(time: postedAt, tag: tag, number: row.sequence), sequence: row.sequence, postedAt: postedAt)
    transaction.effectiveAt = row.optional(.effectiveAt).map { Timestamp(microseconds: $0) }
    transaction.reference = row.row.optionalText(PostingColumn.reference.rawValue)
    transaction.metadata = row.row.optionalText(PostingColumn.metadata.rawValue)
    transaction.key = row.row.optionalText(PostingColumn.key.rawValue)
    transaction.reverses = try row.optional(.reverses).map { number throws(Finding) in
      TransactionID(time: try time(ofRow: number, for: row, .reverses), tag: tag, number: number)
    }
    transaction.hold = try row.optional(.hold).map { number throws(Finding) in
      HoldID(time: try time(ofRow: number, for: row, .hold), tag: tag, number: number)
    }
    return transaction
  }

  private func posting(_ row: PostingRow) throws(Finding) -> LedgerTransaction.Posting {
    guard let kind = PostingKind(rawValue: UInt8(clamping: row[.kind])) else {
      throw row.finding(.kind, .kind, expected: "1 to 5")
    }
    return LedgerTransaction.Posting(
      sequence: row.sequence, kind: kind, debit: try account(row, .debit), credit: try account(row, .credit),
      amount: row[.amount],
      debitAfter: counters(row, .debitDebitsPosted), creditAfter: counters(row, .creditDebitsPosted))
  }

  private func account(_ row: PostingRow, _ column: PostingColumn) throws(Finding) -> LedgerAccount {
    let number = row[column]
    guard number >= 1, number <= Int64(accounts.count) else {
      throw row.finding(column, .account, expected: "one of the \(accounts.count) accounts there are")
    }
    return accounts[Int(number) - 1]
  }

  private func counters(_ row: PostingRow, _ first: PostingColumn) -> Counters {
    let (buffer, column) = (row.row, first.rawValue)
    return Counters(
      debitsPosted: buffer.integer(column), creditsPosted: buffer.integer(column + 1), debitsPending: buffer.integer(column + 2),
      creditsPending: buffer.integer(column + 3))
  }

  private func time(ofRow number: Int64, for row: PostingRow, _ column: PostingColumn) throws(Finding) -> Timestamp {
    if number == row.sequence { return Timestamp(microseconds: row[.postedAt]) }
    timeOfRow.bind(1, number)
    let found = try reading(TruthTable.postings.name, after: row.sequence) { () throws(SQLiteError) -> Int64? in
      guard try timeOfRow.step() else { return nil }
      let time = timeOfRow.integer(0)
      timeOfRow.reset()
      return time
    }
    guard let found, (0...Limits.highestSequence).contains(number) else {
      throw row.finding(column, .hold, expected: "a row of postings")
    }
    return Timestamp(microseconds: found)
  }

  private static func accounts(on connection: Connection, _ tag: LedgerTag) throws -> [LedgerAccount] {
    let select = try connection.prepare(
      "SELECT account, opened_at, code, currency, class FROM account_changes WHERE change = 'opened' ORDER BY sequence")
    var accounts: [LedgerAccount] = []
    while try select.step() {
      guard select.integer(0) == Int64(accounts.count) + 1, let currency = Currency(select.text(3)),
        let accountClass = AccountClass(rawValue: select.text(4))
      else {
        throw Finding(
          table: TruthTable.accountChanges.name, row: nil, .accountHistory, "account \(accounts.count + 1)",
          expected: "opened, of a known currency and class", found: "something else")
      }
      accounts.append(
        LedgerAccount(
          id: AccountID(time: Timestamp(microseconds: select.integer(1)), tag: tag, number: select.integer(0)),
          code: select.optionalText(2), currency: currency, accountClass: accountClass))
    }
    return accounts
  }
}
