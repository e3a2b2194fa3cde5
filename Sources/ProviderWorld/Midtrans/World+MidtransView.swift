import JSON
import LedgerCore

/// A charge as Midtrans shows it, in answers and in webhooks.
extension World {
  func midtransView(_ charge: Charge, _ message: String, isSigned: Bool = false, isWebhook: Bool = false) -> JSONValue {
    let code = MidtransStatus.code(of: charge, isWebhook: isWebhook)
    let amount = Amounts.text(charge.amount, charge.currency)
    var object = JSONObject([
      ("status_code", .string(code)), ("status_message", .string(message)), ("transaction_id", .string(charge.id)),
      ("order_id", .string(charge.reference)), ("merchant_id", "G000000001"), ("gross_amount", .string(amount)),
      ("currency", .string(charge.currency.code)), ("payment_type", .string(charge.method)),
      ("transaction_time", .string(WesternTime.text(charge.created))),
      ("transaction_status", .string(MidtransStatus.name(of: charge))),
      ("fraud_status", .string(MidtransStatus.fraud(of: charge))),
    ])
    for member in charge.details.members where !isWebhook || member.key != "actions" { object[member.key] = member.value }
    object["qr_string"] = isWebhook ? nil : charge.qr.map { .string($0) }
    object["expiry_time"] = charge.expires.map { .string(WesternTime.text($0)) }
    if let settled = charge.settled {
      object["settlement_time"] = .string(WesternTime.text(settled))
      if charge.method == "qris" {
        object["issuer"] = object["acquirer"]
        object["transaction_type"] = "on-us"
      }
    }
    if !charge.refunds.isEmpty { add(charge, to: &object) }
    if isSigned || isWebhook {
      object["signature_key"] = .string(
        MidtransSignature.text(
          order: charge.reference, statusCode: code, grossAmount: amount, serverKey: settings.midtransKey))
    }
    return .object(object)
  }

  private func add(_ charge: Charge, to object: inout JSONObject) {
    object["refund_amount"] = .string(Amounts.text(charge.refunded, charge.currency))
    object["refunds"] = .array(
      charge.refunds.filter { $0.state != .failed }.map { refund in
        var row = JSONObject([
          ("refund_chargeback_id", .integer(Int64(refund.id) ?? 0)),
          ("refund_amount", .string(Amounts.text(refund.amount, charge.currency))),
          ("created_at", .string(WesternTime.text(refund.created))), ("reason", .string(refund.reason)),
          ("refund_key", .string(refund.reference)),
        ])
        row["bank_confirmed_at"] = refund.confirmed.map { .string(WesternTime.text($0)) }
        return .object(row)
      })
  }

  /// Puts a webhook about the charge as it is now into the outbox.
  mutating func tellMidtrans(_ charge: Charge, at now: Timestamp) {
    outbox.append(
      Notice(
        provider: .midtrans, lane: charge.id, title: "\(MidtransStatus.name(of: charge)) \(charge.reference)",
        target: charge.webhook ?? settings.midtransWebhook,
        body: midtransView(charge, "midtrans payment notification", isWebhook: true), headers: []))
  }

  /// A notice that claims a settlement, or, where there is one, that it is void.
  func forgeMidtrans(_ notice: Notice, isSigned: Bool) -> Notice {
    guard var object = notice.body.objectValue else { return notice }
    let wasPaid = ["settlement", "capture"].contains(object["transaction_status"]?.stringValue)
    object["transaction_status"] = wasPaid ? "deny" : "settlement"
    if !isSigned {
      object["status_code"] = "200"
      object["signature_key"] = .string(
        MidtransSignature.text(
          order: object["order_id"]?.stringValue ?? "", statusCode: "200",
          grossAmount: object["gross_amount"]?.stringValue ?? "", serverKey: "not the key"))
    }
    return Notice(
      provider: .midtrans, lane: notice.lane, title: "false " + notice.title, target: notice.target, body: .object(object),
      headers: notice.headers)
  }
}

/// Midtrans's words for where a charge stands.
enum MidtransStatus {
  static func name(of charge: Charge) -> String {
    switch charge.state {
    case .pending: "pending"
    case .authorized: "authorize"
    case .challenged, .captured: "capture"
    case .settled:
      charge.refunded == 0 ? "settlement" : charge.refunded < charge.captured ? "partial_refund" : "refund"
    case .declined, .reversed: "deny"
    case .cancelled: "cancel"
    case .expired: "expire"
    }
  }

  static func fraud(of charge: Charge) -> String {
    switch charge.state {
    case .challenged: "challenge"
    case .declined where charge.method == "credit_card" && charge.details["channel_response_code"]?.stringValue == "00": "deny"
    case .pending, .authorized, .captured, .settled, .declined, .cancelled, .expired, .reversed: "accept"
    }
  }

  /// Webhooks call 202 what an answer calls 200 or 407.
  static func code(of charge: Charge, isWebhook: Bool) -> String {
    switch charge.state {
    case .pending, .challenged: "201"
    case .authorized, .captured, .settled: "200"
    case .declined, .reversed: "202"
    case .cancelled: isWebhook ? "202" : "200"
    case .expired: isWebhook ? "202" : "407"
    }
  }
}
