import LedgerCore
package import Tenancy

/// What may happen to a tenant, as events name it: `object.past_tense`. The raw value is on the wire for ever; a type whose shape has to
/// change in a way that breaks readers gets another version.
///
/// A case here does not compile until everything that is said about types knows it: the catalogue in docs/reference/events.md is printed
/// from these declarations.
package enum EventType: String, Sendable, CaseIterable {
  case transferPosted = "transfer.posted"
  case transactionReversed = "transaction.reversed"
  case holdPlaced = "hold.placed"
  case holdCaptured = "hold.captured"
  case holdReleased = "hold.released"
  case holdExpired = "hold.expired"
  case accountOpened = "account.opened"
  case accountFrozen = "account.frozen"
  case accountUnfrozen = "account.unfrozen"
  case accountLimited = "account.limited"
  case accountClosed = "account.closed"

  case intentCreated = "payment_intent.created"
  case intentProcessing = "payment_intent.processing"
  case intentRequiresAction = "payment_intent.requires_action"
  case intentRequiresMethod = "payment_intent.requires_method"
  case intentRequiresConfirmation = "payment_intent.requires_confirmation"
  case intentSucceeded = "payment_intent.succeeded"
  case intentCancelled = "payment_intent.cancelled"
  case paymentPending = "payment.pending"
  case paymentAuthorized = "payment.authorized"
  case paymentPartiallyCaptured = "payment.partially_captured"
  case paymentCaptured = "payment.captured"
  case paymentPartiallyRefunded = "payment.partially_refunded"
  case paymentRefunded = "payment.refunded"
  case paymentVoided = "payment.voided"
  case paymentExpired = "payment.expired"
  case paymentFailed = "payment.failed"
  case paymentAvailable = "payment.available"
  case refundCreated = "refund.created"
  case refundPending = "refund.pending"
  case refundSucceeded = "refund.succeeded"
  case refundFailed = "refund.failed"
  case merchantChanged = "merchant.changed"
  case bonusGranted = "bonus.granted"
  case bonusUsed = "bonus.used"
  case bonusExpired = "bonus.expired"
  case providerCreated = "provider.created"
  case providerChanged = "provider.changed"
  case paymentSettingsChanged = "payment_settings.changed"
  case customerCreated = "customer.created"
  case customerChanged = "customer.changed"
  case monitorCreated = "balance_monitor.created"
  case monitorCrossed = "balance_monitor.crossed"
  case monitorRearmed = "balance_monitor.rearmed"
  case monitorRemoved = "balance_monitor.removed"
  case settlementSettled = "settlement.settled"
  case settlementOpen = "settlement.open"
  case payoutRequested = "payout.requested"
  case payoutApproved = "payout.approved"
  case payoutSubmitted = "payout.submitted"
  case payoutInTransit = "payout.in_transit"
  case payoutPaid = "payout.paid"
  case payoutFailed = "payout.failed"
  case payoutReturned = "payout.returned"
  case payoutCancelled = "payout.cancelled"

  case tenantCreated = "tenant.created"
  case tenantSuspended = "tenant.suspended"
  case tenantResumed = "tenant.resumed"
  case tenantClosed = "tenant.closed"
  case tenantChanged = "tenant.changed"
  case keyCreated = "key.created"
  case keyRotated = "key.rotated"
  case keyRevoked = "key.revoked"

  case tokenCreated = "token.created"
  case tokenDefaulted = "token.defaulted"
  case tokenRevealed = "token.revealed"
  case tokenDeleted = "token.deleted"
  case dataKeyRotated = "data_key.rotated"
}

