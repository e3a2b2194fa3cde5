import JSON
import LedgerCore
import Payments

/// Which tenants take payments, through whom.
extension ConfigurationReader {
  /// `[{tenant: "toko", accounts: [{provider: "midtrans", url: "https://…", key_file: "/…"}], routes: […], returns_fees: true}]`
  func payments(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> [PaymentConfiguration] {
    guard let elements = value.elements else { throw wrong(value, path, "is \(value.type.phrase), not an array") }
    var all: [PaymentConfiguration] = []
    for (index, element) in elements.enumerated() {
      let place = "\(path)[\(index)]"
      let one = try payment(element, place)
      guard !all.contains(where: { $0.tenant == one.tenant }) else {
        throw wrong(element, place, "is of a tenant that stands there already")
      }
      all.append(one)
    }
    return all
  }

  private func payment(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> PaymentConfiguration {
    var read = PaymentConfiguration(tenant: "")
    try section(value, path) { (name, value, inner) throws(ConfigurationError) in
      switch name {
      case "tenant": read.tenant = try string(value, inner)
      case "accounts": read.accounts = try list(value, inner, account)
      case "routes": read.routes = try list(value, inner, route)
      case "returns_fees":
        guard let flag = value.value.boolValue else { throw wrong(value, inner, "is neither true nor false") }
        read.returnsFees = flag
      case "merchant_debt": read.merchantDebt = try choice(value, inner, PaymentConfiguration.MerchantDebt.self)
      default: return false
      }
      return true
    }
    guard !read.tenant.isEmpty else { throw wrong(value, path, "names no tenant") }
    guard !read.accounts.isEmpty else { throw wrong(value, path, "has no accounts") }
    return read
  }

  private func account(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> PaymentConfiguration.Account {
    var provider: ProviderName?
    var (url, keyFile) = ("", "")
    var tokens: [String] = []
    var timeout: Int64 = 10_000
    try section(value, path) { (name, value, inner) throws(ConfigurationError) in
      switch name {
      case "provider": provider = try choice(value, inner, ProviderName.self)
      case "url":
        url = try string(value, inner)
        guard url.hasPrefix("https://") || url.hasPrefix("http://127.0.0.1:") || url.hasPrefix("http://localhost:") else {
          throw wrong(value, inner, "is '\(url.prefix(80))'; it begins with https:// (http only for this machine)")
        }
        if url.hasSuffix("/") { url.removeLast() }
      case "key_file": keyFile = try file(value, inner)
      case "token_files": tokens = try list(value, inner, file)
      case "timeout_ms": timeout = try integer(value, inner, 100...120_000)
      default: return false
      }
      return true
    }
    guard let provider else { throw wrong(value, path, "names no provider") }
    guard !url.isEmpty, !keyFile.isEmpty else { throw wrong(value, path, "needs url and key_file") }
    return .init(provider: provider, url: url, keyFile: keyFile, tokenFiles: tokens, timeout: timeout * 1_000)
  }

  private func route(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> ProviderRoute {
    var provider: ProviderName?
    var route = ProviderRoute(.midtrans)
    try section(value, path) { (name, value, inner) throws(ConfigurationError) in
      switch name {
      case "provider": provider = try choice(value, inner, ProviderName.self)
      case "methods":
        route.methods = try list(value, inner) { (value, inner) throws(ConfigurationError) in
          try choice(value, inner, PaymentMethodType.self)
        }
      case "currency":
        guard let currency = value.value.stringValue.flatMap({ Currency($0) }) else {
          throw wrong(value, inner, "is no currency")
        }
        route.currency = currency
      case "least": route.least = try integer(value, inner, 1...Limits.highestCounter)
      case "most": route.most = try integer(value, inner, 1...Limits.highestCounter)
      default: return false
      }
      return true
    }
    guard let provider else { throw wrong(value, path, "names no provider") }
    guard route.currency != nil || route.least == nil && route.most == nil else {
      throw wrong(value, path, "bounds an amount without saying in which currency")
    }
    route.provider = provider
    return route
  }

  private func list<T>(
    _ value: LocatedJSON, _ path: String, _ read: (LocatedJSON, String) throws(ConfigurationError) -> T
  ) throws(ConfigurationError) -> [T] {
    guard let elements = value.elements else { throw wrong(value, path, "is \(value.type.phrase), not an array") }
    var items: [T] = []
    for (index, element) in elements.enumerated() { items.append(try read(element, "\(path)[\(index)]")) }
    return items
  }

  private func choice<T: RawRepresentable<String> & CaseIterable>(
    _ value: LocatedJSON, _ path: String, _ type: T.Type
  ) throws(ConfigurationError) -> T {
    let text = try string(value, path)
    guard let choice = T(rawValue: text) else {
      throw wrong(value, path, "is '\(text.prefix(40))'; it is one of: \(T.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }

  private func file(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> String {
    let text = try string(value, path)
    guard text.hasPrefix("/") else { throw wrong(value, path, "is '\(text.prefix(80))'; it is an absolute path") }
    return text
  }
}
