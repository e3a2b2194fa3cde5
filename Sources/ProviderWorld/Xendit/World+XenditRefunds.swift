import JSON
import LedgerCore

/// Refunds: of payment requests, of payments of a code, of e-wallet charges.
extension World {
  private static let reasons = ["FRAUDULENT", "DUPLICATE", "REQUESTED_BY_CUSTOMER", "CANCELLATION", "OTHERS"]

  mutating func createRefund(_ body: JSONValue, declined: Bool, at now: Timestamp) throws(XenditProblem) -> Answer {
    guard let id = body["payment_request_id"]?.stringValue else { throw .invalid("payment_request_id is required") }
    guard let charge = book[id], charge.face == .paymentRequest else { throw .missing("the payment request") }
    return try give(back: charge, body, declined: declined, at: now)
  }

  mutating func give(back charge: Charge, _ body: JSONValue, declined: Bool, at now: Timestamp) throws(XenditProblem) -> Answer {
    let reason = body["reason"]?.stringValue ?? "OTHERS"
    guard World.reasons.contains(reason) else { throw .invalid("reason is one of \(World.reasons.joined(separator: ", "))") }
    guard charge.state == .settled else {
      throw XenditProblem(400, "INELIGIBLE_TRANSACTION", "the payment is \(XenditWords.status(of: charge))")
    }
    let amount: Int64
    if let given = body["amount"], !given.isNull {
      guard let parsed = Amounts.minor(number: given, charge.currency), parsed > 0 else { throw .invalid("amount is above 0") }
      amount = parsed
    } else {
      amount = charge.refundable
    }
    guard amount > 0, amount <= charge.refundable else {
      throw XenditProblem(
        400, "MAXIMUM_REFUND_AMOUNT_REACHED", "at most \(Amounts.text(charge.refundable, charge.currency)) can be refunded")
    }
    let prefix =
      switch charge.face {
      case .qrCode: "qrrf_"
      case .eWallet: "ewr_"
      case .paymentRequest, .midtransCore: "rfd-"
      }
    let refund = Refund(
      id: prefix + chance.uuid(), reference: body["reference_id"]?.stringValue ?? chance.uuid(), amount: amount, reason: reason,
      created: now, confirms: Timestamp(microseconds: now.microseconds + settings.confirmation * 1_000), state: .pending)
    var changed = book.update(charge.id) { $0.refunds.append(refund) }
    if declined {
      settle(refund.id, of: charge.id, succeeds: false, at: now)
      changed = book[charge.id] ?? changed
    }
    return Answer(refundView(changed.refunds.last ?? refund, of: changed))
  }

  func refundView(_ refund: Refund, of charge: Charge) -> JSONValue {
    let status =
      switch refund.state {
      case .pending: "PENDING"
      case .succeeded: "SUCCEEDED"
      case .failed: "FAILED"
      }
    var object = JSONObject([
      ("id", .string(refund.id)), ("payment_id", .string(charge.payment ?? charge.id)),
      ("amount", Amounts.major(refund.amount, charge.currency)), ("currency", .string(charge.currency.code)), ("country", "ID"),
      ("channel_code", .text(charge.channel)), ("status", .string(status)),
      ("reason", .string(refund.reason)), ("reference_id", .string(refund.reference)),
      ("failure_code", refund.state == .failed ? "REFUND_FAILED" : .null), ("refund_fee_amount", .null),
      ("created", .time(refund.created)), ("updated", .string((refund.confirmed ?? refund.created).rfc3339)),
      ("metadata", .null),
    ])
    switch charge.face {
    case .paymentRequest: object["payment_request_id"] = .string(charge.id)
    case .qrCode: object["qrpy_id"] = .string(charge.payment ?? charge.id)
    case .eWallet: object["charge_id"] = .string(charge.id)
    case .midtransCore: break
    }
    return .object(object)
  }

  func listRefunds(_ call: Call) throws(XenditProblem) -> Answer {
    guard let id = call.query["payment_request_id"] else { throw .invalid("payment_request_id is required here") }
    guard let charge = book[id] else { throw .missing("the payment request") }
    return Answer(["data": .array(charge.refunds.map { refundView($0, of: charge) }), "has_more": false])
  }
}
