import Tenancy

enum TransactionRoutes {
  static let transfer = Route(
    .post, "/v1/transfers", .tenant(.postTransactions), "Moves an amount from one account to another",
    body: .required(.transferRequest),
    success: .init(201, "The transaction.", .ref(.transaction)), problems: posting)

  static let post = Route(
    .post, "/v1/transactions", .tenant(.postTransactions), "Posts one or more postings, all or none",
    body: .required(.transactionRequest),
    success: .init(201, "The transaction.", .ref(.transaction)), problems: posting + [.tooManyItems])

  static let list = Route(
    .get, "/v1/transactions", .tenant(.readTransactions), "Lists transactions; all filters that are given must hold",
    parameters: [
      Parameters.filterAccount, Parameters.currency,
      Parameter("key", "Posted under this idempotency key.", .string(pattern: WirePattern.key)),
      Parameter("reference", "With exactly this reference.", Shapes.reference),
      Parameter(
        "type", "Of this type.", .oneOf(["transfer", "hold", "capture", "release", "expiry", "reversal"])),
      Parameters.from, Parameters.to,
    ] + Parameters.paging,
    success: .init(200, "A page.", .ref(.transactionList)),
    problems: filters + [.invalidTime, .contradiction, .invalidText, .idempotencyKeyInvalid])

  static let get = Route(
    .get, "/v1/transactions/{transaction}", .tenant(.readTransactions), "Shows a transaction",
    parameters: [Parameters.transaction],
    success: .init(200, "The transaction.", .ref(.transaction)), problems: [.transactionNotFound])

  static let reverse = Route(
    .post, "/v1/transactions/{transaction}/reverse", .tenant(.reverseTransactions), "Posts a transaction the other way round",
    parameters: [Parameters.transaction],
    body: .optional(.reversalRequest), success: .init(201, "The reversal.", .ref(.transaction)),
    problems: [.transactionNotFound, .effectiveAtInFuture, .alreadyReversed, .notReversible] + state + numbers)

  static let batch = Route(
    .post, "/v1/batches", .tenant(.postTransactions), "Does many things in one request",
    text: """
      Each item has its own key and its own answer, at its place in `results`: a compact success, or a problem body whose `param` \
      is relative to the item. A malformed item refuses the whole batch. With `atomic`, the first refusal undoes the others, which \
      answer `linked_event_failed`.
      """,
    body: .required(.batchRequest), success: .init(200, "An answer for each item.", .ref(.batchReply)),
    problems: [.batchPartlyKnown, .tooManyItems, .contradiction, .currencyNotAllowed])

  /// What a list's filters can get wrong.
  static let filters: [ProblemCode] = [
    .invalidCursor, .accountNotFound, .currencyRequired, .unknownCurrency, .invalidID, .invalidCode, .valueEmpty, .valueTooLong,
  ]

  /// What the accounts' state and numbers can refuse.
  static let state: [ProblemCode] = [.accountManaged, .accountClosed, .accountFrozen]
  static let numbers: [ProblemCode] = [.amountOverflow, .insufficientFunds, .limitExceeded]
  static let posting: [ProblemCode] =
    [.effectiveAtInFuture, .accountNotFound, .currencyRequired, .sameAccount, .currencyMismatch] + state + numbers
}

enum HoldRoutes {
  static let place = Route(
    .post, "/v1/holds", .tenant(.placeHolds), "Reserves an amount", body: .required(.holdRequest),
    success: .init(201, "The hold.", .ref(.hold)),
    problems: TransactionRoutes.posting)

  static let list = Route(
    .get, "/v1/holds", .tenant(.readHolds), "Lists holds",
    parameters: [
      Parameter("status", "With this status.", .oneOf(["open", "captured", "released", "expired"])), Parameters.filterAccount,
      Parameters.currency,
    ] + Parameters.paging,
    success: .init(200, "A page.", .ref(.holdList)),
    problems: TransactionRoutes.filters)

  static let get = Route(
    .get, "/v1/holds/{hold}", .tenant(.readHolds), "Shows a hold", parameters: [Parameters.hold],
    success: .init(200, "The hold.", .ref(.hold)),
    problems: [.holdNotFound])

  static let capture = Route(
    .post, "/v1/holds/{hold}/capture", .tenant(.resolveHolds), "Posts what was reserved, all or part of it",
    parameters: [Parameters.hold],
    body: .optional(.captureRequest), success: .init(200, "The hold and the transaction.", .ref(.holdResolution)),
    problems: resolved + [.captureAboveRemaining, .tooManyItems] + TransactionRoutes.posting)

  static let release = Route(
    .post, "/v1/holds/{hold}/release", .tenant(.resolveHolds), "Frees what is still reserved", parameters: [Parameters.hold],
    body: .optional(.releaseRequest), success: .init(200, "The hold and the transaction.", .ref(.holdResolution)),
    problems: resolved + [.effectiveAtInFuture])

  private static let resolved: [ProblemCode] = [.holdNotFound, .holdCaptured, .holdReleased, .holdExpired]
}

enum ReportRoutes {
  private static let moment = [Parameters.asOf, Parameters.by]

  static let trialBalance = Route(
    .get, "/v1/reports/trial-balance", .tenant(.readReports), "Every account's balance in its column, now or as of a moment",
    parameters: moment,
    success: .init(200, "The report.", .ref(.trialBalance)), problems: [.invalidTime])

  static let balanceSheet = Route(
    .get, "/v1/reports/balance-sheet", .tenant(.readReports),
    "Assets, liabilities, equity, revenue and expenses, with the proof that they add up",
    parameters: moment, success: .init(200, "The report.", .ref(.balanceSheet)), problems: [.invalidTime])
}
