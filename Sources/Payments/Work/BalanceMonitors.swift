package import LedgerCore

/// Has somebody told when the balance of an account, or of a wallet, crosses a line.
package struct CreateMonitor: RecordWork {
  package let kind = OperationKind.createMonitor
  let subject: Subject
  let direction: BalanceMonitor.Direction
  /// Minor units; below zero where an account has a credit line.
  let amount: Int64

  package enum Subject: Sendable {
    /// The wallet's id, or the platform's own name for it: its own money.
    case wallet(Text)
    /// As it was named, and which one that is.
    case account(Text, AccountNumber)
  }

  package init(_ subject: Subject, _ direction: BalanceMonitor.Direction, amount: Int64) {
    self.subject = subject
    self.direction = direction
    self.amount = amount
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    switch subject {
    case .wallet(let name): fields.text(.wallet, name)
    case .account(let name, _): fields.text(.account, name)
    }
    fields.text(.direction, Text(direction.rawValue))
    fields.integer(.amount, amount)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    let (number, wallet): (AccountNumber, WalletID?)
    switch subject {
    case .wallet(let name):
      guard let seat = try transaction.walletBoard.seat(name, transaction) else {
        throw Rejection(.walletNotFound, FieldPath(.wallet))
      }
      (number, wallet) = (seat.account, seat.id)
    case .account(_, let found): (number, wallet) = (found, nil)
    }
    let account = transaction.account(number)
    try transaction.create(
      BalanceMonitor(
        account: account.identity.id, wallet: wallet, direction, Money(amount, account.identity.currency),
        available: account.state.available))
  }
}

/// Ends a monitor, for good.
package struct RemoveMonitor: RecordWork {
  package let kind = OperationKind.removeMonitor
  let monitor: MonitorID

  package init(_ monitor: MonitorID) { self.monitor = monitor }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.number(.monitor, monitor.rawValue)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var kept = try transaction.find(monitor, BalanceMonitor.self) else {
      throw Rejection(.recordNotFound, FieldPath(.monitor))
    }
    guard kept.value.state != .removed else { throw Rejection(.partyClosed, FieldPath(.monitor)) }
    kept.value.state = .removed
    try transaction.save(kept)
  }
}

/// Notes which balances have crossed a line, and which have come back: once each time.
struct CrossBalances: RecordWork {
  let kind = OperationKind.housekeeping
  private let monitors: [Int64]

  init(_ monitors: [Int64]) { self.monitors = monitors }

  func visitFields(_ fields: inout some RequestFieldVisitor) {}

  func decide(_ transaction: any RecordTransaction) throws {
    for number in monitors {
      guard let change = try transaction.record(number), change.content.kind == BalanceMonitor.kind,
        var kept = try transaction.find(change.id(transaction.tag), BalanceMonitor.self), kept.value.state != .removed
      else { continue }
      let account = AccountNumber(Int32(truncatingIfNeeded: kept.value.account.number))
      let available = transaction.account(account).state.available
      guard kept.value.isBeyond(available) != (kept.value.state == .crossed) else { continue }
      kept.value.state = kept.value.state == .crossed ? .armed : .crossed
      kept.value.available = available
      try transaction.save(kept)
    }
  }
}
