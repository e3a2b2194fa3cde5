import LedgerCore
import SQLite

/// Walks transactions and changes of accounts together, oldest first, from behind a place up to the head: for those who follow.
///
/// Where only some accounts are of interest, their rows lead back from the last of each: what others do then costs nothing. Where those are too
/// many for one step, all rows are passed by in order, and one of others costs a glance at its accounts.
struct AscendingChanges {
  /// So many rows that are passed over count as one that is read: a walk may pass over many for each that it reads.
  private static let glancesPerRow = 16

  private let reader: LedgerReader
  private let head: LedgerHead
  private let account: StoredRows.Accounts
  /// Rows up to the head name accounts up to here; asking for each would count references on the way.
  private let accounts: Int
  private let rows: Int
  /// In glances.
  private var budget: Int
  private var changes: [LedgerChange] = []
  private var nextChange: Int64?
  /// Where the walk ends before the head: it has looked at enough.
  private var end: LedgerPlace?

  init(_ reader: LedgerReader, head: LedgerHead, rows: Int, accounts: Int, _ account: @escaping StoredRows.Accounts) {
    self.reader = reader
    self.head = head
    self.account = account
    self.accounts = accounts
    self.rows = rows
    budget = rows * AscendingChanges.glancesPerRow
  }

  /// - Parameter lastPostings: of the accounts of interest, where that is behind the place.
  mutating func walk(
    after sequence: Int64, _ interest: TransactionInterest, lastPostings: [(AccountNumber, Int64)]
  ) throws -> FollowingChanges {
    for statement in [reader.changesUp, reader.postingsUp, reader.accountsUp] {
      statement.bind(1, sequence)
      statement.bind(2, head.sequence)
    }
    defer { for statement in [reader.changesUp, reader.postingsUp, reader.accountsUp] { statement.reset() } }
    nextChange = try reader.changesUp.step() ? reader.changesUp.integer(0) : nil
    switch interest {
    case .all: try readAll()
    case .touching where lastPostings.isEmpty: break
    case .touching(let wanted):
      if let found = try readBack(from: lastPostings, to: sequence) {
        try take(found)
      } else {
        try readThose(touching: wanted)
      }
    }
    if end == nil { try takeChanges(below: .max) }
    return FollowingChanges(
      changes: changes, end: end ?? LedgerPlace(sequence: head.sequence, postedAt: head.postedAt), hasMore: end != nil)
  }

  private mutating func readAll() throws {
    var legs: [PostingRecord] = []
    while end == nil, try reader.postingsUp.step() {
      let known = accounts
      let row = try PostingsTable.row(of: reader.postingsUp, tag: reader.rows.tag) { (1..<known + 1).contains(Int($0.rawValue)) }
      // What is resumed behind the first row of a transaction has seen it.
      guard row.leg == Int32(legs.count) else { continue }
      if row.leg == 0 {
        try takeChanges(below: row.sequence)
        if end != nil { break }
      }
      legs.append(row)
      guard legs.count == Int(row.legs) else { continue }
      try take(legs)
      legs.removeAll(keepingCapacity: true)
      if budget <= 0 { stop(at: row.sequence, row.postedAt) }
    }
  }

  /// The transactions of some accounts behind a place, each by its first row; nil where they have too many rows there.
  private func readBack(from last: [(AccountNumber, Int64)], to place: Int64) throws -> [Int64: [PostingRecord]]? {
    var found: [Int64: [PostingRecord]] = [:]
    var looked = 0
    for (number, posting) in last {
      var sequence = posting
      while sequence > place {
        guard looked < rows else { return nil }
        looked += 1
        guard let row = try reader.rows.posting(sequence, account) else {
          throw MalformedRow(table: .postings, sequence: sequence, reason: "an account's history names it, and it is missing")
        }
        sequence = row.previous(of: number)
        let first = row.transactionSequence
        guard first > place, found[first] == nil else { continue }
        found[first] = row.legs == 1 ? [row] : try reader.rows.transaction(containing: first, account)
      }
    }
    return found
  }

  private mutating func take(_ found: [Int64: [PostingRecord]]) throws {
    for (first, rows) in found.sorted(by: { $0.key < $1.key }) {
      try takeChanges(below: first)
      if end != nil { break }
      try take(rows)
    }
  }

  private mutating func readThose(touching wanted: AccountSet) throws {
    let statement = reader.accountsUp
    func names(_ column: Int32) -> Bool { wanted.contains(AccountNumber(Int32(truncatingIfNeeded: statement.integer(column)))) }
    /// The transaction under way, and whether one of its rows is wanted; 0 before its first row.
    var first: Int64 = 0
    var isWanted = false
    while end == nil, try statement.step() {
      let (sequence, leg) = (statement.integer(0), statement.integer(1))
      if leg == 0 { (first, isWanted) = (sequence, false) }
      guard first > 0, sequence == first + leg else { continue }
      isWanted = isWanted || names(3) || names(4)
      budget -= 1
      guard leg + 1 == statement.integer(2) else { continue }
      if isWanted {
        try takeChanges(below: first)
        if end != nil { break }
        try take(try reader.rows.transaction(containing: first, account))
      }
      first = 0
      guard budget <= 0 else { continue }
      try takeChanges(below: sequence)
      if end == nil { stop(at: sequence, Timestamp(microseconds: statement.integer(5))) }
    }
  }

  private mutating func take(_ rows: [PostingRecord]) throws {
    guard let first = rows.first else { return }
    budget -= rows.count * AscendingChanges.glancesPerRow
    changes.append(.transaction(rows, origin: try reader.origin(of: first, account)))
  }

  /// Changes of accounts that come before a posting.
  private mutating func takeChanges(below limit: Int64) throws {
    while let next = nextChange, next < limit, end == nil {
      guard let change = try reader.changeOfNoTransaction(next, account) else {
        throw MalformedRow(table: .accountChanges, sequence: next, reason: "it is missing")
      }
      changes.append(change)
      budget -= AscendingChanges.glancesPerRow
      nextChange = try reader.changesUp.step() ? reader.changesUp.integer(0) : nil
      if budget <= 0 { stop(at: next, change.postedAt) }
    }
  }

  /// Unless there is nothing behind.
  private mutating func stop(at sequence: Int64, _ postedAt: Timestamp) {
    if sequence < head.sequence { end = LedgerPlace(sequence: sequence, postedAt: postedAt) }
  }
}
