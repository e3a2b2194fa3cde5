import LedgerCore

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
