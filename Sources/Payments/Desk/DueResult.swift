package import LedgerCore

/// What came of looking at a record that is due.
package enum DueResult: Sendable, Equatable {
  /// Something was written about it. `isUrgent`: and something else was made due at once.
  case settled(isUrgent: Bool)
  /// Somebody is at it at this moment.
  case taken
  /// Nothing could be written about it, and why. It is due still.
  case failed(Text)
  /// Its ledger does not take anything now: that is not about this record.
  case ledgerFailed
  /// This version cannot read it, and why: it is a dead letter now.
  case buried(Text)

  init(_ result: PaymentDesk.SubmissionResult) {
    switch result {
    case .success((let changes, _)) where changes.isEmpty: self = .failed("there was nothing to be done about it")
    case .success((let changes, _)):
      self = .settled(isUrgent: changes.contains { $0.content.dueAt == PollSchedule.atOnce })
    case .failure(.failed): self = .ledgerFailed
    case .failure(.refused(let rejection, _)):
      self = .failed(Text("the ledger refused what came of it: \(rejection.code.rawValue)"))
    case .failure(.settled), .failure(.unsettled), .failure(.known), .failure(.mismatch):
      preconditionFailure("work without a key is never known")
    }
  }
}
