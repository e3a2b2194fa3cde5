import Tenancy

enum SettlementRoutes {
  static let create = Route(
    .post, "/v1/settlements", .tenant(.manageMerchants), "Takes what a provider says it has settled",
    text: """
      By a report of the provider, as CSV, or item by item. Each item is matched to the charge or refund with its reference, and booked: what \
      the provider pays, what it keeps and the tax on that, against its clearing account. What matches nothing is `parked`, with the \
      reason; what came above or below what is booked is `short`. The same items are the same settlement, however often they are sent: what \
      was parked is looked at again. A report that was cut or changed is refused, and nothing of it is booked.
      """,
    body: .required(.settlementCreation),
    success: .init(201, "The settlement, whose items are booked in a moment.", .ref(.settlement)),
    problems: [.reportUnreadable, .contradiction, .currencyNotAllowed, .invalidCode, .tooManyItems, .recordUnreadable])

  static let accept = Route(
    .post, "/v1/settlements/{settlement}/accept", .tenant(.manageMerchants), "Writes off the difference of a settlement",
    text: "Up to `write_off_limit` of the payment settings. What is parked of it is not looked at any more.",
    parameters: [Parameters.settlement], body: .required(.settlementAcceptance),
    success: .init(200, "The settlement.", .ref(.settlement)),
    problems: [.settlementNotFound, .settlementWrongState, .writeOffAboveLimit])

  static let get = Route(
    .get, "/v1/settlements/{settlement}", .tenant(.readPayments), "Shows a settlement", parameters: [Parameters.settlement],
    success: .init(200, "The settlement.", .ref(.settlement)), problems: [.settlementNotFound])

  static let list = Route(
    .get, "/v1/settlements", .tenant(.readPayments), "Lists settlements",
    parameters: [Parameter("status", "With this status.", .oneOf(SettlementShapes.states))] + Parameters.paging,
    success: .init(200, "A page.", .ref(.settlementList)), problems: [.invalidCursor])

  static let items = Route(
    .get, "/v1/settlement_items", .tenant(.readPayments), "Lists what was settled",
    parameters: [
      Parameter("status", "With this status.", .oneOf(SettlementShapes.itemStates)),
      Parameter("settlement", "Of this settlement, by its id.", SettlementShapes.id),
    ] + Parameters.paging, success: .init(200, "A page.", .ref(.settlementItemList)),
    problems: [.invalidCursor, .invalidID, .settlementNotFound])
}
