/// Every way the API can say no. The raw value is the stable `code` of a problem body; one status per code.
///
/// The order is that of precedence: what is checked first comes first. Inside the body, the first wrong field in the order of
/// writing is answered, then what is missing, then what contradicts itself.
package enum ProblemCode: String, Sendable, CaseIterable {
  // The bytes are not an HTTP request this server takes.
  case invalidRequestLine = "invalid_request_line"
  case invalidMethod = "invalid_method"
  case invalidTarget = "invalid_target"
  case bareLineFeed = "bare_line_feed"
  case invalidHeader = "invalid_header"
  case spaceBeforeColon = "space_before_colon"
  case foldedHeader = "folded_header"
  case missingHost = "missing_host"
  case duplicateHost = "duplicate_host"
  case invalidHost = "invalid_host"
  case invalidContentLength = "invalid_content_length"
  case duplicateContentLength = "duplicate_content_length"
  case contentLengthWithTransferEncoding = "content_length_with_transfer_encoding"
  case duplicateTransferEncoding = "duplicate_transfer_encoding"
  case transferEncodingInHTTP10 = "transfer_encoding_in_http_10"
  case invalidChunk = "invalid_chunk"
  case truncatedRequest = "truncated_request"
  case requestTimeout = "request_timeout"
  case bodyTooLarge = "body_too_large"
  case targetTooLong = "target_too_long"
  case unknownExpectation = "unknown_expectation"
  case headTooLarge = "head_too_large"
  case unsupportedTransferEncoding = "unsupported_transfer_encoding"
  case unsupportedVersion = "unsupported_version"
  case tooManyConnections = "too_many_connections"
  case tooManyBodies = "too_many_bodies"

  // Where to, who is it, and for which tenant.
  case routeNotFound = "route_not_found"
  case methodNotAllowed = "method_not_allowed"
  case duplicateHeader = "duplicate_header"
  case unauthenticated
  case tenantRequired = "tenant_required"
  case tenantNotFound = "tenant_not_found"

  // The request as a whole.
  case unknownParameter = "unknown_parameter"
  case unsupportedMediaType = "unsupported_media_type"
  case idempotencyKeyInvalid = "idempotency_key_invalid"
  case bodyRequired = "body_required"
  case invalidJSON = "invalid_json"

  // Its fields, in the order they are written.
  case unknownField = "unknown_field"
  case wrongType = "wrong_type"
  case amountNotInteger = "amount_not_integer"
  case amountNegative = "amount_negative"
  case amountZero = "amount_zero"
  case amountTooLarge = "amount_too_large"
  case notAnInteger = "not_an_integer"
  case outOfRange = "out_of_range"
  case valueEmpty = "value_empty"
  case valueTooLong = "value_too_long"
  case invalidValue = "invalid_value"
  case invalidText = "invalid_text"
  case invalidID = "invalid_id"
  case invalidCode = "invalid_code"
  case invalidTime = "invalid_time"
  case invalidCursor = "invalid_cursor"
  case unknownCurrency = "unknown_currency"
  case tooManyItems = "too_many_items"
  case metadataTooLarge = "metadata_too_large"
  case missingField = "missing_field"
  case contradiction
  case idempotencyKeyConflict = "idempotency_key_conflict"
  case idempotencyKeyRequired = "idempotency_key_required"

  // A key that was used before.
  case idempotencyMismatch = "idempotency_mismatch"
  case batchPartlyKnown = "batch_partly_known"

  // The ledger's own ladder; stored with the key.
  case holdNotFound = "hold_not_found"
  case transactionNotFound = "transaction_not_found"
  case effectiveAtInFuture = "effective_at_in_future"
  case accountNotFound = "account_not_found"
  case currencyRequired = "currency_required"
  case sameAccount = "same_account"
  case currencyMismatch = "currency_mismatch"
  case codeReserved = "code_reserved"
  case codeTaken = "code_taken"
  case accountManaged = "account_managed"
  case accountClosed = "account_closed"
  case accountFrozen = "account_frozen"
  case accountNotEmpty = "account_not_empty"
  case holdCaptured = "hold_captured"
  case holdReleased = "hold_released"
  case holdExpired = "hold_expired"
  case captureAboveRemaining = "capture_above_remaining"
  case alreadyReversed = "already_reversed"
  case notReversible = "not_reversible"
  case amountOverflow = "amount_overflow"
  case insufficientFunds = "insufficient_funds"
  case limitExceeded = "limit_exceeded"
  case linkedEventFailed = "linked_event_failed"

  // Tenants and backups.
  case tenantCodeTaken = "tenant_code_taken"
  case directoryUnusable = "directory_unusable"
  case backupExists = "backup_exists"

  // The surroundings.
  case notReady = "not_ready"
  case notApplied = "not_applied"
  case outcomeUnknown = "outcome_unknown"
  case ledgerFenced = "ledger_fenced"
  case internalError = "internal_error"
}
