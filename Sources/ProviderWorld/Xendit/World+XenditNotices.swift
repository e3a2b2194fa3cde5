import JSON
import LedgerCore

/// How Xendit shows payment requests, and what it tells of them.
extension World {
  func methodView(of charge: Charge) -> JSONValue {
    let place = charge.details["payment_method_id"]?.stringValue.flatMap { methodPlaces[$0] }
    return place.map { methods[$0].json } ?? .null
  }

  func requestView(_ charge: Charge) -> JSONValue {
    let status = XenditWords.status(of: charge)
    var actions: [JSONValue] = []
    if status == "REQUIRES_ACTION" {
      let url = address + "/_sim/wallet/\(charge.id)"
      actions = [["action": "AUTH", "url_type": "WEB", "method": "GET", "url": .string(url), "qr_code": .null]]
    }
    return [
      "id": .string(charge.id), "created": .time(charge.created), "updated": .time(charge.updated),
      "reference_id": .string(charge.reference), "business_id": .string(XenditWords.business), "customer_id": .null,
      "currency": .string(charge.currency.code), "amount": Amounts.major(charge.amount, charge.currency), "country": "ID",
      "payment_method": methodView(of: charge), "status": .string(status), "actions": .array(actions),
      "capture_method": charge.details["capture_method"] ?? .null, "description": charge.details["description"] ?? .null,
      "failure_code": charge.state == .declined ? "DECLINED_BY_ISSUER" : .null,
      "metadata": charge.details["metadata"] ?? .null,
    ]
  }

  /// Puts what has just happened to a charge into the outbox.
  mutating func tellXendit(_ charge: Charge, after event: ChargeEvent, at now: Timestamp) {
    switch charge.state {
    case .settled, .authorized, .declined, .cancelled, .expired, .reversed: break
    case .pending, .challenged, .captured: return
    }
    let method = charge.details["payment_method_id"]?.stringValue
    switch charge.face {
    case .midtransCore: preconditionFailure("Midtrans tells of its own")
    case .paymentRequest:
      if charge.state == .settled || charge.state == .declined { spend(method, .inactive, at: now) }
      if charge.state == .expired { spend(method, .expired, at: now) }
      let name: String
      switch charge.state {
      case .settled: name = "payment.succeeded"
      case .authorized: name = "payment.awaiting_capture"
      case .pending, .challenged, .captured, .declined, .cancelled, .reversed: name = "payment.failed"
      // Of a request that nobody paid there is no payment to tell of; its method tells that it has expired.
      case .expired:
        if event == .expire, let place = method.flatMap({ methodPlaces[$0] }), methods[place].expires <= now {
          tellXendit("payment_method.expired", lane: charge.id, methods[place].json, "2021-09-01", at: now)
        }
        return
      }
      let paid = named(charge, prefix: "py-")
      tellXendit(name, lane: charge.id, paymentView(paid, now), "v3", at: now)
    case .qrCode:
      guard charge.state == .settled else { return }
      let paid = named(charge, prefix: "qrpy_")
      tellXendit("qr.payment", lane: charge.id, codePaymentView(paid, now), "2022-07-31", at: now)
    case .eWallet:
      tellXendit(
        charge.state == .reversed ? "ewallet.void" : "ewallet.capture", lane: charge.id, walletView(charge), nil, at: now)
    }
  }

  mutating func tellXendit(_ refund: Refund, of charge: Charge, at now: Timestamp) {
    let outcome = refund.state == .succeeded ? "succeeded" : "failed"
    let name =
      switch charge.face {
      case .qrCode: "qr.refund"
      case .eWallet: "ewallet.refund"
      case .paymentRequest, .midtransCore: "refund.\(outcome)"
      }
    tellXendit(name, lane: charge.id, refundView(refund, of: charge), nil, at: now)
  }