extension EventType {
  /// Of the shape of `data`. Fields may be added inside a version.
  package var version: Int {
    switch self {
    case .transferPosted, .transactionReversed, .holdPlaced, .holdCaptured, .holdReleased, .holdExpired, .accountOpened,
      .accountFrozen, .accountUnfrozen, .accountLimited, .accountClosed, .tenantCreated, .tenantSuspended, .tenantResumed,
      .tenantClosed, .tenantChanged, .keyCreated, .keyRotated, .keyRevoked, .tokenCreated, .tokenDefaulted, .tokenRevealed,
      .tokenDeleted, .dataKeyRotated, .intentCreated, .intentProcessing, .intentRequiresAction, .intentRequiresMethod,
      .intentRequiresConfirmation, .intentSucceeded, .intentCancelled, .paymentPending, .paymentAuthorized,
      .paymentPartiallyCaptured, .paymentCaptured, .paymentPartiallyRefunded, .paymentRefunded, .paymentVoided, .paymentExpired,
      .paymentFailed, .paymentAvailable, .refundCreated, .refundPending, .refundSucceeded, .refundFailed, .merchantChanged,
      .bonusGranted,
      .bonusUsed, .bonusExpired, .providerCreated, .providerChanged,
      .paymentSettingsChanged, .customerCreated, .customerChanged, .monitorCreated,
      .monitorCrossed, .monitorRearmed, .monitorRemoved, .settlementSettled, .settlementOpen,
      .payoutRequested, .payoutApproved, .payoutSubmitted, .payoutInTransit, .payoutPaid,
      .payoutFailed, .payoutReturned, .payoutCancelled:
      1
    }
  }

  /// Where it becomes durable.
  package var source: EventSource {
    switch self {
    case .transferPosted, .transactionReversed, .holdPlaced, .holdCaptured, .holdReleased, .holdExpired, .accountOpened,
      .accountFrozen, .accountUnfrozen, .accountLimited, .accountClosed, .intentCreated, .intentProcessing, .intentRequiresAction,
      .intentRequiresMethod, .intentRequiresConfirmation, .intentSucceeded, .intentCancelled, .paymentPending, .paymentAuthorized,
      .paymentPartiallyCaptured, .paymentCaptured, .paymentPartiallyRefunded, .paymentRefunded, .paymentVoided, .paymentExpired,
      .paymentFailed, .paymentAvailable, .refundCreated, .refundPending, .refundSucceeded, .refundFailed, .merchantChanged,
      .bonusGranted,
      .bonusUsed, .bonusExpired, .providerCreated, .providerChanged,
      .paymentSettingsChanged, .customerCreated, .customerChanged, .monitorCreated,
      .monitorCrossed, .monitorRearmed, .monitorRemoved, .settlementSettled, .settlementOpen,
      .payoutRequested, .payoutApproved, .payoutSubmitted, .payoutInTransit, .payoutPaid,
      .payoutFailed, .payoutReturned, .payoutCancelled:
      .ledger
    case .tenantCreated, .tenantSuspended, .tenantResumed, .tenantClosed, .tenantChanged, .keyCreated, .keyRotated, .keyRevoked:
      .catalogue
    case .tokenCreated, .tokenDefaulted, .tokenRevealed, .tokenDeleted, .dataKeyRotated: .vault
    }
  }

  /// Whether it is made of a transaction's rows.
  package var isOfTransaction: Bool {
    switch self {
    case .transferPosted, .transactionReversed, .holdPlaced, .holdCaptured, .holdReleased, .holdExpired: true
    case .accountOpened, .accountFrozen, .accountUnfrozen, .accountLimited, .accountClosed, .tenantCreated, .tenantSuspended,
      .tenantResumed, .tenantClosed, .tenantChanged, .keyCreated, .keyRotated, .keyRevoked, .tokenCreated, .tokenDefaulted,
      .tokenRevealed, .tokenDeleted, .dataKeyRotated, .intentCreated, .intentProcessing, .intentRequiresAction,
      .intentRequiresMethod, .intentRequiresConfirmation, .intentSucceeded, .intentCancelled, .paymentPending, .paymentAuthorized,
      .paymentPartiallyCaptured, .paymentCaptured, .paymentPartiallyRefunded, .paymentRefunded, .paymentVoided, .paymentExpired,
      .paymentFailed, .paymentAvailable, .refundCreated, .refundPending, .refundSucceeded, .refundFailed, .merchantChanged,
      .bonusGranted,
      .bonusUsed, .bonusExpired, .providerCreated, .providerChanged,
      .paymentSettingsChanged, .customerCreated, .customerChanged, .monitorCreated,
      .monitorCrossed, .monitorRearmed, .monitorRemoved, .settlementSettled, .settlementOpen,
      .payoutRequested, .payoutApproved, .payoutSubmitted, .payoutInTransit, .payoutPaid,
      .payoutFailed, .payoutReturned, .payoutCancelled:
      false
    }
  }

  package enum ObjectKind: Sendable { case transaction, account, record, elsewhere }

