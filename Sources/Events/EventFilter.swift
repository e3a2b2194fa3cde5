package import LedgerCore
package import Tenancy

/// Which events somebody wants; all that is given must hold.
package struct EventFilter: Sendable, Hashable {
  package var types: EventTypes
  package var account: AccountNumber?
  package var object: EventObject?
  package var channel: Text?

  package init(types: EventTypes = .all) { self.types = types }

  package func matches(_ event: Event) -> Bool {
    guard types.contains(event.type) else { return false }
    if let object, event.object != object { return false }
    if let channel, event.channel != channel { return false }
    if let account {
      guard case .change(let change) = event.cause, change.isOf(account) else { return false }
    }
    return true
  }

  /// Where such events can come from.
  package var sources: EventSources {
    var sources = types.sources
    // Only the ledger knows accounts and channels.
    if account != nil || channel != nil { sources.formIntersection(.ledger) }
    switch object {
    case nil: break
    case .transaction, .hold, .account, .intent, .payment, .refund, .merchant, .bonus, .providerAccount, .paymentSettings,
      .customer, .monitor, .settlement, .payout:
      sources.formIntersection(.ledger)
    case .key: sources.formIntersection(.catalogue)
    case .token: sources.formIntersection(.vault)
    case .tenant: sources.formIntersection([.catalogue, .vault])
    }
    return sources
  }

  /// Which transactions such events can be made of.
  package var transactions: TransactionInterest {
    guard sources.contains(.ledger) else { return .none }
    switch object {
    case .account, .intent, .payment, .refund, .merchant, .bonus, .providerAccount, .paymentSettings, .customer, .monitor,
      .settlement, .payout:
      return .none
    case .transaction, .hold, .key, .token, .tenant, nil: break
    }
    if let account { return .touching([account]) }
    // Of a hold, a transaction or a channel a row says nothing before it is read.
    return types.types.contains(where: \.isOfTransaction) ? .all : .none
  }
}
