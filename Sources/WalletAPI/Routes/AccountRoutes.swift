import Tenancy

enum AccountRoutes {
  static let open = Route(
    .post, "/v1/accounts", .tenant(.openAccounts), "Opens an account", body: .required(.accountOpening),
    success: .init(201, "The account.", .ref(.account)),
    problems: [.codeReserved, .codeTaken, .contradiction, .currencyNotAllowed])

  static let list = Route(
    .get, "/v1/accounts", .tenant(.readAccounts), "Lists accounts",
    parameters: [
      Parameter("code_prefix", "The code begins with this.", .string(pattern: WirePattern.accountCode)),
      Parameter("currency", "Of this currency.", Shapes.currency),
      Parameter("class", "Of this class.", .oneOf(Shapes.accountClasses)),
      Parameter("status", "With this status.", .oneOf(["open", "frozen", "closed"])),
    ] + Parameters.paging,
    success: .init(200, "A page.", .ref(.accountList)),
    problems: [.invalidCursor, .unknownCurrency, .invalidCode, .valueEmpty, .valueTooLong])

  static let get = Route(
    .get, "/v1/accounts/{account}", .tenant(.readAccounts), "Shows an account and its balance, now or as of a moment",
    parameters: [Parameters.account, Parameters.currency, Parameters.asOf, Parameters.by],
    success: .init(200, "The account.", .ref(.account)), problems: lookup + [.invalidTime])

  static let entries = Route(
    .get, "/v1/accounts/{account}/entries", .tenant(.readAccounts), "Lists what happened on an account",
    parameters: [Parameters.account, Parameters.currency, Parameters.from, Parameters.to] + Parameters.paging,
    success: .init(200, "A page.", .ref(.entryList)), problems: lookup + [.invalidTime, .invalidCursor, .contradiction])

  static let statement = Route(
    .get, "/v1/accounts/{account}/statement", .tenant(.readAccounts), "Opening balance, entries, closing balance",
    text: "Without `to` the statement ends now; to page through a statement that stands still, pass the `to` it answered.",
    parameters: [Parameters.account, Parameters.currency, Parameters.from, Parameters.to] + Parameters.paging,
    success: .init(200, "The statement.", .ref(.statement)), problems: lookup + [.invalidTime, .invalidCursor, .contradiction])

  static let freeze = change("freeze", "Freezes sides of an account", .required(.freezing), [])
  static let unfreeze = change("unfreeze", "Unfreezes sides of an account", .required(.freezing), [])
  static let close = change("close", "Closes an empty account for good", .optional(.closing), [.accountNotEmpty])
  static let limit = change("limit", "Sets an account's limit", .required(.limiting), [])

  private static let lookup: [ProblemCode] = [
    .accountNotFound, .currencyRequired, .unknownCurrency, .invalidID, .invalidCode, .valueEmpty, .valueTooLong,
  ]

  private static func change(_ verb: String, _ summary: String, _ body: Route.Body, _ problems: [ProblemCode]) -> Route {
    Route(
      .post, "/v1/accounts/{account}/\(verb)", .tenant(.controlAccounts), summary,
      parameters: [Parameters.account, Parameters.currency], body: body,
      success: .init(200, "The account after the change.", .ref(.account)),
      problems: lookup + [.accountClosed] + problems)
  }
}