  mutating func tellXendit(_ event: String, lane: String, _ data: JSONValue, _ version: String?, at now: Timestamp) {
    var body = JSONObject([
      ("event", .string(event)), ("business_id", .string(XenditWords.business)), ("created", .time(now)),
      ("data", data),
    ])
    body["api_version"] = version.map { .string($0) }
    outbox.append(
      Notice(
        provider: .xendit, lane: lane, title: "\(event) \(data["reference_id"]?.stringValue ?? "")",
        target: settings.xenditWebhook, body: .object(body),
        headers: [
          WebhookHeader(name: "x-callback-token", value: settings.xenditToken),
          WebhookHeader(name: "webhook-id", value: chance.uuid()),
        ]))
  }

  /// A notice that claims that the payment succeeded, or, where it did, that it failed.
  mutating func forgeXendit(_ notice: Notice, isSigned: Bool) -> Notice {
    var body = notice.body.objectValue ?? JSONObject()
    var data = body["data"]?.objectValue ?? JSONObject()
    let succeeded = data["status"]?.stringValue == "SUCCEEDED"
    data["status"] = succeeded ? "FAILED" : "SUCCEEDED"
    body["data"] = .object(data)
    switch body["event"]?.stringValue {
    case "payment.succeeded": body["event"] = "payment.failed"
    case "payment.failed", "payment.awaiting_capture": body["event"] = "payment.succeeded"
    case "refund.succeeded": body["event"] = "refund.failed"
    case "refund.failed": body["event"] = "refund.succeeded"
    case "payout.succeeded": body["event"] = "payout.failed"
    case "payout.failed", "payout.reversed": body["event"] = "payout.succeeded"
    default: break
    }
    return Notice(
      provider: .xendit, lane: notice.lane, title: "false " + notice.title, target: notice.target, body: .object(body),
      headers: [
        WebhookHeader(name: "x-callback-token", value: isSigned ? settings.xenditToken : "not the token"),
        WebhookHeader(name: "webhook-id", value: chance.uuid()),
      ])
  }

  /// Gives the payment its name with the first notice about it.
  private mutating func named(_ charge: Charge, prefix: String) -> Charge {
    guard charge.payment == nil else { return charge }
    let name = prefix + chance.uuid()
    return book.update(charge.id) { $0.payment = name }
  }

  func paymentView(_ charge: Charge, _ now: Timestamp) -> JSONValue {
    [
      "id": .string(charge.payment ?? ""),
      "amount": Amounts.major(charge.captured > 0 ? charge.captured : charge.amount, charge.currency),
      "status": .string(XenditWords.status(of: charge)), "country": "ID", "currency": .string(charge.currency.code),
      "payment_request_id": .string(charge.id), "reference_id": .string(charge.reference), "customer_id": .null,
      "payment_method": methodView(of: charge), "channel_properties": .null,
      "description": charge.details["description"] ?? .null,
      "failure_code": charge.state == .declined ? "DECLINED_BY_ISSUER" : .null, "payment_detail": receipt(charge),
      "created": .time(charge.created), "updated": .time(now), "metadata": charge.details["metadata"] ?? .null,
    ]
  }

  private func codePaymentView(_ charge: Charge, _ now: Timestamp) -> JSONValue {
    [
      "id": .string(charge.payment ?? ""), "business_id": .string(XenditWords.business),
      "currency": .string(charge.currency.code),
      "amount": Amounts.major(charge.amount, charge.currency), "status": "SUCCEEDED", "created": .time(now),
      "qr_id": charge.details["qr_id"] ?? .string(charge.id),
      "qr_string": charge.details["qr_string"] ?? .text(charge.qr),
      "reference_id": .string(charge.reference), "type": charge.details["qr_id"] == nil ? "DYNAMIC" : "STATIC",
      "channel_code": .text(charge.channel),
      "expires_at": .time(charge.expires), "payment_detail": receipt(charge),
    ]
  }

  private func receipt(_ charge: Charge) -> JSONValue {
    [
      "receipt_id": .string("RCPT" + charge.id.filter(\.isNumber).prefix(8)), "source": "GOPAY", "name": .null,
      "account_details": .null,
    ]
  }
}