  /// What of a ledger it is made of.
  package var objectKind: ObjectKind {
    guard source == .ledger else { return .elsewhere }
    if isOfTransaction { return .transaction }
    return permission == .readPayments ? .record : .account
  }

  /// What a caller needs besides `events:read`: an event is shown to whoever may read its object.
  package var permission: Permission {
    switch self {
    case .transferPosted, .transactionReversed: .readTransactions
    case .holdPlaced, .holdCaptured, .holdReleased, .holdExpired: .readHolds
    case .accountOpened, .accountFrozen, .accountUnfrozen, .accountLimited, .accountClosed: .readAccounts
    case .intentCreated, .intentProcessing, .intentRequiresAction, .intentRequiresMethod, .intentRequiresConfirmation,
      .intentSucceeded, .intentCancelled, .paymentPending, .paymentAuthorized, .paymentPartiallyCaptured, .paymentCaptured,
      .paymentPartiallyRefunded, .paymentRefunded, .paymentVoided, .paymentExpired, .paymentFailed, .paymentAvailable,
      .refundCreated,
      .refundPending, .refundSucceeded, .refundFailed, .merchantChanged, .bonusGranted, .bonusUsed, .bonusExpired,
      .providerCreated, .providerChanged, .paymentSettingsChanged, .customerCreated, .customerChanged, .monitorCreated,
      .monitorCrossed, .monitorRearmed, .monitorRemoved, .settlementSettled, .settlementOpen,
      .payoutRequested, .payoutApproved, .payoutSubmitted, .payoutInTransit, .payoutPaid,
      .payoutFailed, .payoutReturned, .payoutCancelled:
      .readPayments
    case .tenantCreated, .tenantSuspended, .tenantResumed, .tenantClosed, .tenantChanged: .readTenants
    case .keyCreated, .keyRotated, .keyRevoked: .readKeys
    case .tokenCreated, .tokenDefaulted, .tokenRevealed, .tokenDeleted, .dataKeyRotated: .readPaymentMethods
    }
  }

  /// The prefix of the id in `object`.
  package var objectPrefix: StaticString {
    switch self {
    case .transferPosted, .transactionReversed: TransactionEntity.prefix
    case .holdPlaced, .holdCaptured, .holdReleased, .holdExpired: HoldEntity.prefix
    case .accountOpened, .accountFrozen, .accountUnfrozen, .accountLimited, .accountClosed: AccountEntity.prefix
    case .tenantCreated, .tenantSuspended, .tenantResumed, .tenantClosed, .tenantChanged, .dataKeyRotated: TenantEntity.prefix
    case .keyCreated, .keyRotated, .keyRevoked: KeyEntity.prefix
    case .intentCreated, .intentProcessing, .intentRequiresAction, .intentRequiresMethod, .intentRequiresConfirmation,
      .intentSucceeded, .intentCancelled:
      IntentEntity.prefix
    case .paymentPending, .paymentAuthorized, .paymentPartiallyCaptured, .paymentCaptured, .paymentPartiallyRefunded,
      .paymentRefunded, .paymentVoided, .paymentExpired, .paymentFailed, .paymentAvailable:
      PaymentEntity.prefix
    case .refundCreated, .refundPending, .refundSucceeded, .refundFailed: RefundEntity.prefix
    case .merchantChanged: MerchantEntity.prefix
    case .bonusGranted, .bonusUsed, .bonusExpired: BonusEntity.prefix
    case .providerCreated, .providerChanged: ProviderAccountEntity.prefix
    case .paymentSettingsChanged: PaymentSettingsEntity.prefix
    case .customerCreated, .customerChanged: CustomerEntity.prefix
    case .monitorCreated, .monitorCrossed, .monitorRearmed, .monitorRemoved: MonitorEntity.prefix
    case .settlementSettled, .settlementOpen: SettlementEntity.prefix
    case .payoutRequested, .payoutApproved, .payoutSubmitted, .payoutInTransit, .payoutPaid, .payoutFailed,
      .payoutReturned, .payoutCancelled:
      PayoutEntity.prefix
    case .tokenCreated, .tokenDefaulted, .tokenRevealed, .tokenDeleted: TokenEntity.prefix
    }
  }

