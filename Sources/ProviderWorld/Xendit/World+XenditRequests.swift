import JSON
import LedgerCore
import QRIS

/// Payment requests and payment methods (Payments v2).
extension World {
  mutating func createRequest(_ body: JSONValue, at now: Timestamp) throws(XenditProblem) -> Answer {
    guard let currency = body["currency"]?.stringValue.flatMap({ Currency($0) }), currency.code == "IDR" else {
      throw .invalid("currency is IDR")
    }
    guard let amount = Amounts.minor(number: body["amount"], currency), amount > 0, amount % 100 == 0,
      amount <= World.largestAmount
    else {
      throw .invalid("amount is a whole number of rupiah above 0")
    }
    let reference = body["reference_id"]?.stringValue ?? chance.uuid()
    guard (1...255).contains(reference.utf8.count) else { throw .invalid("reference_id has 1 to 255 characters") }
    let capture = body["capture_method"]?.stringValue ?? "AUTOMATIC"
    guard ["AUTOMATIC", "MANUAL"].contains(capture) else { throw .invalid("capture_method is AUTOMATIC or MANUAL") }

    var method: PaymentMethod
    if let id = body["payment_method_id"]?.stringValue {
      method = try self.method(id)
      guard method.status == .active, method.isReusable || !hasCharge(method) else {
        throw XenditProblem(400, "INVALID_PAYMENT_METHOD", "the payment method is \(method.status.rawValue), or has been used")
      }
    } else {
      method = try PaymentMethod(body["payment_method"] ?? .null, id: "pm-" + chance.uuid(), reference: reference, at: now)
    }
    guard method.kind != .code || amount <= World.largestCode else { throw .invalid("amount is above the limit of QRIS") }
    try equip(&method, amount: amount)
    keep(method)

    let id = "pr-" + chance.uuid()
    var charge = Charge(
      id: id, face: .paymentRequest, reference: reference, method: method.kind.rawValue, channel: method.channel,
      currency: currency, amount: amount, created: now, expires: method.expires, qr: method.qr, updated: now)
    charge.details["payment_method_id"] = .string(method.id)
    charge.details["capture_method"] = .string(capture)
    charge.details["description"] = body["description"]
    charge.details["metadata"] = body["metadata"]
    book.add(charge)
    return Answer(201, requestView(charge))
  }

  /// Makes what the customer needs: a code to scan, an account to pay into.
  private mutating func equip(_ method: inout PaymentMethod, amount: Int64?) throws(XenditProblem) {
    switch method.kind {
    case .code where method.qr == nil:
      do {
        method.properties["qr_string"] = .string(
          try MerchantCodes.text(.xendit, amount: amount, reference: chance.hexadecimal(20)))
      } catch {
        throw .invalid("no code can be made: \(error.detail)")
      }
    case .account where method.properties["virtual_account_number"] == nil:
      guard method.properties["customer_name"]?.stringValue != nil else {
        throw .invalid("payment_method.virtual_account.channel_properties.customer_name is required")
      }
      method.properties["virtual_account_number"] = .string(chance.digits(16))
    case .code, .account, .wallet: break
    }
  }

  private mutating func keep(_ method: PaymentMethod) {
    if let place = methodPlaces[method.id] {
      methods[place] = method
    } else {
      methodPlaces[method.id] = methods.count
      methods.append(method)
    }
  }

  private func hasCharge(_ method: PaymentMethod) -> Bool {
    book.charges.contains { $0.details["payment_method_id"]?.stringValue == method.id }
  }

  func method(_ id: String) throws(XenditProblem) -> PaymentMethod {
    guard let place = methodPlaces[id] else { throw .missing("the payment method") }
    return methods[place]
  }

  /// The charge that a method is there to pay.
  func open(_ method: PaymentMethod) throws(XenditProblem) -> Charge {
    let its = book.charges.last { $0.details["payment_method_id"]?.stringValue == method.id }
    guard let its else { throw XenditProblem(400, "INVALID_PAYMENT_METHOD", "no payment request uses the payment method") }
    return its
  }

