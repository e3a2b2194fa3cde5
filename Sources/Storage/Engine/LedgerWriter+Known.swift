import LedgerCore
import SQLite
import Sodium

/// What the writer finds in the rows: answers given before, holds that are closed, transactions to reverse.
extension LedgerWriter {
  func identity(_ number: AccountNumber) -> AccountIdentity? {
    number.rawValue >= 1 && Int(number.rawValue) <= book.accountCount ? book.identity(number) : nil
  }

  /// The row that carries a key; nil for a key that was never used.
  func find(_ keyed: borrowing KeyedRequest) throws -> StoredRows.KeyedRow? {
    for sequence in try index.candidates(keyed.hash, .key, file.index) {
      if let row = try rows.keyed(keyed.key, at: sequence) { return row }
    }
    return nil
  }

  /// The answer stored under a command's key, or how the command differs from the one that made it; nil for a new key.
  func knownAnswer(_ command: PreparedCommand) throws -> Answer? {
    guard !command.keyed.key.isEmpty, let known = try find(command.keyed) else { return nil }
    let given = command.keyed.fingerprint.withBytes { [UInt8]($0) }
    if let difference = Fingerprint.difference(stored: known.fingerprint, given: given) { return Answer(.mismatch(difference)) }
    statistics.replays += 1
    switch known.table {
    case .postings: return Answer(.posted(try rows.transaction(containing: known.sequence, identity)), isReplay: true)
    case .accountChanges:
      guard let change = try rows.change(known.sequence, identity) else { break }
      return Answer(.account(change), isReplay: true)
    case .outcomes:
      guard let rejection = try rows.rejection(known.sequence, identity) else { break }
      return Answer(.refused(rejection), isReplay: true)
    case .recordChanges:
      guard let change = try rows.recordChange(known.sequence) else { break }
      return Answer(.recorded([change]), isReplay: true)
    }
    throw MalformedRow(table: known.table, sequence: known.sequence, reason: "its key was found, the row cannot be read")
  }

  /// How an account stood just before a moment that has passed, by the time of posting.
  /// `head`: the last row that is written.
  func counters(of account: AccountNumber, before time: Timestamp, head: Int64) throws -> Counters {
    let state = book.state(account)
    guard book.identity(account).openedAt < time, state.lastPosting > 0 else { return Counters() }
    let known = try past ?? PastRows(on: file.connection, rows)
    past = known
    let before = Timestamp(microseconds: time.microseconds - 1)
    let limit = try known.lastSequence(postedBy: before, head: head)
    // Nothing has touched it since.
    if state.lastPosting <= limit { return state.counters }
    return try known.lastRow(of: account, atMost: limit, from: state.lastPosting, identity)?.counters(of: account) ?? Counters()
  }

  /// Rows of a transaction by its id; empty for ids of other ledgers and ids that never were.
  func storedTransaction(_ id: TransactionID) throws -> [PostingRecord] {
    guard id.tag == tag else { return [] }
    let found = try rows.transaction(containing: id.number, identity)
    return found.first?.transactionID(tag) == id ? found : []
  }

  func isReversed(_ id: TransactionID) throws -> Bool {
    for sequence in try index.candidates(file.hasher.hash(id.number), .reversal, file.index) {
      if try rows.posting(sequence, identity)?.reverses == id { return true }
    }
    return false
  }

  /// What became of a hold that is not open.
  func fate(of id: HoldID) throws -> HoldFate {
    guard id.tag == tag, let placement = try rows.posting(id.number, identity), placement.kind == .hold, placement.hold == id
    else {
      return .unknown
    }
    var upper: Int64? = book.nextSequence - 1
    while let end = upper, end > id.number {
      let (found, next) = try index.newest(
        file.hasher.hash(id.number), .hold, in: id.number + 1...end, limit: 1, file.index)
      for sequence in found {
        guard let row = try rows.posting(sequence, identity), row.hold == id else { continue }
        if let fate = row.fateOfItsHold { return fate }
      }
      upper = next
    }
    throw MalformedRow(table: .postings, sequence: id.number, reason: "the hold is not open, and no row closed it")
  }
}

extension ShortHash {
  /// The hash of a row's number.
  func hash(_ number: Int64) -> UInt64 { withUnsafeBytes(of: number.littleEndian) { hash($0) } }
}
