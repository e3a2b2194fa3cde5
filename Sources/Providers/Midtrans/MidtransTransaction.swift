import LedgerCore
import Payments

/// A transaction, as any answer about it tells.
struct MidtransTransaction {
  let facts: ProviderFacts
  /// Midtrans' word for how it stands.
  let status: String
  /// What is said of it, to be shown.
  let words: Text

  init(_ object: AnswerObject, _ code: Int) throws(Senseless) {
    let status = try object.needed("transaction_status")
    guard let state = MidtransStates.state(status, fraud: try object.text("fraud_status"), code: code) else {
      throw Senseless("transaction_status is a word that we do not know")
    }
    let currency = try object.currency()
    let code = try object.text("channel_response_code")
    var facts = ProviderFacts(state: state, reference: Text(try object.needed("order_id")))
    facts.providerReference = try object.code("transaction_id").map { Text($0) }
    facts.amount = try object.money("gross_amount", currency)
    switch state {
    case .refunded: facts.refunded = try object.money("refund_amount", currency)
    case .pending: facts.action = try MidtransTransaction.action(object)
    case .failed: facts.failureCode = ShownText.line(code ?? status)
    case .succeeded: if MidtransStates.isDisputed(status) { facts.failureCode = ShownText.line(status) }
    case .authorized, .cancelled, .expired: break
    }
    if let expiry = try object.text("expiry_time") { facts.expiresAt = JakartaTime.time(expiry) }
    self.facts = facts
    self.status = status
    words = ShownText.line([status, code, try object.text("status_message")].compactMap { $0 }.joined(separator: " "))
  }

  /// What the customer has to do; nil where the answer does not say.
  private static func action(_ object: AnswerObject) throws(Senseless) -> CustomerAction? {
    if let code = try object.payload("qr_string") { return .scan(code: code) }
    if let action = try transfer(object) { return action }
    if let url = try object.payload("redirect_url") { return .open(url: url, isDeepLink: false) }
    var actions: [String: Text] = [:]
    for action in try object.objects("actions") {
      if let name = try action.text("name"), let url = try action.payload("url") { actions[name] = url }
    }
    if let url = actions["deeplink-redirect"] { return .open(url: url, isDeepLink: true) }
    // A picture of the code, where its text is not told.
    guard let url = actions["generate-qr-code-v2"] ?? actions["generate-qr-code"] else { return nil }
    return .open(url: url, isDeepLink: false)
  }

  private static func transfer(_ object: AnswerObject) throws(Senseless) -> CustomerAction? {
    for account in try object.objects("va_numbers") {
      if let bank = try account.code("bank"), let number = try account.code("va_number") {
        return .transfer(bank: Text(bank), number: Text(number))
      }
    }
    if let number = try object.code("permata_va_number") { return .transfer(bank: "permata", number: Text(number)) }
    // A bill of Mandiri's is paid by two numbers: the company's and the bill's.
    if let key = try object.code("bill_key"), let biller = try object.code("biller_code") {
      return .transfer(bank: "mandiri", number: Text(biller + " " + key))
    }
    return nil
  }
}
