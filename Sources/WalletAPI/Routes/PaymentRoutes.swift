import Tenancy

enum MerchantRoutes {
  static let create = Route(
    .post, "/v1/merchants", .tenant(.manageMerchants), "Makes a merchant", body: .required(.merchantCreation),
    success: .init(201, "The merchant.", .ref(.merchant)), problems: [.nameTaken, .invalidCode, .contradiction, .tooManyItems])

  static let get = Route(
    .get, "/v1/merchants/{merchant}", .tenant(.readPayments), "Shows a merchant", parameters: [Parameters.merchant],
    success: .init(200, "The merchant.", .ref(.merchant)), problems: [.merchantNotFound])

  static let change = Route(
    .post, "/v1/merchants/{merchant}", .tenant(.manageMerchants), "Changes a merchant",
    text: """
      A field that is left out stays as it is. A fee is for payments that are confirmed afterwards; those that were begun keep theirs. To a \
      merchant that is suspended or closed nothing new is paid, and what was taken before is still captured and given back. Closing is \
      for good.
      """,
    parameters: [Parameters.merchant], body: .required(.merchantChange),
    success: .init(200, "The merchant after the change.", .ref(.merchant)),
    problems: [.merchantNotFound, .partyClosed, .contradiction, .tooManyItems])

  static let list = Route(
    .get, "/v1/merchants", .tenant(.readPayments), "Lists merchants",
    parameters: [Parameter("status", "With this status.", .oneOf(PaymentShapes.merchantStates))] + Parameters.paging,
    success: .init(200, "A page.", .ref(.merchantList)), problems: [.invalidCursor])
}

enum BonusRoutes {
  static let grant = Route(
    .post, "/v1/wallets/{wallet}/bonuses", .tenant(.manageMerchants), "Gives a wallet promotional money",
    text: """
      It is spent before the wallet's own money, the bonus that expires first before the others, and cannot be withdrawn. What nobody has \
      spent by `expires_at` is the platform's again; what an authorization holds then may still be captured.
      """,
    parameters: [Parameters.wallet], body: .required(.bonusGrant), success: .init(201, "The bonus.", .ref(.bonus)),
    problems: [
      .walletNotFound, .partyClosed, .partySuspended, .currencyMismatch, .expiryPassed, .tooManyBonuses, .accountFrozen,
      .amountOverflow,
    ])

  static let get = Route(
    .get, "/v1/bonuses/{bonus}", .tenant(.readPayments), "Shows a bonus", parameters: [Parameters.bonus],
    success: .init(200, "The bonus.", .ref(.bonus)), problems: [.recordNotFound])

  static let list = Route(
    .get, "/v1/bonuses", .tenant(.readPayments), "Lists bonuses",
    parameters: [
      Parameter("status", "With this status.", .oneOf(PaymentShapes.bonusStates)),
      Parameter("wallet", "Of this wallet, by its id.", PaymentShapes.walletID),
    ] + Parameters.paging, success: .init(200, "A page.", .ref(.bonusList)),
    problems: [.invalidCursor, .invalidID, .walletNotFound])
}

enum IntentRoutes {
  static let create = Route(
    .post, "/v1/payment_intents", .tenant(.takePayments), "Says what is to be paid, before anybody is asked",
    body: .required(.intentCreation), success: .init(201, "The intent.", .ref(.intent)),
    problems: [
      .merchantNotFound, .walletNotFound, .partyClosed, .partySuspended, .sameAccount, .currencyMismatch, .currencyNotAllowed,
      .contradiction,
      .methodUnsupported,
      .tooManyItems, .recordUnreadable,
    ] + WalletRoutes.limits)

  static let confirm = Route(
    .post, "/v1/payment_intents/{intent}/confirm", .tenant(.takePayments), "Has the money taken",
    text: """
      Asks the first provider that takes such a payment, and the next where it certainly was not asked. Where nobody knows whether it was, \
      the answer is 504 `provider_outcome_unknown`: the provider is asked again until it is known, and the same key tells. A wallet pays \
      at once or not at all: `last_error` then says `insufficient_funds`, with the numbers.
      """,
    parameters: [Parameters.intent], body: .optional(.intentConfirmation),
    success: .init(200, "The intent, with what the customer has to do.", .ref(.intent)),
    problems: [
      .intentNotFound, .intentWrongState, .methodRequired, .methodUnsupported, .merchantNotFound, .walletNotFound, .partyClosed,
      .partySuspended, .sameAccount, .currencyMismatch, .accountFrozen, .paymentsNotSetUp,
    ] + WalletRoutes.limits + outside)

  static let cancel = Route(
    .post, "/v1/payment_intents/{intent}/cancel", .tenant(.takePayments), "Cancels what nobody has paid",
    parameters: [Parameters.intent], body: .optional(.emptyRequest), success: .init(200, "The intent.", .ref(.intent)),
    problems: [.intentNotFound, .intentWrongState] + outside)

