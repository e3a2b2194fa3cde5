import LedgerCore
import Payments
import WalletAPI

extension PaymentBody {
  /// `[{"provider":"xendit","methods":["dana"],"currency":"IDR","least":1,"most":2,"hours":{"from":"06:00","to":"23:00"}}]`; nil where
  /// there is no such field.
  mutating func routes() throws(Problem) -> [ProviderRoute]? {
    guard has("routes") else { return nil }
    var routes: [ProviderRoute] = []
    for var body in try objects("routes", most: PaymentSettings.mostRoutes) {
      guard let provider = try body.choice("provider", ProviderName.self) else { throw body.missing("provider") }
      var route = ProviderRoute(provider)
      route.methods = try body.choices("methods", PaymentMethodType.self)
      route.currency = try body.currency("currency")
      route.least = try body.amount("least")
      route.most = try body.amount("most")
      guard route.currency != nil || route.least == nil && route.most == nil else { throw body.missing("currency") }
      if let least = route.least, let most = route.most, least > most {
        throw body.contradiction("least", "is above 'most': no amount would fit")
      }
      route.hours = try body.hours()
      try body.end()
      routes.append(route)
    }
    return routes
  }

  private mutating func hours() throws(Problem) -> RouteHours? {
    guard var body = try object("hours") else { return nil }
    let (from, to) = (try body.required("from", most: 5), try body.required("to", most: 5))
    let offset = try body.text("utc_offset", most: 6)?.string ?? RouteHours.defaultOffset
    try body.end()
    guard let hours = RouteHours(from: from.string, to: to.string, utcOffset: offset) else {
      throw invalid(
        "hours", "'from' and 'to' are two different times of day (HH:MM, 00:00 to 23:59), 'utc_offset' is like +07:00")
    }
    return hours
  }
}