  mutating func createMethod(_ body: JSONValue, at now: Timestamp) throws(XenditProblem) -> Answer {
    var method = try PaymentMethod(body, id: "pm-" + chance.uuid(), reference: chance.uuid(), at: now)
    // A code says its amount, and so waits for its request.
    if method.kind != .code { try equip(&method, amount: nil) }
    keep(method)
    return Answer(201, method.json)
  }

  mutating func expireMethod(_ method: PaymentMethod, at now: Timestamp) throws(XenditProblem) -> Answer {
    guard method.status == .active else {
      throw XenditProblem(400, "INVALID_PAYMENT_METHOD", "the payment method is \(method.status.rawValue)")
    }
    var method = method
    method.status = .expired
    method.updated = now
    keep(method)
    let open = book.waiting.filter { $0.state == .pending && $0.details["payment_method_id"]?.stringValue == method.id }
    for charge in open { _ = happen(.expire, to: charge.id, at: now) }
    tellXendit("payment_method.expired", lane: method.id, method.json, "2021-09-01", at: now)
    return Answer(method.json)
  }

  /// A method for one payment is over with it.
  mutating func spend(_ id: String?, _ status: PaymentMethod.Status, at now: Timestamp) {
    guard let id, let place = methodPlaces[id], !methods[place].isReusable,
      methods[place].status == .active
    else { return }
    methods[place].status = status
    methods[place].updated = now
  }

  mutating func capture(_ charge: Charge, _ body: JSONValue, at now: Timestamp) throws(XenditProblem) -> Answer {
    guard let amount = Amounts.minor(number: body["capture_amount"], charge.currency), (1...charge.amount).contains(amount) else {
      throw .invalid("capture_amount is above 0 and at most what was authorized")
    }
    guard charge.state == .authorized, happen(.capture, to: charge.id, amount: amount, at: now) != nil,
      let changed = happen(.settle, to: charge.id, at: now)
    else { throw XenditProblem(400, "INVALID_REQUEST_STATUS", "the payment request is \(XenditWords.status(of: charge))") }
    return Answer([
      "id": .string("cptr-" + chance.uuid()), "payment_request_id": .string(charge.id),
      "payment_id": .string(changed.payment ?? charge.id), "reference_id": .string(charge.reference),
      "currency": .string(charge.currency.code), "authorized_amount": Amounts.major(charge.amount, charge.currency),
      "captured_amount": Amounts.major(amount, charge.currency), "status": "SUCCEEDED", "failure_code": .null,
      "customer_id": .null, "metadata": .null, "channel_properties": .null,
      "payment_method": methodView(of: charge), "created": .time(now), "updated": .time(now),
    ])
  }

  func listRequests(_ call: Call) -> Answer {
    let found = call.query["reference_id"].map { book.all(.xendit, reference: $0) } ?? book.charges.reversed()
    let limit = call.query["limit"].flatMap { Int($0) } ?? 10
    let rows = found.filter { $0.face == .paymentRequest }
    return Answer(["data": .array(rows.prefix(limit).map { requestView($0) }), "has_more": .bool(rows.count > limit)])
  }

  /// Those of a method that were made: each charge has one at most.
  func listPayments(_ method: PaymentMethod, at now: Timestamp) -> Answer {
    let made = book.charges.filter { $0.payment != nil && $0.details["payment_method_id"]?.stringValue == method.id }
    return Answer(["data": .array(made.map { paymentView($0, now) }), "has_more": false])
  }

  func listMethods(_ call: Call) -> Answer {
    let rows = methods.reversed().filter { method in call.query["reference_id"].map { $0 == method.reference } ?? true }
    let limit = call.query["limit"].flatMap { Int($0) } ?? 10
    return Answer(["data": .array(rows.prefix(limit).map(\.json)), "has_more": .bool(rows.count > limit)])
  }
}
