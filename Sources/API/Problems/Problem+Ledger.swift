import LedgerCore
import WalletAPI

extension Problem {
  /// What a ledger refused. Follows from the stored refusal alone, so that a replay says the same.
  init(_ rejection: Rejection) {
    self.init(ProblemCode(rejection.code), rejection.sentence, param: rejection.path.text)
    available = rejection.available
    // What a limit leaves is available, and what was asked for stands in the request.
    if rejection.code.isOfTier { limit = rejection.needed } else { needed = rejection.needed }
    account = rejection.account?.id
  }

  init(mismatch path: FieldPath) {
    self.init(
      .idempotencyMismatch,
      "The idempotency key was used before for a request that differs in '\(path.text)'; use a new key for a new request.",
      param: path.text)
  }

  static var batchPartlyKnown: Problem {
    Problem(
      .batchPartlyKnown,
      "A key of this atomic batch was used before, or stands in it twice, so that it cannot be applied as one; send it as it was, under its own key, or with new keys."
    )
  }

  init(_ failure: LedgerFailure) {
    switch failure {
    case .notApplied(let reason):
      self.init(.notApplied, "Nothing was applied: \(reason). The same request may be sent again.")
    case .outcomeUnknown:
      self.init(.outcomeUnknown, "The request may or may not have been applied; send it again with the same key to find out.")
    case .fenced(let reason):
      self.init(.ledgerFenced, "The ledger does not serve until somebody has looked at it: \(reason).")
    }
  }
}

extension ProblemCode {
  init(_ code: RejectionCode) {
    self =
      switch code {
      case .holdNotFound: .holdNotFound
      case .transactionNotFound: .transactionNotFound
      case .effectiveAtInFuture: .effectiveAtInFuture
      case .accountNotFound: .accountNotFound
      case .currencyRequired: .currencyRequired
      case .sameAccount: .sameAccount
      case .currencyMismatch: .currencyMismatch
      case .codeReserved: .codeReserved
      case .codeTaken: .codeTaken
      case .accountManaged: .accountManaged
      case .accountClosed: .accountClosed
      case .accountFrozen: .accountFrozen
      case .accountNotEmpty: .accountNotEmpty
      case .holdCaptured: .holdCaptured
      case .holdReleased: .holdReleased
      case .holdExpired: .holdExpired
      case .captureAboveRemaining: .captureAboveRemaining
      case .alreadyReversed: .alreadyReversed
      case .notReversible: .notReversible
      case .amountOverflow: .amountOverflow
      case .insufficientFunds: .insufficientFunds
      case .limitExceeded: .limitExceeded
      case .linkedEventFailed: .linkedEventFailed
      case .merchantNotFound: .merchantNotFound
      case .walletNotFound: .walletNotFound
      case .intentNotFound: .intentNotFound
      case .paymentNotFound: .paymentNotFound
      case .providerNotFound: .providerNotFound
      case .providerSecretNotFound: .providerSecretNotFound
      case .providerIncomplete: .providerIncomplete
      case .providerSecretInUse: .providerSecretInUse
      case .providerSecretsFull: .providerSecretsFull
      case .jobNotFound: .jobNotFound
      case .recordNotFound: .recordNotFound
      case .nameTaken: .nameTaken
      case .methodRequired: .methodRequired
      case .methodUnsupported: .methodUnsupported
      case .expiryPassed: .expiryPassed
      case .partyClosed: .partyClosed
      case .partySuspended: .partySuspended
      case .tooManyBonuses: .tooManyBonuses
      case .tooManyWallets: .tooManyWallets
      case .walletNotEmpty: .walletNotEmpty
      case .customerNotFound: .customerNotFound
      case .tierNotFound: .tierNotFound
      case .transactionLimitExceeded: .transactionLimitExceeded
      case .balanceLimitExceeded: .balanceLimitExceeded
      case .outflowLimitExceeded: .outflowLimitExceeded
      case .inflowLimitExceeded: .inflowLimitExceeded
      case .settlementNotFound: .settlementNotFound
      case .settlementWrongState: .settlementWrongState
      case .writeOffAboveLimit: .writeOffAboveLimit
      case .intentWrongState: .intentWrongState
      case .paymentWrongState: .paymentWrongState
      case .jobWrongState: .jobWrongState
      case .jobNotCancellable: .jobNotCancellable
      case .recordUnreadable: .recordUnreadable
      case .captureAboveAuthorized: .captureAboveAuthorized
      case .refundAboveCaptured: .refundAboveCaptured
      case .payoutNotFound: .payoutNotFound
      case .destinationRequired: .destinationRequired
      case .destinationInvalid: .destinationInvalid
      case .payoutUnsupported: .payoutUnsupported
      case .payoutBelowMinimum: .payoutBelowMinimum
      case .railUnsupported: .railUnsupported
      case .payoutWrongState: .payoutWrongState
      case .payoutSelfApproval: .payoutSelfApproval
      case .railClosed: .railClosed
      }
  }
}

