import LedgerCore
import SQLite

/// Lists of transactions: by key, reference, account, type and time, in any combination.
///
/// The most selective condition drives (key, then reference, then account, then time alone); the others are checked on each row. A
/// query looks at a bounded number of rows: where matches are rare, a page may be short, or empty, and still have a next.
extension SQLiteLedger {
  func transactions(_ query: TransactionQuery, after cursor: Int64?, limit: Int) throws(LedgerFailure) -> Page<
    [PostingRecord], Int64
  > {
    if let key = query.key { return try byKey(query, key, cursor) }
    if let reference = query.reference { return try byReference(query, reference, cursor, limit) }
    if let account = query.account { return try byAccount(query, account, cursor, limit) }
    return try byTime(query, cursor, limit)
  }

  private func byKey(_ query: TransactionQuery, _ key: Text, _ cursor: Int64?) throws(LedgerFailure) -> Page<
    [PostingRecord], Int64
  > {
    let head = head.sequence
    let candidates = try keyCandidates(hash(key))
    return try readers.read { reader in
      let window = try reader.window(query.range, below: cursor, head: head)
      for sequence in candidates where sequence >= window.lower && sequence <= window.upper {
        guard try reader.rows.keyed(key, at: sequence) != nil else { continue }
        let rows = try reader.rows.transaction(containing: sequence, identities)
        if query.matches(rows) { return Page(items: [rows], next: nil) }
      }
      return Page(items: [], next: nil)
    }
  }

  private func byReference(
    _ query: TransactionQuery, _ reference: Text, _ cursor: Int64?, _ limit: Int
  ) throws(LedgerFailure) -> Page<[PostingRecord], Int64> {
    let head = head.sequence
    let window = try readers.read { try $0.window(query.range, below: cursor, head: head) }
    var found: [[PostingRecord]] = []
    var looked = 0
    var upper: Int64? = window.upper
    // No reader is kept while the writer is asked: a writer that reopens its file waits for all readers.
    while let end = upper, end >= window.lower {
      let (candidates, next) = try newest(hash(reference), .reference, in: window.lower...end, limit: limit + 1)
      let page = try readers.read { reader -> Page<[PostingRecord], Int64>? in
        for sequence in candidates {
          if looked >= Limits.scannedRows { return Page(items: found, next: sequence + 1) }
          let rows = try reader.rows.transaction(containing: sequence, identities)
          looked += max(1, rows.count)
          guard rows.first?.reference == reference, query.matches(rows) else { continue }
          if found.count == limit { return Page(items: found, next: found.last?.first?.sequence) }
          found.append(rows)
        }
        return nil
      }
      if let page { return page }
      upper = next
    }
    return Page(items: found, next: nil)
  }

  private func byAccount(
    _ query: TransactionQuery, _ account: AccountNumber, _ cursor: Int64?, _ limit: Int
  ) throws(LedgerFailure) -> Page<[PostingRecord], Int64> {
    guard let snapshot = published.account(account) else { return Page(items: [], next: nil) }
    let head = head.sequence
    return try readers.read { reader in
      let window = try reader.window(query.range, below: cursor, head: head)
      var row = try reader.lastRow(of: account, atMost: window.upper, from: snapshot.state.lastPosting, identities)
      var found: [[PostingRecord]] = []
      var looked = 0
      while let current = row, current.sequence >= window.lower {
        if found.count == limit { return Page(items: found, next: found.last?.first?.sequence) }
        if looked >= Limits.scannedRows { return Page(items: found, next: current.sequence + 1) }
        let rows = try reader.rows.transaction(containing: current.sequence, identities)
        if query.matches(rows) { found.append(rows) }
        looked += rows.count
        // The next older row of the account that belongs to another transaction.
        var previous = current.previous(of: account)
        for sibling in rows.reversed() where sibling.sequence == previous { previous = sibling.previous(of: account) }
        row = previous > 0 ? try reader.rows.posting(previous, identities) : nil
      }
      return Page(items: found, next: nil)
    }
  }

  private func byTime(_ query: TransactionQuery, _ cursor: Int64?, _ limit: Int) throws(LedgerFailure) -> Page<
    [PostingRecord], Int64
  > {
    let head = head.sequence
    return try readers.read { reader in
      let window = try reader.window(query.range, below: cursor, head: head)
      var found: [[PostingRecord]] = []
      var looked = 0
      let scan = reader.postingsDown
      scan.bind(1, window.upper)
      defer { scan.reset() }
      var legs: [PostingRecord] = []
      while try scan.step() {
        let row = try PostingsTable.row(of: scan, tag: tag, account: identities)
        guard row.sequence >= window.lower else { break }
        legs.append(row)
        guard row.leg == 0 else { continue }
        let rows = Array(legs.reversed())
        legs.removeAll(keepingCapacity: true)
        // A window may begin in the middle of a transaction only at its top, where the rest is above the cursor.
        guard rows.count == Int(row.legs) else { continue }
        looked += rows.count
        if query.matches(rows) {
          if found.count == limit { return Page(items: found, next: found.last?.first?.sequence) }
          found.append(rows)
        }
        if looked >= Limits.scannedRows { return Page(items: found, next: row.sequence) }
      }
      return Page(items: found, next: nil)
    }
  }
}

extension TransactionQuery {
  /// Whether a transaction fulfils everything but the key and the time.
  func matches(_ rows: [PostingRecord]) -> Bool {
    guard let first = rows.first else { return false }
    if let type, first.transactionType != type { return false }
    if let reference, first.reference != reference { return false }
    if let account, !rows.contains(where: { $0.debit == account || $0.credit == account }) { return false }
    return true
  }
}
