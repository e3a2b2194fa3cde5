package import LedgerCore

/// What a request about payments came to.
package enum DeskReply: Sendable {
  /// The record as it was when the request was through: the answer, for ever.
  case settled(RecordChange, isReplay: Bool)
  /// The attempt or refund whose outcome nobody knows yet.
  case unsettled(RecordChange)
  /// The key was used before, by the work that wrote this: what came of it must be looked up, on a thread that may wait.
  case known(RecordChange)
  case refused(Rejection, isReplay: Bool)
  case mismatch(FieldPath)
  case failed(LedgerFailure)
}