extension RejectionCode {
  /// Whether it is about what a customer's tier allows: the numbers are what is left and the limit.
  var isOfTier: Bool {
    switch self {
    case .transactionLimitExceeded, .balanceLimitExceeded, .outflowLimitExceeded, .inflowLimitExceeded: true
    default: false
    }
  }
}

extension Rejection {
  /// The refusal in one sentence, with its numbers.
  var sentence: String {
    let name = account.map { $0.code?.string ?? $0.id.text } ?? "the account"
    let unit = account.map { " (minor units of \($0.currency))" } ?? ""
    let (had, wanted) = (available ?? 0, needed ?? 0)
    return switch code {
    case .holdNotFound: "This ledger has no such hold."
    case .transactionNotFound: "This ledger has no such transaction."
    case .effectiveAtInFuture: "The effective time lies in the future; leave it out to mean now."
    case .accountNotFound: "This ledger has no such account as '\(path.text)' names."
    case .currencyRequired: "The code in '\(path.text)' has accounts in several currencies; name the currency too."
    case .sameAccount: "Both sides name the account \(name); a posting needs two."
    case .currencyMismatch: "The account \(name) is kept in \(account.map { "\($0.currency)" } ?? "another currency")."
    case .codeReserved:
      "The code begins with a word that the product keeps for itself (\(ReservedCodes.prefixes.map { "\($0)" }.joined(separator: ", ")))."
    case .codeTaken: "The code \(name) has an account in this currency already."
    case .accountManaged: "The account \(name) is managed by payments; nobody posts to it directly."
    case .accountClosed: "The account \(name) is closed."
    case .accountFrozen: "The account \(name) is frozen on the \(path.field == .credit ? "credit" : "debit") side."
    case .accountNotEmpty: "The account \(name) still has \(had) posted and \(wanted) reserved\(unit)."
    case .holdCaptured: "The hold is captured already."
    case .holdReleased: "The hold is released already."
    case .holdExpired: "The hold has expired."
    case .captureAboveRemaining: "The hold has \(had) left, \(wanted) were to be captured\(unit)."
    case .alreadyReversed: "The transaction is reversed already."
    case .notReversible: "The transaction moved no money; a hold is released instead."
    case .amountOverflow: "With \(wanted) more, a counter of the account \(name) would leave its range\(unit)."
    case .insufficientFunds: "The account \(name) has \(had) available, \(wanted) are needed\(unit)."
    case .limitExceeded: "The account \(name) may go down by \(had) before its limit, \(wanted) are needed\(unit)."
    case .merchantNotFound: "This tenant has no such merchant as '\(path.text)' names."
    case .walletNotFound: "This tenant has no such wallet as '\(path.text)' names."
    case .intentNotFound: "This tenant has no such payment intent."
    case .paymentNotFound: "This tenant has no such payment."
    case .providerNotFound: "This tenant has no account at this provider."
    case .providerSecretNotFound:
      "The account holds no such secret. One whose request was never finished is destroyed after an hour: send it under a new key."
    case .providerIncomplete:
      "A new account needs 'url' and 'api_key', and a new 'url' its 'api_key' again: no key is sent where it was not given for."
    case .providerSecretInUse: "This is the key the account is opened with; it is replaced by setting another one."
    case .providerSecretsFull: "The account takes \(wanted) secrets already; retire one first."
    case .jobNotFound: "This tenant has no such job."
    case .recordNotFound: "This tenant has no such record."
    case .settlementNotFound: "This tenant has no such settlement."
    case .settlementWrongState:
      "The settlement has no difference that could be accepted, or is being booked still; look at its status."
    case .writeOffAboveLimit:
      "The difference is \(wanted), and at most \(had) may be written off (minor units): the payment settings' write_off_limit says so."
    case .nameTaken: "The name in '\(path.text)' is taken; names are never given anew."
    case .methodRequired: "No way to pay is known for this intent, or the last one was declined; name one in 'payment_method'."
    case .methodUnsupported: "No provider of this tenant takes such a payment: look at the method, the amount and the currency."
    case .expiryPassed: "The time in '\(path.text)' is not in the future."
    case .partyClosed: "What '\(path.text)' names is closed."
    case .partySuspended:
      "What '\(path.text)' names is suspended: nothing new is paid to it or by it; what was taken before may still be captured and given back."
    case .tooManyBonuses: "The wallet has \(had) bonuses that are neither spent nor expired, and takes no more."
    case .tooManyWallets: "The customer has \(had) wallets, and can have no more."
    case .walletNotEmpty:
      "The account \(name) still has \(had) posted and \(wanted) reserved\(unit); a wallet is closed when it is empty."
    case .customerNotFound: "This tenant has no such customer as '\(path.text)' names."
    case .tierNotFound: "The payment settings of this tenant describe no such tier; set it in 'kyc_tiers'."
    case .transactionLimitExceeded:
      "The tier of the customer in '\(path.text)' allows \(wanted) at once (minor units)."
    case .balanceLimitExceeded:
      "The tier of the customer in '\(path.text)' allows a balance of \(wanted), of which \(had) are left (minor units)."
    case .outflowLimitExceeded:
      "The tier of the customer in '\(path.text)' allows \(wanted) to leave in a month, of which \(had) are left (minor units)."
    case .inflowLimitExceeded:
      "The tier of the customer in '\(path.text)' allows \(wanted) to come in in a month, of which \(had) are left (minor units)."
    case .intentWrongState: "The payment intent is in a state in which this cannot be done; look at its status."
    case .paymentWrongState:
      "The payment is in a state in which this cannot be done, or something is under way for it; look at its status."
    case .jobWrongState:
      "Nothing is left to be done, or it is a deadline, which comes at its time: to end an intent earlier, cancel the intent."
    case .jobNotCancellable:
      "Giving this up could lose money: somebody must be told what became of it, so it is asked about until that is known. Only the reading "
        + "of a webhook can be given up."
    case .recordUnreadable:
      "A record that this needs cannot be read by this version of walletd; GET /v1/jobs?status=dead says which, and why."
    case .captureAboveAuthorized:
      "The payment has \(had) authorized that was not captured, \(wanted) were to be captured (minor units)."
    case .refundAboveCaptured:
      "The payment has \(had) captured that was not given back, \(wanted) were to be given back (minor units)."
    case .payoutNotFound: "This tenant has no such payout."
    case .destinationRequired:
      "The request names no bank account, and the merchant has none of its own: give 'bank_code', 'account_number' and 'account_holder'."
    case .destinationInvalid:
      switch path.field {
      case .bankCode: "No bank with this code is known; docs/concepts/payouts.md lists them."
      case .accountNumber: "This bank has no such account numbers: they are digits, \(had) to \(wanted) of them."
      default: "The holder of the account is missing, or longer than \(wanted) bytes."
      }
    case .payoutUnsupported:
      "No active account at a provider pays this out: look at the bank, the currency, and that the amount is of whole rupiah."
    case .payoutBelowMinimum: "The payout is of \(wanted), the least is \(had) (minor units)."
    case .railUnsupported: "The rail takes from \(had) to \(wanted) (minor units); leave 'rail' out to have one chosen."
    case .payoutWrongState:
      "The payout is in a state in which this cannot be done: only one that is requested is approved, and nothing that a provider may "
        + "have is cancelled."
    case .payoutSelfApproval: "Whoever has asked for a payout does not approve it: another person must."
    case .railClosed:
      "No rail takes this amount now; the next does from \(Timestamp(microseconds: wanted).rfc3339). Leave 'when_closed' out to have it wait."
    case .linkedEventFailed:
      "Nothing of the atomic batch was applied because \(path.posting.map { "items[\($0)]" } ?? "another of its items") was refused."
    }
  }
}
