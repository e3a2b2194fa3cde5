import LedgerCore
import WalletAPI

/// From complete fields to commands.
extension RequestFields {
  /// Nil unless both sides are there.
  var posting: Posting? {
    guard let debit, let credit else { return nil }
    return Posting(debit: debit, credit: credit, amount: amount, currency: currency, balancing: balancing)
  }

  /// What the `type` says is to be done.
  ///
  /// - Precondition: the required fields of the type were seen. `path` names a field for an answer.
  func operation(_ path: (BodyField) -> String) throws(Problem) -> Operation {
    switch type {
    case .transfer: return .transfer(required(posting), details)
    case .transaction: return .transaction(postings, details)
    case .hold: return .placeHold(required(posting), expiresIn: expiresIn, details)
    case .capture: return capture(of: required(hold))
    case .release: return .releaseHold(required(hold), details)
    case .reversal: return .reverse(required(transaction), details)
    case .account: return .openAccount(try opening(path))
    }
  }

  func capture(of hold: HoldID) -> Operation {
    .captureHold(hold, amount: seen.contains(.amount) ? amount : nil, isFinal: isFinal, then: postings, details)
  }

  func opening(_ path: (BodyField) -> String) throws(Problem) -> AccountOpening {
    AccountOpening(
      code: code, currency: required(currency), accountClass: try resolvedClass(path), limit: limit, managedBy: managedBy,
      metadata: metadata)
  }

  /// Of `class` and `normal_side` either suffices; a side alone means asset or liability.
  private func resolvedClass(_ path: (BodyField) -> String) throws(Problem) -> AccountClass {
    switch (accountClass, normalSide) {
    case (nil, nil): throw .missing(path(.accountClass))
    case (let accountClass?, nil): return accountClass
    case (nil, .debit): return .asset
    case (nil, .credit): return .liability
    case (let accountClass?, let side?):
      guard accountClass.normalSide == side else {
        throw Problem(
          .contradiction,
          "An account of class \(accountClass.rawValue) has its normal side on the \(accountClass.normalSide == .debit ? "debit" : "credit") side; leave '\(path(.normalSide))' out.",
          param: path(.normalSide))
      }
      return accountClass
    }
  }

  private func required<Value>(_ value: Value?) -> Value {
    guard let value else { preconditionFailure("a required field was checked to be there") }
    return value
  }
}
