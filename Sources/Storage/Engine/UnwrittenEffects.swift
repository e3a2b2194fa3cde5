import LedgerCore

/// What earlier items of an atomic batch did that no stored row tells yet: rows are written only after every item was decided.
struct UnwrittenEffects {
  private var fates: [HoldID: HoldFate] = [:]
  private var reversed: Set<TransactionID> = []

  mutating func note(_ rows: ArraySlice<PostingRecord>) {
    for row in rows {
      if let original = row.reverses { reversed.insert(original) }
      if let hold = row.hold, let fate = row.fateOfItsHold { fates[hold] = fate }
    }
  }

  func fate(of hold: HoldID) -> HoldFate? { fates[hold] }

  func isReversed(_ transaction: TransactionID) -> Bool { reversed.contains(transaction) }
}

extension PostingRecord {
  /// What became of the hold this row closes; nil for a row that closes none.
  var fateOfItsHold: HoldFate? {
    guard hold != nil, remaining == 0 else { return nil }
    switch kind {
    case .capture: return .captured
    case .expiry: return .expired
    case .release:
      // What a final capture leaves is released by the row after it.
      return leg > 0 ? .captured : .released
    case .post, .hold: return nil
    }
  }
}
