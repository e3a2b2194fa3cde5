import Tenancy

enum WalletRoutes {
  static let create = Route(
    .post, "/v1/wallets", .tenant(.manageMerchants), "Makes a wallet",
    text: "Where `customer_id` names a registered customer, it is theirs, and their tier limits what it may have and move.",
    body: .required(.walletCreation), success: .init(201, "The wallet.", .ref(.wallet)),
    problems: [.nameTaken, .invalidCode, .currencyNotAllowed, .tooManyWallets])

  static let get = Route(
    .get, "/v1/wallets/{wallet}", .tenant(.readPayments), "Shows a wallet", parameters: [Parameters.wallet],
    success: .init(200, "The wallet.", .ref(.wallet)), problems: [.walletNotFound])

  static let list = Route(
    .get, "/v1/wallets", .tenant(.readPayments), "Lists wallets",
    parameters: [Parameter("status", "With this status.", .oneOf(PaymentShapes.walletStates))] + Parameters.paging,
    success: .init(200, "A page.", .ref(.walletList)), problems: [.invalidCursor])

  static let transfer = Route(
    .post, "/v1/wallets/{wallet}/transfers", .tenant(.takePayments), "Moves money from a wallet to another one",
    text: """
      Of the wallet's own money: bonuses never move. The fee that the payment settings name is taken beside the amount. Both balances stand \
      in the answer, and whoever reads afterwards sees them.
      """,
    parameters: [Parameters.wallet], body: .required(.walletTransferRequest),
    success: .init(201, "The transfer, with both balances after it.", .ref(.walletTransfer)),
    problems: [
      .walletNotFound, .sameAccount, .currencyMismatch, .partyClosed, .partySuspended, .accountFrozen, .amountOverflow,
      .insufficientFunds,
    ] + limits)

  static let change = Route(
    .post, "/v1/wallets/{wallet}", .tenant(.manageMerchants), "Changes what is said of a wallet, and whose it is",
    text: "A field that is left out stays as it is. `customer_id` names a registered customer, whose the wallet is from now on.",
    parameters: [Parameters.wallet], body: .required(.walletChange),
    success: .init(200, "The wallet after the change.", .ref(.wallet)),
    problems: [.walletNotFound, .customerNotFound, .tooManyWallets])

  static let suspend = move(
    "suspend", "Has a wallet take part in nothing new", "What was begun before goes on: it is captured, and given back.")
  static let activate = move(
    "activate", "Has a wallet take part again, whether it was suspended or closed", "It pays and is paid again.")
  static let close = move(
    "close", "Closes an empty wallet",
    """
    Only where nothing is in it or reserved. What a provider takes for a top-up that was begun before is booked all the same, and can be given \
    back.
    """, [.walletNotEmpty])

  static let freeze = frozen("freeze", "Freezes sides of a wallet: what may leave it, what may come")
  static let unfreeze = frozen("unfreeze", "Unfreezes sides of a wallet")

  static let statement = Route(
    .get, "/v1/wallets/{wallet}/statement", .tenant(.readPayments), "What happened in a wallet, its bonuses included",
    text: """
      Newest first, with what was in the wallet after each entry. Without `to` the statement ends now; to page through a statement that stands \
      still, pass the `to` it answered.
      """,
    parameters: [Parameters.wallet, Parameters.from, Parameters.to] + Parameters.paging,
    success: .init(200, "The statement.", .ref(.walletStatement)),
    problems: [.walletNotFound, .invalidTime, .invalidCursor, .contradiction])

  /// What the tier of a wallet's owner can refuse.
  static let limits: [ProblemCode] = [
    .transactionLimitExceeded, .balanceLimitExceeded, .outflowLimitExceeded, .inflowLimitExceeded, .tierNotFound,
  ]

  private static func move(_ verb: String, _ summary: String, _ text: String, _ problems: [ProblemCode] = []) -> Route {
    Route(
      .post, "/v1/wallets/{wallet}/\(verb)", .tenant(.controlAccounts), summary, text: text, parameters: [Parameters.wallet],
      body: .optional(.emptyRequest), success: .init(200, "The wallet after the change.", .ref(.wallet)),
      problems: [.walletNotFound] + problems)
  }

  private static func frozen(_ verb: String, _ summary: String) -> Route {
    Route(
      .post, "/v1/wallets/{wallet}/\(verb)", .tenant(.controlAccounts), summary, parameters: [Parameters.wallet],
      body: .required(.walletFreezing), success: .init(200, "The wallet after the change.", .ref(.wallet)),
      problems: [.walletNotFound])
  }
}

enum CustomerRoutes {
  static let create = Route(
    .post, "/v1/customers", .tenant(.manageMerchants), "Registers a customer", body: .required(.customerCreation),
    success: .init(201, "The customer.", .ref(.customer)), problems: [.nameTaken, .invalidCode, .tierNotFound])

  static let get = Route(
    .get, "/v1/customers/{customer}", .tenant(.readPayments), "Shows a customer", parameters: [Parameters.customer],
    success: .init(200, "The customer.", .ref(.customer)), problems: [.customerNotFound])

  static let change = Route(
    .post, "/v1/customers/{customer}", .tenant(.manageMerchants), "Changes a customer",
    text: """
      A field that is left out stays as it is. Another tier counts at once, for what was moved in this month too. The wallets of a customer \
      who is suspended take part in nothing new.
      """,
    parameters: [Parameters.customer], body: .required(.customerChange),
    success: .init(200, "The customer after the change.", .ref(.customer)), problems: [.customerNotFound, .tierNotFound])

  static let list = Route(
    .get, "/v1/customers", .tenant(.readPayments), "Lists customers",
    parameters: [Parameter("status", "With this status.", .oneOf(WalletShapes.customerStates))] + Parameters.paging,
    success: .init(200, "A page.", .ref(.customerList)), problems: [.invalidCursor])
}
