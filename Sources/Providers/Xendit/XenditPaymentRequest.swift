import LedgerCore
import Payments

/// A payment request, as any answer about it tells.
struct XenditPaymentRequest {
  let facts: ProviderFacts

  init(_ object: AnswerObject) throws(Senseless) {
    guard let id = try object.code("id") else { throw Senseless("id is missing") }
    guard let state = XenditStates.paymentRequest(try object.needed("status")) else {
      throw Senseless("status is a word that we do not know")
    }
    let method = try object.object("payment_method")
    var facts = ProviderFacts(state: state, reference: Text(try object.needed("reference_id")))
    facts.providerReference = XenditReference(request: id, method: try method?.code("id")).text
    facts.amount = try object.money("amount", try object.currency())
    let code = try method?.object("qr_code")?.object("channel_properties")
    if let end = try code?.text("expires_at") { facts.expiresAt = Timestamp(rfc3339: end) }
    switch state {
    case .pending:
      facts.action = try XenditPaymentRequest.action(
        object, code: try code?.payload("qr_string"), isWallet: method?.has("ewallet") ?? false)
    case .failed: facts.failureCode = ShownText.line(try object.text("failure_code") ?? "FAILED")
    case .authorized, .succeeded, .cancelled, .expired, .refunded: break
    }
    self.facts = facts
  }

  /// What the customer has to do. An address for any browser goes before one that opens an application; a wallet without either asks by itself.
  private static func action(_ object: AnswerObject, code: Text?, isWallet: Bool) throws(Senseless) -> CustomerAction? {
    if let code { return .scan(code: code) }
    var addresses: [String: Text] = [:]
    var picture: Text?
    for action in try object.objects("actions") {
      if let type = try action.text("url_type"), let url = try action.payload("url") { addresses[type.uppercased()] = url }
      picture = try action.payload("qr_code") ?? picture
    }
    if let url = addresses["WEB"] ?? addresses["MOBILE"] { return .open(url: url, isDeepLink: false) }
    if let url = addresses["DEEPLINK"] { return .open(url: url, isDeepLink: true) }
    if let picture { return .scan(code: picture) }
    return isWallet ? .agree : nil
  }
}
