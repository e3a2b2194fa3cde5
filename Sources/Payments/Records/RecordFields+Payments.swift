import JSON
import LedgerCore

/// The values that several records have in common.
extension RecordFields {
  mutating func set(_ amount: String, _ currency: String, _ value: Money) {
    set(amount, value.amount)
    set(currency, value.currency)
  }

  func money(_ amount: String, _ currency: String) throws(MalformedRecord) -> Money {
    Money(try required(amount, integer(amount)), try self.currency(currency))
  }

  mutating func set(_ payee: Payee) {
    switch payee {
    case .merchant(let id, let name):
      set("merchant", id)
      set("payee_name", name)
    case .wallet(let id, let name):
      set("wallet", id)
      set("payee_name", name)
    }
  }

  func payee() throws(MalformedRecord) -> Payee {
    let name = try required("payee_name", text("payee_name"))
    if let wallet: WalletID = id("wallet") { return .wallet(wallet, name: name) }
    return .merchant(try required("merchant", id("merchant")), name: name)
  }

  mutating func set(_ key: String, _ way: WayToPay?) {
    guard let way else { return }
    var object = JSONObject([("type", .string(way.word))])
    switch way {
    case .wallet(let wallet): object["wallet"] = .string(wallet.string)
    case .provider(.qris): break
    case .provider(.wallet(_, let phone)): object["phone"] = phone.map { .string($0.string) }
    case .provider(.bankTransfer(let bank)): object["bank"] = .string(bank.string)
    case .provider(.card(let token)): object["provider_token"] = .string(token.string)
    }
    set(key, .object(object))
  }

  func way(_ key: String) throws(MalformedRecord) -> WayToPay? {
    guard let object = body[key] else { return nil }
    if object["type"]?.stringValue == WayToPay.walletWord {
      return .wallet(try required(key, object["wallet"]?.stringValue.map { Text($0) }))
    }
    return .provider(try method(key, object))
  }

  private func method(_ key: String, _ object: JSONValue) throws(MalformedRecord) -> PaymentMethod {
    func text(_ key: String) -> Text? { object[key]?.stringValue.map { Text($0) } }
    let type = try required(key, object["type"]?.stringValue.flatMap { PaymentMethodType(rawValue: $0) })
    switch type {
    case .qris: return .qris
    case .bankTransfer: return .bankTransfer(bank: try required(key, text("bank")))
    case .card: return .card(providerToken: try required(key, text("provider_token")))
    case .gopay, .shopeepay, .dana, .ovo, .linkaja:
      return .wallet(try required(key, PaymentMethod.WalletScheme(rawValue: type.rawValue)), phone: text("phone"))
    }
  }

  mutating func set(_ key: String, _ providers: [ProviderName]) {
    guard !providers.isEmpty else { return }
    set(key, .array(providers.map { .string($0.rawValue) }))
  }

  func providers(_ key: String) -> [ProviderName] {
    (body[key]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap { ProviderName(rawValue: $0) } }
  }

  mutating func set<E>(_ key: String, _ ids: [ID<E>]) {
    if !ids.isEmpty { set(key, .array(ids.map { .string($0.text) })) }
  }

  func ids<E>(_ key: String) -> [ID<E>] { (body[key]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap { ID<E>($0) } } }

  mutating func set(_ key: String, _ items: [ChargeItem]) {
    guard !items.isEmpty else { return }
    set(
      key,
      .array(
        items.map { ["name": .string($0.name.string), "price": .integer($0.price), "quantity": .integer($0.quantity)] }))
  }

  func items(_ key: String) throws(MalformedRecord) -> [ChargeItem] {
    var items: [ChargeItem] = []
    for item in body[key]?.arrayValue ?? [] {
      items.append(
        ChargeItem(
          name: Text(try required(key, item["name"]?.stringValue)), price: try required(key, item["price"]?.integerValue),
          quantity: try required(key, item["quantity"]?.integerValue)))
    }
    return items
  }

  mutating func set(_ key: String, _ action: CustomerAction?) {
    switch action {
    case nil: break
    case .scan(let code): set(key, ["type": "scan", "qr_string": .string(code.string)])
    case .open(let url, let isDeepLink): set(key, ["type": isDeepLink ? "deeplink" : "redirect", "url": .string(url.string)])
    case .transfer(let bank, let number):
      set(key, ["type": "transfer", "bank": .string(bank.string), "number": .string(number.string)])
    case .agree: set(key, ["type": "agree"])
    }
  }

  func action(_ key: String) throws(MalformedRecord) -> CustomerAction? {
    guard let object = body[key] else { return nil }
    func text(_ name: String) throws(MalformedRecord) -> Text { Text(try required(key, object[name]?.stringValue)) }
    switch object["type"]?.stringValue {
    case "scan": return .scan(code: try text("qr_string"))
    case "redirect": return .open(url: try text("url"), isDeepLink: false)
    case "deeplink": return .open(url: try text("url"), isDeepLink: true)
    case "transfer": return .transfer(bank: try text("bank"), number: try text("number"))
    case "agree": return .agree
    default: return try required(key, nil)
    }
  }

  mutating func set(_ key: String, _ refusal: ProviderRefusal?) {
    guard let refusal else { return }
    var object = JSONObject([("reason", .string(refusal.reason.rawValue)), ("detail", .string(refusal.detail.string))])
    object["available"] = refusal.shortfall.map { .integer($0.available) }
    object["needed"] = refusal.shortfall.map { .integer($0.needed) }
    set(key, .object(object))
  }

  func refusal(_ key: String) throws(MalformedRecord) -> ProviderRefusal? {
    guard let object = body[key] else { return nil }
    var refusal = ProviderRefusal(
      try required(key, object["reason"]?.stringValue.flatMap { ProviderRefusal.Reason(rawValue: $0) }),
      Text(object["detail"]?.stringValue ?? ""))
    if let available = object["available"]?.integerValue, let needed = object["needed"]?.integerValue {
      refusal.shortfall = ProviderRefusal.Shortfall(available: available, needed: needed)
    }
    return refusal
  }
}
