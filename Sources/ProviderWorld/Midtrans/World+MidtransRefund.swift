import JSON
import LedgerCore

/// `POST /v2/{id}/refund` and `/refund/online/direct`: here they do the same.
extension World {
  mutating func midtransRefund(_ charge: Charge, _ body: JSONValue, declined: Bool, at now: Timestamp) -> JSONValue {
    guard charge.state == .settled, ["qris", "gopay", "shopeepay", "credit_card"].contains(charge.method) else {
      return midtransError("412", "Transaction status cannot be updated.")
    }
    let isShopee = charge.channel == "shopeepay" || charge.channel == "airpay shopee"
    let days: Int64 = isShopee ? 365 : 45
    guard let settled = charge.settled, now < settled.adding(seconds: days * 86_400) else {
      return midtransError("412", "Refund is not allowed: the transaction is older than \(days) days.")
    }
    let key = body["refund_key"]?.stringValue ?? chance.uuid()
    if charge.refunds.contains(where: { $0.reference == key && $0.state != .failed }) {
      return midtransError("406", "Duplicate refund_key: this refund has been processed.")
    }
    let amount = body["amount"].map { Amounts.minor($0, charge.currency) } ?? charge.refundable
    guard let amount, amount > 0, amount <= charge.refundable else {
      return midtransError("414", "Refund amount is invalid, or above what can be refunded.")
    }
    guard !isShopee || amount == charge.captured else {
      return midtransError("414", "ShopeePay does not refund a part of a transaction.")
    }
    guard !declined else { return midtransError("202", "Refund is denied by the bank.") }
    let refund = Refund(
      id: "\(1 + chance.below(999_999_999))", reference: key, amount: amount, reason: body["reason"]?.stringValue ?? "",
      created: now, confirms: Timestamp(microseconds: now.microseconds + settings.confirmation * 1_000), state: .succeeded)
    let changed = book.update(charge.id) { charge in
      charge.refunds.append(refund)
      charge.updated = now
    }
    tellMidtrans(changed, at: now)
    guard var reply = midtransView(changed, "Success, refund request is approved").objectValue else {
      preconditionFailure("a charge is shown as an object")
    }
    reply["refunds"] = nil
    reply["refund_amount"] = .string(Amounts.text(amount, charge.currency))
    reply["refund_chargeback_id"] = .integer(Int64(refund.id) ?? 0)
    reply["refund_key"] = .string(key)
    return .object(reply)
  }
}
