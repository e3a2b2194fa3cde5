import HTTPServer
import JSON
import LedgerCore

/// Xendit's faces: who may call, what an idempotency key is worth, and where each call goes.
extension World {
  private static let longestKey = 100
  /// Of a payment by QRIS, and of any other, in sen.
  static let largestCode: Int64 = 1_000_000_000
  static let largestAmount: Int64 = 10_000_000_000_000

  mutating func xendit(_ route: XenditRoute, _ call: Call, declined: Bool, at now: Timestamp) -> Answer {
    guard call.isAuthorized(by: settings.xenditKey) else {
      return XenditProblem(401, "INVALID_API_KEY", "API key is invalid or was not sent as the user of basic authentication")
        .answer
    }
    guard let body = call.body else {
      return XenditProblem(400, "INVALID_JSON_FORMAT", "the body is not JSON").answer
    }
    let key = call.method == .post ? call.headers["idempotency-key"] : nil
    if let key {
      guard key.utf8.count <= World.longestKey else {
        return XenditProblem.invalid("idempotency-key has at most \(World.longestKey) characters").answer
      }
      if let kept = xenditKeys[key] {
        guard kept.body == call.bytes else {
          return XenditProblem(409, "DUPLICATE_ERROR", "the idempotency-key was used with another body").answer
        }
        guard now >= kept.ready else {
          return XenditProblem(409, "IDEMPOTENCY_ERROR", "a request with this idempotency-key is being processed").answer
        }
        return kept.answer
      }
    }
    let answer: Answer
    do {
      answer = try xenditAnswer(route, body, call, declined: declined, at: now)
    } catch {
      return error.answer
    }
    if let key { xenditKeys[key] = KeptAnswer(answer: answer, body: call.bytes, at: now, ready: now) }
    return answer
  }

  private mutating func xenditAnswer(
    _ route: XenditRoute, _ body: JSONValue, _ call: Call, declined: Bool, at now: Timestamp
  ) throws(XenditProblem) -> Answer {
    switch route {
    case .createRequest: return try createRequest(body, at: now)
    case .request(let id): return Answer(requestView(try charge(id, .paymentRequest)))
    case .listRequests: return listRequests(call)
    case .captureRequest(let id): return try capture(try charge(id, .paymentRequest), body, at: now)
    case .simulateRequest(let id): return try simulate(try charge(id, .paymentRequest), body, at: now)
    case .createMethod: return try createMethod(body, at: now)
    case .method(let id): return Answer(try method(id).json)
    case .listMethods: return listMethods(call)
    case .expireMethod(let id): return try expireMethod(try method(id), at: now)
    case .simulateMethod(let id): return try simulate(try open(try method(id)), body, at: now)
    case .payments(let id): return listPayments(try method(id), at: now)
    case .createRefund: return try createRefund(body, declined: declined, at: now)
    case .refund(let id):
      guard let charge = book.find(refund: id), let refund = charge.refunds.first(where: { $0.id == id }) else {
        throw .missing("the refund")
      }
      return Answer(refundView(refund, of: charge))
    case .listRefunds: return try listRefunds(call)
    case .createCode: return try createCode(body, call, at: now)
    case .code(let id): return Answer(codeView(try charge(id, .qrCode)))
    case .simulateCode(let id): return try simulate(try charge(id, .qrCode), body, at: now)
    case .refundCode(let id):
      guard let charge = book.charges.last(where: { $0.face == .qrCode && $0.payment == id }) else {
        throw .missing("the payment")
      }
      return try give(back: charge, body, declined: declined, at: now)
    case .createWallet: return try createWallet(body, at: now)
    case .wallet(let id): return Answer(walletView(try charge(id, .eWallet)))
    case .voidWallet(let id):
      guard let changed = happen(.reverse, to: try charge(id, .eWallet).id, at: now) else {
        throw XenditProblem(400, "INELIGIBLE_TRANSACTION", "only a charge that succeeded can be voided")
      }
      return Answer(walletView(changed))
    case .refundWallet(let id): return try give(back: try charge(id, .eWallet), body, declined: declined, at: now)
    case .createPayout: return try createPayout(body, call, declined: declined, at: now)
    case .listPayouts: return try listPayouts(call)
    case .payout(let id): return Answer(payoutView(try payout(id)))
    case .cancelPayout(let id): return try cancelPayout(try payout(id), at: now)
    case .balance: return Answer(["balance": Amounts.major(balance, MidtransCharge.rupiah)])
    }
  }

  private func charge(_ id: String, _ face: Face) throws(XenditProblem) -> Charge {
    guard let charge = book[id], charge.face == face else { throw .missing("the \(face.rawValue)") }
    return charge
  }

  /// What was taken and neither given back nor paid out, in sen.
  private var balance: Int64 {
    book.charges.reduce(-transfers.out(of: .xendit)) { sum, charge in
      charge.provider == .xendit && charge.currency.code == "IDR" ? sum + charge.captured - charge.refunded : sum
    }
  }

  /// The customer pays because a test says so.
  private mutating func simulate(_ charge: Charge, _ body: JSONValue, at now: Timestamp) throws(XenditProblem) -> Answer {
    let amount = Amounts.minor(number: body["amount"], charge.currency)
    guard amount == nil || amount == charge.amount || charge.isReusable else {
      throw .invalid("amount is not the amount of the payment")
    }
    guard pay(charge, amount: amount, at: now) != nil else {
      throw XenditProblem(400, "INVALID_PAYMENT_METHOD", "it cannot be paid: \(charge.state.rawValue)")
    }
    return Answer([
      "status": "PENDING", "message": "The simulated payment is being processed; its outcome will be sent as a webhook.",
    ])
  }

  /// The customer pays; nil where that is not possible. A code for any number of payments makes a charge of each.
  mutating func pay(_ charge: Charge, amount: Int64?, at now: Timestamp) -> Charge? {
    guard charge.isReusable else {
      let isManual = charge.details["capture_method"]?.stringValue == "MANUAL"
      let event: ChargeEvent = isManual ? .authorize : charge.method == "credit_card" ? .capture : .pay
      return happen(event, to: charge.id, at: now)
    }
    guard charge.state == .pending, let amount, (1...World.largestCode).contains(amount) else { return nil }
    var payment = Charge(
      id: "qrpy_" + chance.uuid(), face: charge.face, reference: charge.reference, method: charge.method, channel: charge.channel,
      currency: charge.currency, amount: amount, created: now, expires: nil, qr: nil, updated: now)
    payment.details["qr_id"] = .string(charge.id)
    payment.details["qr_string"] = charge.qr.map { .string($0) }
    payment.payment = payment.id
    book.add(payment)
    return happen(.pay, to: payment.id, at: now)
  }
}
