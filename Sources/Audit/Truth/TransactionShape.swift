import LedgerCore

/// The transaction whose rows are being read: legs from 0 to the last, one time, one meaning.
struct TransactionShape {
  let first: Int64
  let legs: Int64
  let postedAt: Int64
  let effectiveAt: Int64?
  let kind: PostingKind
  let hold: Int64?
  /// What is still to come of a reversal: the mirrored postings, last first.
  var reversal: ReversalCheck?
  private var nextLeg: Int64 = 1

  /// Most legs of a transaction: the longest list of postings behind a capture and the release of what was left.
  static let mostLegs = Int64(Limits.postingsPerTransaction) + 2

  /// Begins with leg 0.
  init(_ row: PostingRow, _ kind: PostingKind) throws(Finding) {
    guard row[.leg] == 0 else { throw row.finding(.leg, .legs, expected: "0, the first leg of a transaction") }
    guard row[.legs] >= 1, row[.legs] <= TransactionShape.mostLegs else {
      throw row.finding(.legs, .legs, expected: "1 to \(TransactionShape.mostLegs)")
    }
    switch kind {
    case .post, .capture: break
    case .hold, .release, .expiry: try row.require(.legs, is: 1, .legs)
    }
    first = row.sequence
    legs = row[.legs]
    postedAt = row[.postedAt]
    effectiveAt = row.optional(.effectiveAt)
    self.kind = kind
    hold = row.optional(.hold)
  }

  var isComplete: Bool { nextLeg == legs }

  /// Takes the next leg.
  mutating func take(_ row: PostingRow, _ kind: PostingKind) throws(Finding) {
    try row.require(.leg, is: nextLeg, .legs)
    try row.require(.legs, is: legs, .legs)
    try row.require(.postedAt, is: postedAt, .time)
    guard row.optional(.effectiveAt) == effectiveAt else {
      throw row.finding(.effectiveAt, .time, expected: effectiveAt.map { "\($0), as on leg 0" } ?? "NULL, as on leg 0")
    }
    let isRestReleased = self.kind == .capture && nextLeg == 1 && kind == .release
    guard kind == .post || isRestReleased else {
      throw row.finding(.kind, .kind, expected: "1: further legs post (or 4 behind a capture, for the rest of its hold)")
    }
    if isRestReleased, row.optional(.hold) != hold {
      throw row.finding(.hold, .hold, expected: "\(hold ?? 0), the hold leg 0 captures")
    }
    for column in [PostingColumn.reference, .metadata, .reverses, .key, .request] {
      try row.requireNull(column, .legs, because: "(it stands on leg 0)")
    }
    nextLeg += 1
  }

  /// Says that something else came where a leg was due.
  func interrupted(by table: TruthTable, row: Int64) -> Finding {
    Finding(
      table: table.name, row: row, .legs, "the row",
      expected: "leg \(nextLeg) of \(legs) of the transaction that begins at \(first)",
      found: "another row")
  }

  /// Says that the file or a commit ends in the middle.
  func cutOff() -> Finding {
    Finding(
      table: TruthTable.postings.name, row: first, .legs, "the transaction that begins here",
      expected: "\(legs) legs in one commit",
      found: "\(nextLeg)")
  }
}
