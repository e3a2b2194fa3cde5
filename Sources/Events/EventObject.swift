package import LedgerCore

/// What an event is about.
package enum EventObject: Sendable, Hashable {
  case transaction(TransactionID)
  case hold(HoldID)
  case account(AccountID)
  case key(KeyID)
  case token(TokenID)
  case tenant(TenantID)

  /// Nil for what is the id of nothing that events are about.
  package init?(_ text: String) {
    if let id = TransactionID(text) {
      self = .transaction(id)
    } else if let id = HoldID(text) {
      self = .hold(id)
    } else if let id = AccountID(text) {
      self = .account(id)
    } else if let id = KeyID(text) {
      self = .key(id)
    } else if let id = TokenID(text) {
      self = .token(id)
    } else if let id = TenantID(text) {
      self = .tenant(id)
    } else {
      return nil
    }
  }

  package var text: String {
    switch self {
    case .transaction(let id): id.text
    case .hold(let id): id.text
    case .account(let id): id.text
    case .key(let id): id.text
    case .token(let id): id.text
    case .tenant(let id): id.text
    }
  }
}
