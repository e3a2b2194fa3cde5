import LedgerCore
import SQLite

/// The end of a ledger file: its last commits hashed into their seals anew, and held against heads that were signed of them.
///
/// Quick, and no proof of what stands before: a rewritten beginning shows only to `LedgerVerifier`.
package struct LedgerTail {
  /// How many seals from the end.
  private let seals: Int64
  private let anchors: [Anchor]

  package init(seals: Int, anchors: [Anchor] = []) {
    self.seals = Int64(seals)
    self.anchors = anchors
  }

  package enum Verdict: Equatable, Sendable {
    /// Rows up to the end, in so many seals.
    case sound(rows: Int64, seals: Int64)
    case unsound(Finding)
  }

  /// Throws when the file cannot be looked at; what is wrong with a file that can be is the verdict.
  package func verify(path: String) throws(AuditFailure) -> Verdict {
    let file = try OfflineFile(path: path)
    do throws(Finding) {
      try file.begin()
      try SchemaCheck.check(file.connection)
      return try verify(file.connection)
    } catch {
      return .unsound(error)
    }
  }

  private func verify(_ connection: Connection) throws(Finding) -> Verdict {
    let identity = try LedgerIdentity(on: connection)
    let (start, seal) = try beginning(identity, on: connection)
    var chain = try SealChainCheck(from: seal, number: start.number, sealedUpTo: start.last, on: connection)
    var mine = AnchorCheck(anchors.filter { $0.sealNumber > start.number })
    for anchor in anchors where anchor.sealNumber > start.number { try AnchorCheck.checkSignature(anchor, identity.tenant) }
    let first = start.last + 1
    var postings = try TruthCursor(.postings, on: connection, from: first)
    var changes = try TruthCursor(.accountChanges, on: connection, from: first)
    var outcomes = try TruthCursor(.outcomes, on: connection, from: first)
    var records = try TruthCursor(.recordChanges, on: connection, from: first)
    try postings.advance()
    try changes.advance()
    try outcomes.advance()
    try records.advance()
    var sequence = start.last
    while let next = [postings.sequence, changes.sequence, outcomes.sequence, records.sequence].compactMap({ $0 }).min() {
      guard next == sequence + 1 else {
        throw Finding(
          table: "ledger", row: next, .sequence, "sequence", expected: "\(sequence + 1), for there are no gaps", found: "\(next)")
      }
      let isWhole: Bool
      if postings.sequence == next {
        isWhole = try chain.take(next, postings.row)
        try postings.advance()
      } else if changes.sequence == next {
        isWhole = try chain.take(next, changes.row)
        try changes.advance()
      } else if outcomes.sequence == next {
        isWhole = try chain.take(next, outcomes.row)
        try outcomes.advance()
      } else {
        isWhole = try chain.take(next, records.row)
        try records.advance()
      }
      if isWhole { try mine.check(number: chain.number, sequence: chain.sealedUpTo, seal: chain.seal) }
      sequence = next
    }
    try chain.end(behind: sequence)
    try mine.end(number: chain.number, sequence: sequence)
    return .sound(rows: sequence - start.last, seals: chain.number - start.number)
  }

  /// The seal that is taken for granted: the one before the last `seals`, or the ledger's own beginning.
  private func beginning(
    _ identity: LedgerIdentity, on connection: Connection
  ) throws(Finding) -> (start: (number: Int64, last: Int64), seal: [UInt8]) {
    let found = try reading("seals", after: nil) { () throws(SQLiteError) -> (Int64, Int64, [UInt8])? in
      let select = try connection.prepare(
        "SELECT number, last, seal FROM seals WHERE number <= (SELECT max(number) FROM seals) - \(seals) ORDER BY number DESC LIMIT 1"
      )
      guard try select.step(), select.holds([.integer, .integer, .blob]) else { return nil }
      return (select.integer(0), select.integer(1), select.bytes(2))
    }
    // A number that no ledger comes to is no place to begin at: the walk from the first seal says what is wrong.
    guard let found, found.0 > 0, (0..<Limits.highestSequence).contains(found.1) else { return ((0, 0), identity.seal) }
    return ((found.0, found.1), found.2)
  }
}
