import JSON
import LedgerCore
import Payments
import Providers
import Sodium

/// A tenant's accounts at both providers. Keys are invented.
enum ProviderRig {
  static let serverKey = "SB-Mid-server-FUZZED-0123456789"
  static let secretKey = "xnd_development_FUZZED-0123456789"
  static let token = "callback-token-FUZZED"

  static let midtrans: any ProviderAdapter = MidtransAdapter(MidtransCredentials(serverKey: secret(serverKey)))
  static let xendit: any ProviderAdapter = XenditAdapter(
    XenditCredentials(secretKey: secret(secretKey), callbackTokens: [secret(token)]))

  /// Nobody is asked anything.
  static let setup = ProviderSetup(
    accounts: [midtrans, xendit].map { adapter in ProviderAccount(adapter) { _, answer in answer(.notSent("nobody is there")) } },
    routes: [])

  private static func secret(_ text: String) -> ProviderSecret {
    guard let secret = ProviderSecret(Array(text.utf8)) else { preconditionFailure("a key is visible ASCII") }
    return secret
  }

  /// What Midtrans would sign a body with, written from its documents alone; nil for what it would not send.
  static func signature(of body: [UInt8]) -> String? {
    guard let object = ProviderRig.object(body), let order = text(object["order_id"]), let code = text(object["status_code"]),
      let amount = text(object["gross_amount"])
    else { return nil }
    let digest = SHA512.of(Array((order + code + amount + serverKey).utf8))
    return digest.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
  }

  /// A text that says something.
  static func text(_ value: JSONValue?) -> String? { value?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }

  static func object(_ body: [UInt8]) -> JSONValue? {
    do {
      let value = try JSONValue.parse(body)
      return value.objectValue == nil ? nil : value
    } catch { return nil }
  }

  /// Why a text that people are shown is none; nil where it is. It may not end in the middle of a key either.
  static func flaw(_ text: Text, most: Int = 200, hiding keys: [String] = []) -> String? {
    let string = text.string
    if string.utf8.count > most { return "more than \(most) bytes" }
    if string.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) { return "a control character" }
    for key in keys {
      if string.contains(key) { return "a key" }
      for count in 8..<key.count where string.hasSuffix(key.prefix(count)) { return "a key's beginning" }
    }
    return nil
  }
}
