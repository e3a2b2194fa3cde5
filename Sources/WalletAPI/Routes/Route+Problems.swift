extension Route {
  /// Every code this operation can answer with, in order of precedence.
  package var problems: [ProblemCode] {
    var codes = Set(ownProblems).union(Route.anyRequest)
    switch access {
    case .everybody: break
    case .daemon: codes.formUnion(Route.callers)
    case .tenant:
      codes.formUnion(Route.callers + [.tenantRequired, .tenantNotFound, .tenantSuspended])
      if isMutation { codes.insert(.tenantClosed) }
    }
    if access != .everybody { codes.formUnion(Route.surroundings) }
    if !parameters.allSatisfy({ $0.place == .path }) { codes.formUnion([.invalidValue, .notAnInteger, .outOfRange]) }
    if isMutation { codes.formUnion(isKeyed ? Route.mutation : [.outcomeUnknown]) }
    switch body {
    case .none: break
    case .optional: codes.formUnion(Route.anyBody)
    case .required: codes.formUnion(Route.anyBody + [.bodyRequired, .missingField])
    }
    return ProblemCode.allCases.filter(codes.contains)
  }

  /// What the server answers before it looks at the path, and to any path.
  private static let anyRequest: [ProblemCode] = [
    .invalidRequestLine, .invalidMethod, .invalidTarget, .bareLineFeed, .invalidHeader, .spaceBeforeColon, .foldedHeader,
    .missingHost, .duplicateHost, .invalidHost, .invalidContentLength, .duplicateContentLength,
    .contentLengthWithTransferEncoding, .duplicateTransferEncoding, .transferEncodingInHTTP10, .invalidChunk, .truncatedRequest,
    .requestTimeout, .bodyTooLarge, .targetTooLong, .unknownExpectation, .headTooLarge, .unsupportedTransferEncoding,
    .unsupportedVersion, .tooManyConnections, .tooManyBodies, .duplicateHeader, .unknownParameter, .internalError,
  ]

  private static let callers: [ProblemCode] = [
    .unauthenticated, .apiKeyInvalid, .apiKeyRevoked, .apiKeyExpired, .addressNotAllowed, .permissionDenied, .rateLimited,
    .concurrencyLimited,
  ]

  private static let surroundings: [ProblemCode] = [.notApplied, .ledgerFenced]

  private static let mutation: [ProblemCode] = [
    .idempotencyKeyInvalid, .idempotencyKeyConflict, .idempotencyKeyRequired, .idempotencyMismatch, .outcomeUnknown,
  ]

  private static let anyBody: [ProblemCode] = [
    .unsupportedMediaType, .invalidJSON, .unknownField, .wrongType, .amountNotInteger, .amountNegative, .amountZero,
    .amountTooLarge, .notAnInteger, .outOfRange, .valueEmpty, .valueTooLong, .invalidValue, .invalidText, .invalidID,
    .invalidCode, .invalidTime, .unknownCurrency, .metadataTooLarge, .missingField,
  ]
}
