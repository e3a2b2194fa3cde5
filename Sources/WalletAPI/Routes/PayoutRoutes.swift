import Tenancy

enum PayoutRoutes {
  static let create = Route(
    .post, "/v1/payouts", .tenant(.requestPayouts), "Sets money aside and has it paid out",
    text: """
      The amount and the fee leave what is available at once. Where the amount needs a second person's consent the payout waits for it; \
      otherwise it is sent, or waits for the hours of its rail. What becomes of it is told by its events.
      """,
    body: .required(.payoutCreation), success: .init(201, "The payout.", .ref(.payout)),
    problems: [
      .merchantNotFound, .walletNotFound, .partyClosed, .partySuspended, .currencyMismatch, .currencyNotAllowed, .contradiction,
      .destinationRequired, .destinationInvalid, .payoutUnsupported, .payoutBelowMinimum, .railUnsupported, .railClosed,
      .insufficientFunds, .accountFrozen, .amountOverflow, .recordUnreadable,
    ] + PaymentMethodRoutes.needed)

  static let approve = Route(
    .post, "/v1/payouts/{payout}/approve", .tenant(.approvePayouts), "Agrees to a payout",
    text: "Whoever has asked for it may not.", parameters: [Parameters.payout], body: .optional(.emptyRequest),
    success: .init(200, "The payout.", .ref(.payout)),
    problems: [
      .payoutNotFound, .payoutWrongState, .payoutSelfApproval, .merchantNotFound, .walletNotFound, .partyClosed, .partySuspended,
      .currencyMismatch, .payoutUnsupported, .railUnsupported, .recordUnreadable,
    ] + PaymentMethodRoutes.needed)

  static let cancel = Route(
    .post, "/v1/payouts/{payout}/cancel", .tenant(.requestPayouts), "Takes back a payout that nobody was asked to pay",
    text: "The money is available again, its fee too. What a provider may have cannot be taken back.",
    parameters: [Parameters.payout], body: .optional(.emptyRequest), success: .init(200, "The payout.", .ref(.payout)),
    problems: [.payoutNotFound, .payoutWrongState, .recordUnreadable])

  static let get = Route(
    .get, "/v1/payouts/{payout}", .tenant(.readPayments), "Shows a payout", parameters: [Parameters.payout],
    success: .init(200, "The payout.", .ref(.payout)), problems: [.payoutNotFound])

  static let list = Route(
    .get, "/v1/payouts", .tenant(.readPayments), "Lists payouts",
    parameters: [
      Parameter("status", "In this state; `sending` and `unknown` are both shown as `submitted`.", .oneOf(PayoutShapes.states)),
      Parameter("merchant", "Of this merchant, by its id.", PaymentShapes.id("mch")),
      Parameter("wallet", "Of this wallet, by its id.", PaymentShapes.walletID),
    ] + Parameters.paging, success: .init(200, "A page.", .ref(.payoutList)),
    problems: [.invalidCursor, .invalidID, .merchantNotFound, .walletNotFound])
}
