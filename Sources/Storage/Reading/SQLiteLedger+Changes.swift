import LedgerCore
import SQLite

/// What changed, in order: the ledger's part of events. They are read out of the tables of truth, by their sequence; nothing else is kept
/// of them.
extension SQLiteLedger {
  func changes(
    _ query: ChangeQuery, before cursor: Int64?, limit: Int, where matches: (LedgerChange) -> Bool
  ) throws(LedgerFailure) -> Page<LedgerChange, Int64> {
    let head = head.sequence
    let last = query.account.flatMap { published.account($0)?.state.lastPosting }
    return try readers.read { reader in
      let window = try reader.window(query.range, below: cursor, head: head)
      var walk = DescendingChanges(reader, identities, lower: window.lower)
      defer { walk.end() }
      try walk.begin(query, upper: window.upper, lastOfAccount: last)
      var found: [LedgerChange] = []
      while let change = try walk.next() {
        if matches(change) {
          if found.count == limit { return Page(items: found, next: found.last?.sequence) }
          found.append(change)
        }
        if walk.looked >= Limits.scannedRows { return Page(items: found, next: walk.position) }
      }
      return Page(items: found, next: walk.hasStoppedEarly ? walk.position : nil)
    }
  }

  func changes(
    after sequence: Int64, _ interest: TransactionInterest, rows: Int
  ) throws(LedgerFailure) -> FollowingChanges {
    let (head, last) =
      if case .touching(let accounts) = interest { published.lastPostings(of: accounts, after: sequence) } else {
        (head, [])
      }
    guard head.sequence > sequence else {
      return FollowingChanges(
        changes: [], end: LedgerPlace(sequence: head.sequence, postedAt: head.postedAt), hasMore: false)
    }
    return try readers.read(for: .following) { reader in
      var walk = AscendingChanges(reader, head: head, rows: rows, accounts: published.names.count, identities)
      return try walk.walk(after: sequence, interest, lastPostings: last)
    }
  }

  func changes(ofHold hold: HoldID, limit: Int) throws(LedgerFailure) -> [LedgerChange] {
    guard hold.tag == tag, hold.number <= head.sequence, let placed = try change(at: hold.number),
      case .transaction(let rows, origin: _) = placed, rows.first?.hold == hold, rows.first?.kind == .hold
    else { return [] }
    var found: [LedgerChange] = []
    var upper: Int64? = head.sequence
    while let end = upper, end > hold.number, found.count < limit {
      let (candidates, next) = try newest(hash(hold.number), .hold, in: hold.number + 1...end, limit: limit)
      let changes = try readers.read { reader -> [LedgerChange] in
        var changes: [LedgerChange] = []
        for sequence in candidates {
          let rows = try reader.rows.transaction(containing: sequence, identities)
          // The release of the rest stands behind its capture, in the same transaction.
          guard let first = rows.first, first.hold == hold, changes.last?.sequence != first.sequence else { continue }
          changes.append(.transaction(rows, origin: try reader.origin(of: first, identities)))
        }
        return changes
      }
      for change in changes where found.last?.sequence != change.sequence { found.append(change) }
      upper = next
    }
    return [placed] + found.prefix(limit).reversed()
  }

  func change(at sequence: Int64) throws(LedgerFailure) -> LedgerChange? {
    guard sequence > 0, sequence <= head.sequence else { return nil }
    return try readers.read { reader in try reader.change(at: sequence, identities) }
  }

  func place(of sequence: Int64) throws(LedgerFailure) -> LedgerPlace? {
    guard sequence >= 0, sequence <= head.sequence else { return nil }
    guard sequence > 0 else { return LedgerPlace(sequence: 0, postedAt: Timestamp(microseconds: 0)) }
    return try readers.read { reader in LedgerPlace(sequence: sequence, postedAt: try reader.postedAt(sequence)) }
  }

  func sequence(postedBy time: Timestamp) throws(LedgerFailure) -> Int64 {
    let head = head.sequence
    return try readers.read { try $0.lastSequence(postedBy: time, head: head) }
  }
}

extension LedgerReader {
  /// The metadata of what a transaction is about, where that is another one.
  func origin(of row: PostingRecord, _ account: StoredRows.Accounts) throws -> Text? {
    if let hold = row.hold, row.kind != .hold { return try rows.posting(hold.number, account)?.metadata }
    if let reversed = row.reverses { return try rows.posting(reversed.number, account)?.metadata }
    return nil
  }

  /// A change of an account or of a record.
  func changeOfNoTransaction(_ sequence: Int64, _ account: StoredRows.Accounts) throws -> LedgerChange? {
    if let change = try rows.change(sequence, account) { return .account(change) }
    return try rows.recordChange(sequence).map { .record($0) }
  }

  func change(at sequence: Int64, _ account: StoredRows.Accounts) throws -> LedgerChange? {
    if let change = try changeOfNoTransaction(sequence, account) { return change }
    let legs = try rows.transaction(containing: sequence, account)
    guard let first = legs.first, first.sequence == sequence else { return nil }
    return .transaction(legs, origin: try origin(of: first, account))
  }
}