  /// What has happened, for the reference.
  package var summary: String {
    switch self {
    case .transferPosted: "money moved: a transfer or a transaction of several postings"
    case .transactionReversed: "a transaction was posted the other way round; `data.reverses` names it"
    case .holdPlaced: "money was reserved"
    case .holdCaptured: "reserved money moved, all of it or a part; what a final capture leaves is released with it"
    case .holdReleased: "what a hold reserved is free again"
    case .holdExpired: "the same, because its time was up"
    case .accountOpened: "an account was opened"
    case .accountFrozen: "sides of an account were frozen"
    case .accountUnfrozen: "sides of an account are free again"
    case .accountLimited: "an account's limit was set"
    case .accountClosed: "an account was closed for good"
    case .intentCreated: "an intent was made"
    case .intentProcessing: "a provider is being asked"
    case .intentRequiresAction: "the customer has something to do: `data.next_action`"
    case .intentRequiresMethod: "the attempt was declined; another way to pay may be tried"
    case .intentRequiresConfirmation: "the attempt came to nothing; it may be confirmed again"
    case .intentSucceeded: "it is paid, or authorized where capture is manual"
    case .intentCancelled: "it will not be paid"
    case .paymentPending: "an attempt is under way"
    case .paymentAuthorized: "the amount is reserved at the customer's bank"
    case .paymentPartiallyCaptured: "a part of what was authorized was taken"
    case .paymentCaptured: "the money was taken"
    case .paymentPartiallyRefunded: "a part was given back"
    case .paymentRefunded: "all of it was given back"
    case .paymentVoided: "what was authorized is free again"
    case .paymentExpired: "the authorization ran out"
    case .paymentFailed: "it will not come"
    case .paymentAvailable: "its day has come: what waited of it is the merchant's to have; `data.released` says how much"
    case .refundCreated: "a refund was asked for"
    case .refundPending: "the provider has it"
    case .refundSucceeded: "the money went back"
    case .refundFailed: "it did not go back, and is where it was"
    case .merchantChanged: "a merchant's terms, name or status were changed"
    case .bonusGranted: "a wallet was given promotional money"
    case .bonusUsed: "all of a bonus was spent"
    case .bonusExpired: "a bonus's time was up before all of it was spent; `data.expired` says how much is the platform's again"
    case .providerCreated: "an account at a payment provider was set up"
    case .providerChanged: "an account at a payment provider was changed, disabled or enabled"
    case .paymentSettingsChanged:
      "to whom charges go was changed, fees, the terms of payouts, or what customers of a tier may have and move"
    case .customerCreated: "a customer was registered"
    case .monitorCreated: "a balance is watched from now on"
    case .monitorCrossed: "a balance that is watched has crossed its line: `data.available`"
    case .monitorRearmed: "it is back, and is told of again when it crosses the line once more"
    case .monitorRemoved: "a balance is not watched any more"
    case .customerChanged: "a customer's tier, name or status was changed, or a wallet became theirs"
    case .settlementSettled: "all that a provider has settled is booked, or a person has accepted the difference"
    case .settlementOpen:
      "what a provider has settled is booked, but something is unknown or another amount came: a person has to look"
    case .payoutRequested: "money was set aside, and a second person has to agree"
    case .payoutApproved: "a payout was agreed to, and waits for the hours of its rail"
    case .payoutSubmitted: "a provider is being asked to pay it"
    case .payoutInTransit: "the provider has it"
    case .payoutPaid: "it has arrived at the bank"
    case .payoutFailed: "it did not leave, and the money is where it was"
    case .payoutReturned: "it had arrived, and the bank has sent it back"
    case .payoutCancelled: "it was taken back before anybody was asked to pay it"
    case .tenantCreated: "the tenant was created"
    case .tenantSuspended: "the tenant's keys are refused from now on"
    case .tenantResumed: "the tenant's keys are taken again"
    case .tenantClosed: "nothing in the tenant changes any more"
    case .tenantChanged: "settings of the tenant were changed"
    case .keyCreated: "an API key was made"
    case .keyRotated: "an API key was made that follows another one, `data.before.replaces`"
    case .keyRevoked: "an API key was ended"
    case .tokenCreated: "a payment method was stored"
    case .tokenDefaulted: "a payment method became its customer's default"
    case .tokenRevealed: "a payment method's secret was asked for, and is shown"
    case .tokenDeleted: "a payment method was deleted, its secret destroyed"
    case .dataKeyRotated: "the vault seals under another key of the tenant's, or has destroyed an old one"
    }
  }
}
