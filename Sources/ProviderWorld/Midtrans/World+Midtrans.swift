import HTTPServer
import JSON
import LedgerCore
import QRCode

/// The Core API of Midtrans. What goes wrong is said in the body of a 200, except for a wrong key.
extension World {
  /// How long an idempotency key is remembered.
  private static let keySeconds: Int64 = 300
  private static let longestKey = 46

  mutating func midtrans(_ route: MidtransRoute, _ call: Call, declined: Bool, at now: Timestamp) -> Answer {
    if case .picture(let name) = route { return picture(of: name) }
    guard call.isAuthorized(by: settings.midtransKey) else {
      return Answer(401, midtransError("401", "Transaction cannot be authorized with the current client/server key."))
    }
    guard call.bytes.count <= 16 << 10, let body = call.body else {
      return Answer(midtransError("413", "The request cannot be processed due to malformed syntax in the request body."))
    }
    // Longer keys are ignored without a word, and a Permata account's always.
    let key = call.headers["idempotency-key"].flatMap { key in
      key.utf8.count > World.longestKey || call.method != .post || body["bank_transfer"]?["bank"]?.stringValue == "permata"
        ? nil : key
    }
    if let key, let kept = midtransKeys[key], now < kept.at.adding(seconds: World.keySeconds) {
      guard now >= kept.ready else {
        return Answer(202, midtransError("202", "A request with the same Idempotency-Key is being processed."))
      }
      return kept.answer
    }
    let reply = midtransReply(route, body, call, declined: declined, at: now)
    let answer = Answer(reply)
    if let key, let code = reply["status_code"]?.stringValue.flatMap({ Int($0) }), (200...201).contains(code) {
      midtransKeys[key] = KeptAnswer(answer: answer, body: call.bytes, at: now, ready: now)
    }
    return answer
  }

  private mutating func midtransReply(
    _ route: MidtransRoute, _ body: JSONValue, _ call: Call, declined: Bool, at now: Timestamp
  ) -> JSONValue {
    switch route {
    case .charge: return midtransCharge(body, call, at: now)
    case .capture: return midtransCapture(body, at: now)
    case .picture: preconditionFailure("pictures need no key")
    case .status(let name), .cancel(let name), .expire(let name), .refund(let name), .approve(let name), .deny(let name):
      guard let charge = midtransFind(name) else { return midtransError("404", "Transaction doesn't exist.") }
      return midtransChange(route, charge, body, declined: declined, at: now)
    }
  }

  private mutating func midtransChange(
    _ route: MidtransRoute, _ charge: Charge, _ body: JSONValue, declined: Bool, at now: Timestamp
  ) -> JSONValue {
    switch route {
    case .cancel:
      return midtransHappen(.cancel, charge, "Success, transaction is canceled", at: now)
    case .expire where charge.state == .pending:
      return midtransHappen(.expire, charge, "Success, transaction is expired", at: now)
    case .approve where charge.state == .challenged:
      return midtransHappen(.approve, charge, "Success, transaction is approved", at: now)
    case .deny where charge.state == .challenged:
      return midtransHappen(.decline, charge, "Success, transaction is denied", at: now)
    case .refund: return midtransRefund(charge, body, declined: declined, at: now)
    case .expire, .approve, .deny: return midtransRefusal
    case .status, .charge, .capture, .picture: return midtransView(charge, "Success, transaction is found", isSigned: true)
    }
  }

  private mutating func midtransHappen(
    _ event: ChargeEvent, _ charge: Charge, _ message: String, amount: Int64? = nil, at now: Timestamp
  ) -> JSONValue {
    guard let changed = happen(event, to: charge.id, amount: amount, at: now) else { return midtransRefusal }
    return midtransView(changed, message)
  }

  private mutating func midtransCapture(_ body: JSONValue, at now: Timestamp) -> JSONValue {
    guard let name = body["transaction_id"]?.stringValue, let charge = midtransFind(name) else {
      return midtransError("404", "Transaction doesn't exist.")
    }
    guard charge.state == .authorized else { return midtransRefusal }
    let amount = body["gross_amount"].map { Amounts.minor($0, charge.currency) } ?? charge.amount
    guard let amount, (1...charge.amount).contains(amount) else {
      return midtransError("414", "The capture amount is above what was authorized.")
    }
    return midtransHappen(.capture, charge, "Success, Credit Card capture transaction is successful", amount: amount, at: now)
  }

  func midtransFind(_ name: String) -> Charge? {
    if let charge = book[name], charge.provider == .midtrans { return charge }
    return book.find(.midtrans, reference: name)
  }

  private func picture(of name: String) -> Answer {
    guard let text = midtransFind(name)?.qr, let symbol = QRSymbol(text) else { return .problem(404, "there is no such code") }
    return Answer(200, "image/png", symbol.png(scale: 6))
  }

  private var midtransRefusal: JSONValue {
    mutating get { midtransError("412", "Transaction status cannot be updated.") }
  }

  mutating func midtransError(_ code: String, _ message: String, _ details: [String] = []) -> JSONValue {
    var object = JSONObject([("status_code", .string(code)), ("status_message", .string(message))])
    if !details.isEmpty { object["validation_messages"] = .array(details.map { .string($0) }) }
    object["id"] = .string(chance.uuid())
    return .object(object)
  }
}
