import JSON
import LedgerCore
import QRIS

/// `POST /v2/charge`.
extension World {
  mutating func midtransCharge(_ body: JSONValue, _ call: Call, at now: Timestamp) -> JSONValue {
    let request: MidtransCharge
    do {
      request = try MidtransCharge(body, at: now)
    } catch {
      return midtransError(error.code, error.message, error.details)
    }
    // Only an order that has expired frees its id.
    if let known = book.find(.midtrans, reference: request.order), known.state != .expired {
      return midtransError(
        "406",
        "The request could not be completed due to a conflict with the current state of the target resource, please try again")
    }
    let id = chance.uuid()
    let code: String?
    do {
      code = request.hasCode ? try MerchantCodes.text(.midtrans, amount: request.amount, reference: chance.hexadecimal(20)) : nil
    } catch {
      return midtransError("400", MidtransCharge.invalid, ["transaction_details.gross_amount \(error.detail)"])
    }
    var charge = Charge(
      id: id, face: .midtransCore, reference: request.order, method: request.method, channel: request.channel,
      currency: MidtransCharge.rupiah, amount: request.amount, created: now, expires: request.expires, qr: code, updated: now)
    charge.details = details(of: request, id)
    charge.webhook = call.headers["x-override-notification"].flatMap { WebhookTarget(String($0.prefix { $0 != "," })) }
    book.add(charge)
    guard let first = request.card?.event else {
      tellMidtrans(charge, at: now)
      return midtransView(charge, request.greeting)
    }
    let changed = happen(first, to: id, at: now) ?? charge
    return midtransView(changed, request.greeting)
  }

  private mutating func details(of request: MidtransCharge, _ id: String) -> JSONObject {
    var details = JSONObject()
    func action(_ name: String, _ method: String, _ path: String) -> JSONValue {
      ["name": .string(name), "method": .string(method), "url": .string(address + path)]
    }
    switch request.method {
    case "qris":
      details["acquirer"] = .string(request.channel ?? "gopay")
      details["actions"] = [action("generate-qr-code", "GET", "/v2/qris/\(id)/qr-code")]
    case "gopay":
      details["actions"] = [
        action("generate-qr-code", "GET", "/v2/qris/\(id)/qr-code"), action("deeplink-redirect", "GET", "/_sim/wallet/\(id)"),
        action("get-status", "GET", "/v2/\(id)/status"), action("cancel", "POST", "/v2/\(id)/cancel"),
      ]
    case "shopeepay": details["actions"] = [action("deeplink-redirect", "GET", "/_sim/wallet/\(id)")]
    case "echannel":
      details["biller_code"] = "70012"
      details["bill_key"] = .string(chance.digits(12))
    case "bank_transfer" where request.channel == "permata": details["permata_va_number"] = .string(chance.digits(16))
    case "bank_transfer":
      details["va_numbers"] = [["bank": .string(request.channel ?? ""), "va_number": .string(chance.digits(16))]]
    default:
      guard let card = request.card else { break }
      details["masked_card"] = .string(card.masked)
      details["card_type"] = "credit"
      details["bank"] = "bni"
      details["channel_response_code"] = card.event == .decline ? "05" : "00"
      details["approval_code"] = card.event == .decline ? nil : .string(chance.digits(13))
      details["redirect_url"] = card.event == nil ? .string(address + "/_sim/3ds/\(id)") : nil
    }
    return details
  }
}
