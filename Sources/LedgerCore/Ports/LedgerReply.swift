/// What a ledger answers to a request, once it is durable.
package enum LedgerReply: Sendable {
  case single(Answer)
  /// One answer for each item, in order.
  case batch([Answer])
  /// The batch's own key came back with a batch of another shape.
  case batchMismatch(FieldPath)
  /// An atomic batch in which some keys are known and some are new: it cannot be answered as a whole.
  case batchPartlyKnown
}

/// The answer to one command.
package struct Answer: Sendable {
  package let result: Result
  /// Answered from what was stored under the key, not decided anew.
  package let isReplay: Bool

  package init(_ result: Result, isReplay: Bool = false) {
    self.result = result
    self.isReplay = isReplay
  }

  /// What is rare is kept apart, so that the answers of a large batch stay small.
  package enum Result: Sendable {
    /// The rows of one transaction, in order. Never empty.
    case posted([PostingRecord])
    indirect case account(AccountChangeRecord)
    /// The records that changed, in order; the first is the answer. Replayed, only that one. Empty where the daemon's own work found nothing to do.
    case recorded([RecordChange])
    indirect case refused(Rejection)
    /// The key was used before with another request; the first field that differs.
    indirect case mismatch(FieldPath)
  }
}

/// The ledger could not do what was asked, for a reason of its surroundings.
package enum LedgerFailure: Error, Sendable, Equatable {
  /// Nothing was applied; the same request may be sent again. The text says why (disk full, shutting down, too many waiting).
  case notApplied(String)
  /// It may or may not have been applied. Retrying with the same key finds out.
  case outcomeUnknown
  /// The ledger does not serve until a person has looked at it.
  case fenced(String)
}
