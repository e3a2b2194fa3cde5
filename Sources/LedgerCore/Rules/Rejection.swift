/// Why a ledger refused a command: the first rung of the ladder that did not hold, and the numbers its answer quotes.
package struct Rejection: Error, Sendable {
  package let code: RejectionCode
  /// The field of the request that is to blame.
  package let path: FieldPath
  /// The account the answer is about.
  package let account: AccountIdentity?
  /// Numbers the answer quotes, in minor units; their meaning depends on the code: for funds, what was available and what was needed.
  package let available: Int64?
  package let needed: Int64?

  package init(
    _ code: RejectionCode, _ path: FieldPath, account: AccountIdentity? = nil, available: Int64? = nil, needed: Int64? = nil
  ) {
    self.code = code
    self.path = path
    self.account = account
    self.available = available
    self.needed = needed
  }
}

/// Every reason to refuse, in order of precedence: when several hold, the first of this list is answered.
///
/// Postings are decided one after the other, each on what the ones before it left; so is the capture before the postings
/// that follow it. What is wrong with an earlier one is answered before anything that is wrong with a later one.
package enum RejectionCode: String, Error, Sendable, CaseIterable {
  // Who and what: the request names things that are not there.
  case holdNotFound = "hold_not_found"
  case transactionNotFound = "transaction_not_found"
  case merchantNotFound = "merchant_not_found"
  case walletNotFound = "wallet_not_found"
  case intentNotFound = "payment_intent_not_found"
  case paymentNotFound = "payment_not_found"
  case providerNotFound = "provider_not_found"
  case providerSecretNotFound = "provider_secret_not_found"
  case jobNotFound = "job_not_found"
  case recordNotFound = "record_not_found"
  case customerNotFound = "customer_not_found"
  case tierNotFound = "kyc_tier_not_found"
  case settlementNotFound = "settlement_not_found"
  case payoutNotFound = "payout_not_found"
  case effectiveAtInFuture = "effective_at_in_future"
  case accountNotFound = "account_not_found"
  case currencyRequired = "currency_required"
  // The request contradicts itself or the accounts.
  case sameAccount = "same_account"
  case currencyMismatch = "currency_mismatch"
  case codeReserved = "code_reserved"
  case codeTaken = "code_taken"
  case nameTaken = "name_taken"
  case providerIncomplete = "provider_incomplete"
  case methodRequired = "method_required"
  case methodUnsupported = "method_unsupported"
  case expiryPassed = "expiry_passed"
  case destinationRequired = "destination_required"
  case destinationInvalid = "destination_invalid"
  case payoutUnsupported = "payout_unsupported"
  case payoutBelowMinimum = "payout_below_minimum"
  case railUnsupported = "rail_unsupported"
  // The state of things forbids it.
  case partyClosed = "party_closed"
  case partySuspended = "party_suspended"
  case tooManyBonuses = "too_many_bonuses"
  case tooManyWallets = "too_many_wallets"
  case walletNotEmpty = "wallet_not_empty"
  case intentWrongState = "payment_intent_wrong_state"
  case paymentWrongState = "payment_wrong_state"
  case providerSecretInUse = "provider_secret_in_use"
  case providerSecretsFull = "provider_secrets_full"
  case jobWrongState = "job_wrong_state"
  case jobNotCancellable = "job_not_cancellable"
  case settlementWrongState = "settlement_wrong_state"
  case recordUnreadable = "record_unreadable"
  case payoutWrongState = "payout_wrong_state"
  case payoutSelfApproval = "payout_self_approval"
  case railClosed = "rail_closed"
  case accountManaged = "account_managed"
  case accountClosed = "account_closed"
  case accountFrozen = "account_frozen"
  case accountNotEmpty = "account_not_empty"
  case holdCaptured = "hold_captured"
  case holdReleased = "hold_released"
  case holdExpired = "hold_expired"
  case captureAboveRemaining = "capture_above_remaining"
  case captureAboveAuthorized = "capture_above_authorized"
  case refundAboveCaptured = "refund_above_captured"
  case writeOffAboveLimit = "write_off_above_limit"
  case alreadyReversed = "already_reversed"
  case notReversible = "not_reversible"
  // Numbers.
  case amountOverflow = "amount_overflow"
  case insufficientFunds = "insufficient_funds"
  case limitExceeded = "limit_exceeded"
  case transactionLimitExceeded = "transaction_limit_exceeded"
  case balanceLimitExceeded = "balance_limit_exceeded"
  case outflowLimitExceeded = "outflow_limit_exceeded"
  case inflowLimitExceeded = "inflow_limit_exceeded"
  // Company.
  case linkedEventFailed = "linked_event_failed"
}
