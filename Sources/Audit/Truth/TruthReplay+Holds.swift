import LedgerCore

extension TruthReplay {
  /// A row that places, captures or frees a hold fits the hold; the hold is what it is after the row.
  mutating func checkHold(_ row: PostingRow, _ kind: PostingKind) throws(Finding) {
    switch kind {
    case .post:
      try row.requireNull(.hold, .hold, because: "(a posting has no hold)")
      try row.requireNull(.remaining, .hold, because: "(a posting has no hold)")
      try row.requireNull(.expiresAt, .hold, because: "(a posting has no hold)")
    case .hold: try place(row)
    case .capture, .release, .expiry: try resolve(row, kind)
    }
  }

  private mutating func place(_ row: PostingRow) throws(Finding) {
    try row.require(.hold, is: row.sequence, .hold)
    try row.require(.remaining, is: row[.amount], .hold)
    let latest = row[.postedAt] + Limits.holdSeconds * 1_000_000
    if let expiresAt = row.optional(.expiresAt) {
      guard expiresAt > row[.postedAt], expiresAt <= latest, (expiresAt - row[.postedAt]) % 1_000_000 == 0 else {
        throw row.finding(.expiresAt, .hold, expected: "whole seconds after posted_at, ten years at most")
      }
    }
    holds[row.sequence] = HoldTruth(
      debit: row[.debit], credit: row[.credit], placedAt: row[.postedAt], expiresAt: row.optional(.expiresAt),
      remaining: row[.amount])
  }

  private mutating func resolve(_ row: PostingRow, _ kind: PostingKind) throws(Finding) {
    guard !row.isNull(.hold), let hold = holds[row[.hold]] else {
      throw row.finding(.hold, .hold, expected: "the first row of a hold that is open")
    }
    try row.require(.debit, is: hold.debit, .hold)
    try row.require(.credit, is: hold.credit, .hold)
    try row.requireNull(.expiresAt, .hold, because: "(only the row that places a hold says when it expires)")
    if kind == .capture {
      guard row[.amount] <= hold.remaining else {
        throw row.finding(.amount, .hold, expected: "at most \(hold.remaining), what the hold still reserves")
      }
    } else {
      try row.require(.amount, is: hold.remaining, .hold)
    }
    let remaining = hold.remaining - row[.amount]
    try row.require(.remaining, is: remaining, .hold)
    if kind == .expiry { try checkExpiry(row, hold) }
    if remaining == 0 { holds[row[.hold]] = nil } else { holds[row[.hold]]?.remaining = remaining }
  }

  /// An expiry counts from the moment it was due, not from the moment it was noticed.
  private func checkExpiry(_ row: PostingRow, _ hold: HoldTruth) throws(Finding) {
    guard let due = hold.expiresAt, due <= row[.postedAt] else {
      throw row.finding(
        .kind, .hold, expected: "no expiry: the hold " + (hold.expiresAt.map { "expires at \($0)" } ?? "never expires"))
    }
    let effectiveAt = due < row[.postedAt] ? due : nil
    guard row.optional(.effectiveAt) == effectiveAt else {
      throw row.finding(.effectiveAt, .hold, expected: effectiveAt.map { "\($0), when it was due" } ?? "NULL")
    }
  }
}
