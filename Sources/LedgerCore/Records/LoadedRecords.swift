/// What the caller loads before a command is decided, because it is not in the books' memory.
package enum LoadedRecords: Sendable {
  case none
  /// For a capture or release of a hold that is not open.
  case closedHold(HoldFate)
  /// For a reversal: the rows of the transaction, empty when there is none, and whether it was reversed before.
  case transaction([PostingRecord], isReversed: Bool)
}

/// What became of a hold that is not open.
package enum HoldFate: Sendable {
  case unknown, captured, released, expired
}