  static let get = Route(
    .get, "/v1/payment_intents/{intent}", .tenant(.readPayments), "Shows an intent", parameters: [Parameters.intent],
    success: .init(200, "The intent.", .ref(.intent)), problems: [.intentNotFound])

  static let list = Route(
    .get, "/v1/payment_intents", .tenant(.readPayments), "Lists intents",
    parameters: [Parameter("status", "With this status.", .oneOf(PaymentShapes.intentStates))] + Parameters.paging,
    success: .init(200, "A page.", .ref(.intentList)), problems: [.invalidCursor])

  /// What asking a provider can come to: its account's key lies in the vault.
  static let outside: [ProblemCode] = [.providerOutcomeUnknown, .recordUnreadable] + PaymentMethodRoutes.needed
}

enum PaymentRoutes {
  static let get = Route(
    .get, "/v1/payments/{payment}", .tenant(.readPayments), "Shows a payment", parameters: [Parameters.payment],
    success: .init(200, "The payment.", .ref(.payment)), problems: [.paymentNotFound])

  static let list = Route(
    .get, "/v1/payments", .tenant(.readPayments), "Lists payments",
    parameters: [Parameter("status", "With this status.", .oneOf(PaymentShapes.paymentStates))] + Parameters.paging,
    success: .init(200, "A page.", .ref(.paymentList)), problems: [.invalidCursor])

  static let capture = Route(
    .post, "/v1/payments/{payment}/capture", .tenant(.takePayments), "Takes some or all of what is authorized",
    parameters: [Parameters.payment], body: .optional(.paymentCapture), success: .init(200, "The payment.", .ref(.payment)),
    problems: [.paymentNotFound, .paymentWrongState, .captureAboveAuthorized, .accountFrozen] + IntentRoutes.outside)

  static let void = Route(
    .post, "/v1/payments/{payment}/void", .tenant(.takePayments), "Frees what is authorized",
    parameters: [Parameters.payment], body: .optional(.emptyRequest), success: .init(200, "The payment.", .ref(.payment)),
    problems: [.paymentNotFound, .paymentWrongState] + IntentRoutes.outside)

  static let refund = Route(
    .post, "/v1/payments/{payment}/refunds", .tenant(.refundPayments), "Gives money back",
    parameters: [Parameters.payment], body: .optional(.refundCreation), success: .init(201, "The refund.", .ref(.refund)),
    problems: [.paymentNotFound, .paymentWrongState, .refundAboveCaptured, .insufficientFunds, .accountFrozen]
      + IntentRoutes.outside)
}

enum RefundRoutes {
  static let get = Route(
    .get, "/v1/refunds/{refund}", .tenant(.readPayments), "Shows a refund", parameters: [Parameters.refund],
    success: .init(200, "The refund.", .ref(.refund)), problems: [.refundNotFound])

  static let list = Route(
    .get, "/v1/refunds", .tenant(.readPayments), "Lists refunds",
    parameters: [
      Parameter("status", "With this status.", .oneOf(PaymentShapes.refundStates)),
      Parameter("payment", "Of this payment.", PaymentShapes.paymentID),
    ] + Parameters.paging, success: .init(200, "A page.", .ref(.refundList)),
    problems: [.invalidCursor, .invalidID, .paymentNotFound])
}

enum InboxRoutes {
  static let get = Route(
    .get, "/v1/inbox/{delivery}", .tenant(.readPayments), "Shows a webhook as it arrived", parameters: [Parameters.delivery],
    success: .init(200, "The webhook.", .ref(.delivery)), problems: [.recordNotFound])

  static let list = Route(
    .get, "/v1/inbox", .tenant(.readPayments), "Lists webhooks that arrived",
    parameters: [Parameter("status", "With this status.", .oneOf(PaymentShapes.deliveryStates))] + Parameters.paging,
    success: .init(200, "A page.", .ref(.deliveryList)), problems: [.invalidCursor])

  static let replay = Route(
    .post, "/v1/inbox/{delivery}/replay", .tenant(.manageJobs), "Has a webhook read again",
    text: "As if it had just come. It moves no money by itself: what it is about is asked of the provider.",
    parameters: [Parameters.delivery], body: .optional(.emptyRequest), success: .init(200, "The webhook.", .ref(.delivery)),
    problems: [.recordNotFound, .recordUnreadable])
}

enum AttemptRoutes {
  static let get = Route(
    .get, "/v1/attempts/{attempt}", .tenant(.readPayments), "Shows what was asked of a provider",
    parameters: [Parameters.attempt], success: .init(200, "The attempt.", .ref(.attempt)), problems: [.recordNotFound])

  static let list = Route(
    .get, "/v1/attempts", .tenant(.readPayments), "Lists what was asked of providers",
    parameters: [
      Parameter("status", "With this status.", .oneOf(PaymentShapes.attemptStates)),
      Parameter("intent", "For this intent.", PaymentShapes.intentID),
    ] + Parameters.paging, success: .init(200, "A page.", .ref(.attemptList)),
    problems: [.invalidCursor, .invalidID, .intentNotFound])
}
