package import LedgerCore

/// A line that somebody wants to be told of when what is available on an account crosses it.
package struct BalanceMonitor: PaymentRecord {
  package typealias E = MonitorEntity
  package static let kind: Text = "balance_monitor"

  package enum State: String, Sendable, CaseIterable {
    /// The balance is on the near side of the line.
    case armed
    /// It is beyond it, and comes back before it is told of again.
    case crossed
    case removed
  }

  package enum Direction: String, Sendable, CaseIterable { case below, above }

  package var state = State.armed
  package var account: AccountID
  /// The wallet whose own money it is, where a wallet was named.
  package var wallet: WalletID?
  package var direction: Direction
  package var amount: Money
  /// What was available when it was crossed last, or came back.
  package var available: Int64

  package init(account: AccountID, wallet: WalletID?, _ direction: Direction, _ amount: Money, available: Int64) {
    self.account = account
    self.wallet = wallet
    self.direction = direction
    self.amount = amount
    self.available = available
    state = isBeyond(available) ? .crossed : .armed
  }

  /// Neither side holds the line itself: a balance that stands on it is on the near side.
  package func isBeyond(_ balance: Int64) -> Bool {
    switch direction {
    case .below: balance < amount.amount
    case .above: balance > amount.amount
    }
  }

  package init(_ fields: RecordFields, state: State) throws(MalformedRecord) {
    self.state = state
    account = try fields.required("account", fields.id("account"))
    wallet = fields.id("wallet")
    direction = try fields.choice("direction", Direction.self)
    amount = try fields.money("amount", "currency")
    available = try fields.required("available", fields.integer("available"))
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("account", account)
    fields.set("wallet", wallet)
    fields.set("direction", direction)
    fields.set("amount", "currency", amount)
    fields.set("available", available)
  }
}

/// Has balance monitors looked at when something was posted on their accounts.
package struct BalanceWatch: RecordWatch {
  package init() {}

  package var kind: Text { BalanceMonitor.kind }

  package func account(watchedBy record: RecordChange) -> AccountNumber? {
    // Its own id is not asked for, so that no tag is needed. One that cannot be read watches nothing.
    do throws(MalformedRecord) {
      let monitor = try Kept<BalanceMonitor>(record, LedgerTag(rawValue: 0)).value
      return monitor.state == .removed ? nil : AccountNumber(Int32(truncatingIfNeeded: monitor.account.number))
    } catch { return nil }
  }

  package func work(about records: [Int64]) -> any RecordWork { CrossBalances(records) }
}
