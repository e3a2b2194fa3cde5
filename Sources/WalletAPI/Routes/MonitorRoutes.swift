import Tenancy

enum MonitorRoutes {
  static let create = Route(
    .post, "/v1/balance_monitors", .tenant(.manageMerchants), "Has a balance watched",
    text: """
      What is available on a wallet, or on an account, is compared with `amount` after each request, in the commit that changed it: an event \
      tells once when it has crossed the line, and once when it is back. A balance on the line itself has not crossed it.
      """, body: .required(.monitorCreation), success: .init(201, "The monitor.", .ref(.monitor)),
    problems: [.walletNotFound, .accountNotFound, .currencyRequired, .contradiction])

  static let get = Route(
    .get, "/v1/balance_monitors/{monitor}", .tenant(.readPayments), "Shows a balance monitor", parameters: [Parameters.monitor],
    success: .init(200, "The monitor.", .ref(.monitor)), problems: [.recordNotFound])

  static let list = Route(
    .get, "/v1/balance_monitors", .tenant(.readPayments), "Lists balance monitors",
    parameters: [Parameter("status", "With this status.", .oneOf(WalletShapes.monitorStates))] + Parameters.paging,
    success: .init(200, "A page.", .ref(.monitorList)), problems: [.invalidCursor])

  static let remove = Route(
    .post, "/v1/balance_monitors/{monitor}/remove", .tenant(.manageMerchants), "Ends a balance monitor",
    parameters: [Parameters.monitor], body: .optional(.emptyRequest), success: .init(200, "The monitor.", .ref(.monitor)),
    problems: [.recordNotFound, .partyClosed])
}
