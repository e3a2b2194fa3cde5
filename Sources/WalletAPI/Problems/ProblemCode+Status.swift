extension ProblemCode {
  /// The one HTTP status of a code.
  package var status: UInt16 {
    switch self {
    case .invalidRequestLine, .invalidMethod, .invalidTarget, .bareLineFeed, .invalidHeader, .spaceBeforeColon, .foldedHeader,
      .missingHost, .duplicateHost, .invalidHost, .invalidContentLength, .duplicateContentLength,
      .contentLengthWithTransferEncoding, .duplicateTransferEncoding, .transferEncodingInHTTP10, .invalidChunk,
      .truncatedRequest:
      400
    case .duplicateHeader:
      400
    case .tenantRequired, .unknownParameter, .idempotencyKeyInvalid, .bodyRequired, .invalidJSON, .unknownField, .wrongType,
      .amountNotInteger, .amountNegative, .amountZero, .amountTooLarge, .notAnInteger, .outOfRange, .valueEmpty, .valueTooLong,
      .invalidValue, .invalidText, .invalidID, .invalidCode, .invalidTime, .invalidCursor, .unknownCurrency, .tooManyItems,
      .metadataTooLarge, .missingField, .contradiction, .idempotencyKeyConflict, .idempotencyKeyRequired,
      .effectiveAtInFuture, .currencyRequired, .sameAccount, .currencyMismatch, .codeReserved, .directoryUnusable,
      .confirmationWrong, .securityCodeRefused, .invalidCardNumber, .unknownCardBrand, .cardExpired, .secretRepeated,
      .realCardInTest, .methodRequired, .methodUnsupported, .providerIncomplete, .expiryPassed, .reportUnreadable,
      .destinationRequired,
      .destinationInvalid, .payoutUnsupported, .payoutBelowMinimum, .railUnsupported:
      400
    case .unauthenticated, .apiKeyInvalid, .apiKeyRevoked, .apiKeyExpired: 401
    case .addressNotAllowed, .permissionDenied, .tenantSuspended, .currencyNotAllowed, .passphraseWrong, .payoutSelfApproval: 403
    case .insufficientFunds, .limitExceeded, .transactionLimitExceeded, .balanceLimitExceeded, .outflowLimitExceeded,
      .inflowLimitExceeded:
      402
    case .routeNotFound, .tenantNotFound, .keyNotFound, .holdNotFound, .transactionNotFound, .accountNotFound,
      .paymentMethodNotFound, .eventNotFound, .merchantNotFound, .walletNotFound, .intentNotFound, .paymentNotFound,
      .customerNotFound, .tierNotFound,
      .refundNotFound, .recordNotFound, .providerNotFound, .providerSecretNotFound, .jobNotFound, .settlementNotFound,
      .payoutNotFound:
      404
    case .methodNotAllowed: 405
    case .requestTimeout: 408
    case .batchPartlyKnown, .codeTaken, .accountManaged, .accountClosed, .accountFrozen, .accountNotEmpty, .holdCaptured,
      .holdReleased, .holdExpired, .captureAboveRemaining, .alreadyReversed, .notReversible, .amountOverflow,
      .linkedEventFailed, .tenantCodeTaken, .tenantClosed,
      .tenantNotSuspended, .tenantNotClosed, .tenantRetained, .keyNotActive, .backupExists,
      .paymentMethodDeleted, .customerRequired, .vaultKeyExists, .rotationUnderWay, .vaultShredded, .nameTaken, .partyClosed,
      .partySuspended, .tooManyBonuses, .tooManyWallets, .walletNotEmpty,
      .intentWrongState,
      .paymentWrongState, .jobWrongState, .jobNotCancellable, .recordUnreadable, .captureAboveAuthorized, .refundAboveCaptured,
      .requestInProgress, .paymentsNotSetUp, .providerSecretInUse, .providerSecretsFull, .settlementWrongState,
      .writeOffAboveLimit, .payoutWrongState, .railClosed:
      409
    case .bodyTooLarge: 413
    case .targetTooLong: 414
    case .unsupportedMediaType: 415
    case .unknownExpectation: 417
    case .idempotencyMismatch: 422
    case .rateLimited, .concurrencyLimited, .streamsLimited: 429
    case .headTooLarge: 431
    case .internalError: 500
    case .unsupportedTransferEncoding: 501
    case .tooManyConnections, .tooManyBodies, .notReady, .notApplied, .outcomeUnknown, .ledgerFenced, .vaultAbsent, .vaultSealed,
      .vaultKeyUnusable, .vaultFenced:
      503
    case .providerOutcomeUnknown: 504
    case .unsupportedVersion: 505
    }
  }

  /// Seconds after which the same request may well succeed; nil where a retry cannot help.
  package var retryAfter: Int? {
    switch self {
    // A person must come first.
    case .vaultAbsent, .vaultSealed, .vaultKeyUnusable, .vaultFenced: return nil
    case .requestInProgress: return 1
    default: break
    }
    return switch status {
    case 429, 503, 504: 1
    default: nil
    }
  }
}
