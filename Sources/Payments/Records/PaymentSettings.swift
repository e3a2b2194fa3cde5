package import JSON
package import LedgerCore

/// How a tenant takes payments: to whom charges go, and whether refunds give its fee back. There is one record of it, once anything was set.
package struct PaymentSettings: PaymentRecord {
  package typealias E = PaymentSettingsEntity
  package static let kind: Text = "payment_settings"
  /// The one there is.
  package static let name: Text = "settings"

  package enum State: String, Sendable, CaseIterable { case active }

  package var state = State.active
  /// Empty: accounts are asked in the order in which they were made.
  package var routes: [ProviderRoute] = []
  package var returnsFees = true
  /// Whether a merchant may come to owe what is given back for it and it has not got any more.
  package var merchantDebt = MerchantDebt.refused
  /// By which days are counted until money is available.
  package var calendar = WorkingDays()
  /// Minor units of a settlement's difference that a person may write off.
  package var writeOffLimit: Int64 = 0

  /// What the platform keeps of what one wallet sends another.
  package var transferFee = FeePolicy.none
  /// What customers may have and move, by how well they are known.
  package var tiers: [KYCTier] = []
  /// By which clock days and months begin.
  package var utcOffset: UTCOffset {
    get { calendar.utcOffset }
    set { calendar.utcOffset = newValue }
  }

  package var payouts = PayoutPolicy()

  package enum MerchantDebt: String, Sendable, CaseIterable { case refused, allowed }

  package static let mostRoutes = 100
  package static let mostTiers = 50

  package var name: Text? { PaymentSettings.name }

  package init() {}

  package init(_ fields: RecordFields, state: State) throws(MalformedRecord) {
    self.state = state
    routes = try fields.routes("routes")
    returnsFees = fields.integer("returns_fees") != 0
    merchantDebt = fields.text("merchant_debt").flatMap { MerchantDebt(rawValue: $0.string) } ?? .refused
    if let fee = fields.list("transfer_fee").first { transferFee = try FeePolicy(fee) }
    for tier in fields.list("kyc_tiers") { tiers.append(try KYCTier(tier)) }
    calendar = try fields.workingDays()
    if let offset = fields.text("utc_offset") { utcOffset = try fields.required("utc_offset", UTCOffset(offset.string)) }
    writeOffLimit = fields.integer("write_off_limit") ?? 0
    payouts = PayoutPolicy(fields)
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("routes", routes)
    if !returnsFees { fields.set("returns_fees", Int64(0)) }
    if merchantDebt != .refused { fields.set("merchant_debt", merchantDebt) }
    if transferFee != .none {
      var fee = RecordFields()
      transferFee.write(&fee)
      fields.set("transfer_fee", [fee])
    }
    fields.set("kyc_tiers", tiers.map(\.recordFields))
    if utcOffset != .jakarta { fields.set("utc_offset", Text(utcOffset.text)) }
    fields.set(calendar)
    if writeOffLimit != 0 { fields.set("write_off_limit", writeOffLimit) }
    payouts.write(&fields)
  }
}

extension RecordFields {
  fileprivate mutating func set(_ key: String, _ routes: [ProviderRoute]) {
    guard !routes.isEmpty else { return }
    set(key, .array(routes.map { .object($0.fields) }))
  }

  fileprivate func routes(_ key: String) throws(MalformedRecord) -> [ProviderRoute] {
    var routes: [ProviderRoute] = []
    for item in body[key]?.arrayValue ?? [] {
      var route = ProviderRoute(try required(key, item["provider"]?.stringValue.flatMap { ProviderName(rawValue: $0) }))
      for method in item["methods"]?.arrayValue ?? [] {
        route.methods.append(try required(key, method.stringValue.flatMap { PaymentMethodType(rawValue: $0) }))
      }
      if let code = item["currency"] { route.currency = try required(key, code.stringValue.flatMap { Currency($0) }) }
      route.least = item["least"]?.integerValue
      route.most = item["most"]?.integerValue
      if let hours = item["hours"] {
        func text(_ name: String) -> String { hours[name]?.stringValue ?? "" }
        route.hours = try required(key, RouteHours(from: text("from"), to: text("to"), utcOffset: text("utc_offset")))
      }
      routes.append(route)
    }
    return routes
  }
}

extension ProviderRoute {
  /// As it stands in the record, and on the wire.
  package var fields: JSONObject {
    var object = JSONObject([("provider", .string(provider.rawValue))])
    if !methods.isEmpty { object["methods"] = .array(methods.map { .string($0.rawValue) }) }
    object["currency"] = currency.map { .string($0.code) }
    object["least"] = least.map { .integer($0) }
    object["most"] = most.map { .integer($0) }
    object["hours"] = hours.map { hours in
      ["from": .string(hours.from), "to": .string(hours.to), "utc_offset": .string(hours.utcOffset)]
    }
    return object
  }

  var encoded: [UInt8] { JSONValue.object(fields).encode() }
}
