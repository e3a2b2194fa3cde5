package import LedgerCore

/// What an event is about.
package enum EventObject: Sendable, Hashable {
  case transaction(TransactionID)
  case hold(HoldID)
  case account(AccountID)
  case key(KeyID)
  case token(TokenID)
  case tenant(TenantID)
  case intent(IntentID)
  case payment(PaymentID)
  case refund(RefundID)
  case merchant(MerchantID)
  case bonus(BonusID)
  case providerAccount(ID<ProviderAccountEntity>)
  case paymentSettings(ID<PaymentSettingsEntity>)
  case customer(CustomerID)
  case monitor(MonitorID)
  case settlement(SettlementID)
  case payout(PayoutID)

  /// Nil for a record that events are not about.
  init?(_ change: RecordChange, _ tag: LedgerTag) {
    switch change.content.kind.string {
    case "intent": self = .intent(change.id(tag))
    case "payment": self = .payment(change.id(tag))
    case "refund": self = .refund(change.id(tag))
    case "merchant": self = .merchant(change.id(tag))
    case "bonus": self = .bonus(change.id(tag))
    case "provider_account": self = .providerAccount(change.id(tag))
    case "payment_settings": self = .paymentSettings(change.id(tag))
    case "customer": self = .customer(change.id(tag))
    case "balance_monitor": self = .monitor(change.id(tag))
    case "settlement": self = .settlement(change.id(tag))
    case "payout": self = .payout(change.id(tag))
    default: return nil
    }
  }

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
    } else if let id = IntentID(text) {
      self = .intent(id)
    } else if let id = PaymentID(text) {
      self = .payment(id)
    } else if let id = RefundID(text) {
      self = .refund(id)
    } else if let id = MerchantID(text) {
      self = .merchant(id)
    } else if let id = BonusID(text) {
      self = .bonus(id)
    } else if let id = ID<ProviderAccountEntity>(text) {
      self = .providerAccount(id)
    } else if let id = ID<PaymentSettingsEntity>(text) {
      self = .paymentSettings(id)
    } else if let id = CustomerID(text) {
      self = .customer(id)
    } else if let id = MonitorID(text) {
      self = .monitor(id)
    } else if let id = SettlementID(text) {
      self = .settlement(id)
    } else if let id = PayoutID(text) {
      self = .payout(id)
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
    case .intent(let id): id.text
    case .payment(let id): id.text
    case .refund(let id): id.text
    case .merchant(let id): id.text
    case .bonus(let id): id.text
    case .providerAccount(let id): id.text
    case .paymentSettings(let id): id.text
    case .customer(let id): id.text
    case .monitor(let id): id.text
    case .settlement(let id): id.text
    case .payout(let id): id.text
    }
  }
}
