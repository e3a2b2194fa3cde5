import LedgerCore
import SQLite

/// Walks transactions and changes of accounts together, newest first: all of them, or those of one account.
///
/// An account's rows lead from each to the one before. Its own changes are found among all changes of accounts, of which there are few.
struct DescendingChanges {
  private let reader: LedgerReader
  private let identity: StoredRows.Accounts
  private let lower: Int64
  private var account: AccountNumber?
  /// The next transaction, and the sequence of the next change.
  private var transaction: [PostingRecord]?
  private var change: Int64?
  private var readsPostings = false
  private var readsChanges = false
  /// Rows that were looked at, and changes of other accounts that were passed over.
  private(set) var looked = 0
  private var skipped = 0
  /// Below here nobody has looked for changes: the walk ends there.
  private var floor: Int64 = 0
  /// Everything from here on was returned or left out for good.
  private(set) var position: Int64 = .max
  /// The walk ends before the window does: too much was looked at for too little.
  private(set) var hasStoppedEarly = false

  init(_ reader: LedgerReader, _ identity: @escaping StoredRows.Accounts, lower: Int64) {
    self.reader = reader
    self.identity = identity
    self.lower = lower
  }

  /// - Parameter lastOfAccount: the sequence of the account's last posting, where the query names one.
  mutating func begin(_ query: ChangeQuery, upper: Int64, lastOfAccount: Int64?) throws {
    account = query.account
    position = upper + 1
    if query.transactions {
      if let account = query.account {
        let row = try reader.lastRow(of: account, atMost: upper, from: lastOfAccount ?? 0, identity)
        try take(row)
      } else {
        readsPostings = true
        reader.postingsDown.bind(1, upper)
        try takeNextTransaction()
      }
    }
    if query.accounts || query.records {
      readsChanges = true
      reader.changesDown.bind(1, upper)
      reader.changesDown.bind(2, query.accounts ? 1 : 0)
      // No account's own.
      reader.changesDown.bind(3, query.records && account == nil ? 1 : 0)
      try takeNextChange()
    }
  }

  /// The statements are free again.
  func end() {
    if readsPostings { reader.postingsDown.reset() }
    if readsChanges { reader.changesDown.reset() }
  }

  mutating func next() throws -> LedgerChange? {
    let (ofTransaction, ofChange) = (transaction?.first?.sequence ?? 0, change ?? 0)
    guard floor == 0 || max(ofTransaction, ofChange) > floor else {
      hasStoppedEarly = true
      position = floor
      return nil
    }
    guard max(ofTransaction, ofChange) >= lower, max(ofTransaction, ofChange) > 0 else { return nil }
    if ofChange > ofTransaction {
      position = ofChange
      guard let found = try reader.changeOfNoTransaction(ofChange, identity) else {
        throw MalformedRow(table: .accountChanges, sequence: ofChange, reason: "it is missing")
      }
      try takeNextChange()
      return found
    }
    guard let rows = transaction, let first = rows.first else { return nil }
    position = ofTransaction
    if let account {
      // The first of its rows leads out of the transaction.
      let previous = rows.first { $0.isOf(account) }?.previous(of: account) ?? 0
      try take(previous > 0 ? try reader.rows.posting(previous, identity) : nil)
    } else {
      try takeNextTransaction()
    }
    return .transaction(rows, origin: try reader.origin(of: first, identity))
  }

  private mutating func take(_ row: PostingRecord?) throws {
    guard let row else {
      transaction = nil
      return
    }
    let rows = try reader.rows.transaction(containing: row.sequence, identity)
    looked += rows.count
    transaction = rows
  }

  private mutating func takeNextTransaction() throws {
    transaction = nil
    var legs: [PostingRecord] = []
    while try reader.postingsDown.step() {
      let row = try PostingsTable.row(of: reader.postingsDown, tag: reader.rows.tag, account: identity)
      looked += 1
      guard row.sequence >= lower else { return }
      legs.append(row)
      guard row.leg == 0 else { continue }
      // A window begins in the middle of a transaction only where somebody made its cursor up.
      if legs.count == Int(row.legs) {
        transaction = legs.reversed()
        return
      }
      legs.removeAll(keepingCapacity: true)
    }
  }

  private mutating func takeNextChange() throws {
    change = nil
    while try reader.changesDown.step() {
      let sequence = reader.changesDown.integer(0)
      guard sequence >= lower else { return }
      if account == nil || reader.changesDown.integer(1) == Int64(account?.rawValue ?? 0) {
        looked += 1
        change = sequence
        return
      }
      skipped += 1
      if skipped >= Limits.scannedRows {
        floor = sequence
        return
      }
    }
  }
}
