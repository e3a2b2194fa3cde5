import JSON
package import LedgerCore
package import Tenancy

/// From rows of truth to types of events. Exhaustive: a new kind of row is not overlooked.
extension EventType {
  /// What a change in a ledger is called; nil for one of a record that is nobody's event (what was asked of a provider, a webhook that arrived).
  package init?(_ change: LedgerChange) {
    switch change {
    case .transaction(let rows, origin: _):
      guard let first = rows.first else { preconditionFailure("a transaction has at least one row") }
      self =
        switch first.transactionType {
        case .transfer: .transferPosted
        case .reversal: .transactionReversed
        case .hold: .holdPlaced
        case .capture: .holdCaptured
        case .release: .holdReleased
        case .expiry: .holdExpired
        }
    case .account(let change):
      self =
        switch change.kind {
        case .opened: .accountOpened
        case .frozen: .accountFrozen
        case .unfrozen: .accountUnfrozen
        case .limited: .accountLimited
        case .closed: .accountClosed
        }
    case .record(let change):
      guard let type = EventType(change) else { return nil }
      self = type
    }
  }

  private init?(_ change: RecordChange) {
    let state = change.content.state.string
    switch change.content.kind.string {
    case "intent": self.init(rawValue: "payment_intent." + (change.isCreation ? "created" : state))
    // A payment is made when its first attempt begins, and waits again when that came to nothing.
    case "payment":
      // When money of it became available stands first in its body, and is the moment of the change where that is what has happened.
      if change.isMarked("released_at") {
        self = .paymentAvailable
      } else {
        self.init(rawValue: "payment." + (state == "pending_auth" ? "pending" : state))
      }
    // That nobody knows yet is no news.
    case "merchant":
      guard !change.isCreation else { return nil }
      self = .merchantChanged
    // What is spent of it is told by the payment.
    case "bonus": self.init(rawValue: "bonus." + (change.isCreation ? "granted" : state))
    // That it is settled is told by the settlement.
    case "refund" where change.isMarked("settled_at"): return nil
    case "settlement":
      switch state {
      case "settled", "accepted": self = .settlementSettled
      case "open": self = .settlementOpen
      default: return nil
      }
    case "refund": self.init(rawValue: "refund." + (state == "sending" ? "created" : state))
    case "customer": self = change.isCreation ? .customerCreated : .customerChanged
    case "balance_monitor":
      self.init(rawValue: "balance_monitor." + (change.isCreation ? "created" : state == "armed" ? "rearmed" : state))
    // That somebody has asked again is no news.
    case "payout":
      guard !EventType.isUnmoved(change) else { return nil }
      self.init(rawValue: "payout." + (state == "sending" ? "submitted" : state))
    case "provider_account": self = change.isCreation ? .providerCreated : .providerChanged
    case "payment_settings": self = .paymentSettingsChanged
    default: return nil
    }
  }

  /// Whether a record says of itself that it stands as it did before.
  private static func isUnmoved(_ change: RecordChange) -> Bool {
    do {
      return try JSONValue.parse(change.content.body.withBytes { [UInt8]($0) })["unmoved"] != nil
    } catch {
      // Whoever reads the record says what is wrong with it.
      return false
    }
  }

  /// What a row of an audit trail is called; nil where it is no event of a tenant.
  ///
  /// That somebody asked for something (`…_requested`) is none: what came of it has its own event in the ledger. Neither is that a key was
  /// used or refused, nor what happens to the daemon as a whole. When a tenant is deleted or its vault shredded nobody is left to read of it.
  package init?(_ action: AuditAction) {
    switch action {
    case .tenantCreated: self = .tenantCreated
    case .tenantSuspended: self = .tenantSuspended
    case .tenantResumed: self = .tenantResumed
    case .tenantClosed: self = .tenantClosed
    case .tenantChanged: self = .tenantChanged
    case .keyCreated: self = .keyCreated
    case .keyRotated: self = .keyRotated
    case .keyRevoked: self = .keyRevoked
    case .paymentMethodCreated: self = .tokenCreated
    case .paymentMethodChanged: self = .tokenDefaulted
    case .paymentMethodRevealed: self = .tokenRevealed
    case .paymentMethodDeleted: self = .tokenDeleted
    case .dataKeyRotated: self = .dataKeyRotated
    case .accountFrozen, .accountUnfrozen, .accountClosed, .accountLimited, .transactionReversed, .holdResolved, .merchantChanged,
      .walletChanged, .customerChanged,
      .jobRetried,
      .jobCancelled, .deliveryReplayed, .backupRequested,
      .backupMade,
      .keyFirstUsed, .keyRefused, .vaultInitialised, .vaultSealed, .vaultUnsealed, .vaultUnsealRefused, .vaultKeyRotated,
      .tenantDeleted, .vaultShredded, .providerChanged, .paymentSettingsChanged, .providerSecretCreated, .providerSecretsOpened,
      .providerSecretDestroyed:
      return nil
    }
  }
}

extension RecordChange {
  /// Whether its body begins with this field, and that is the moment of the change.
  fileprivate func isMarked(_ field: String) -> Bool {
    let mark = Array(#"{"\#(field)":\#(postedAt.microseconds),"#.utf8)
    return content.body.withBytes { $0.starts(with: mark) }
  }
}
