import JSON
import LedgerCore
import QRIS

/// `/qr_codes` (of 2022-07-31) and `/ewallets/charges`: each makes charges of its own form.
extension World {
  mutating func createCode(_ body: JSONValue, _ call: Call, at now: Timestamp) throws(XenditProblem) -> Answer {
    guard call.headers["api-version"] == "2022-07-31" else {
      throw .invalid("header api-version: 2022-07-31 is required; the form of 2019 is not spoken here")
    }
    guard let reference = body["reference_id"]?.stringValue, !reference.isEmpty else {
      throw .invalid("reference_id is required")
    }
    guard body["currency"]?.stringValue == "IDR" else { throw .invalid("currency is IDR") }
    let rupiah = MidtransCharge.rupiah
    let amount: Int64
    switch body["type"]?.stringValue {
    case "DYNAMIC":
      guard let parsed = Amounts.minor(number: body["amount"], rupiah), (100...World.largestCode).contains(parsed),
        parsed % 100 == 0
      else { throw .invalid("amount is a whole number of rupiah from 1 to 10000000") }
      amount = parsed
    case "STATIC": amount = 0
    default: throw .invalid("type is DYNAMIC or STATIC")
    }
    var expires = amount == 0 ? nil : now.adding(seconds: 172_800)
    if let text = body["expires_at"]?.stringValue {
      guard let time = Timestamp(rfc3339: text), time > now else { throw .invalid("expires_at is a time to come, in RFC 3339") }
      expires = time
    }
    let code: String
    do {
      code = try MerchantCodes.text(.xendit, amount: amount == 0 ? nil : amount, reference: chance.hexadecimal(20))
    } catch {
      throw .invalid("no code can be made: \(error.detail)")
    }
    var charge = Charge(
      id: "qr_" + chance.uuid(), face: .qrCode, reference: reference, method: "QR_CODE",
      channel: body["channel_code"]?.stringValue ?? "ID_DANA", currency: rupiah, amount: amount, created: now, expires: expires,
      qr: code, updated: now)
    charge.details["metadata"] = body["metadata"]
    book.add(charge)
    return Answer(201, codeView(charge))
  }

  func codeView(_ charge: Charge) -> JSONValue {
    [
      "id": .string(charge.id), "reference_id": .string(charge.reference), "business_id": .string(XenditWords.business),
      "type": charge.isReusable ? "STATIC" : "DYNAMIC", "currency": .string(charge.currency.code),
      "amount": charge.isReusable ? .null : Amounts.major(charge.amount, charge.currency),
      "channel_code": .text(charge.channel), "status": charge.state == .pending ? "ACTIVE" : "INACTIVE",
      "qr_string": .text(charge.qr),
      "expires_at": .time(charge.expires), "created": .time(charge.created),
      "updated": .time(charge.updated), "basket": .null, "metadata": charge.details["metadata"] ?? .null,
    ]
  }

  mutating func createWallet(_ body: JSONValue, at now: Timestamp) throws(XenditProblem) -> Answer {
    guard let reference = body["reference_id"]?.stringValue, !reference.isEmpty else {
      throw .invalid("reference_id is required")
    }
    guard body["currency"]?.stringValue == "IDR" else { throw .invalid("currency is IDR") }
    let rupiah = MidtransCharge.rupiah
    guard let amount = Amounts.minor(number: body["amount"], rupiah), (10_000...World.largestAmount).contains(amount),
      amount % 100 == 0
    else {
      throw .invalid("amount is a whole number of rupiah from 100")
    }
    guard body["checkout_method"]?.stringValue == "ONE_TIME_PAYMENT" else {
      throw .invalid("checkout_method is ONE_TIME_PAYMENT here")
    }
    let channels = ["ID_OVO", "ID_DANA", "ID_LINKAJA", "ID_SHOPEEPAY", "ID_ASTRAPAY"]
    guard let channel = body["channel_code"]?.stringValue, channels.contains(channel) else {
      throw .invalid("channel_code is one of \(channels.joined(separator: ", "))")
    }
    let properties = body["channel_properties"] ?? .null
    if channel == "ID_OVO" {
      guard properties["mobile_number"]?.stringValue?.hasPrefix("+62") == true else {
        throw .invalid("channel_properties.mobile_number begins with +62")
      }
    } else if properties["success_redirect_url"]?.stringValue == nil {
      throw .invalid("channel_properties.success_redirect_url is required")
    }
    var charge = Charge(
      id: "ewc_" + chance.uuid(), face: .eWallet, reference: reference, method: "EWALLET", channel: channel, currency: rupiah,
      amount: amount, created: now, expires: now.adding(seconds: channel == "ID_OVO" ? 55 : 1_800), qr: nil, updated: now)
    charge.details["channel_properties"] = properties
    charge.details["metadata"] = body["metadata"]
    book.add(charge)
    return Answer(202, walletView(charge))
  }

  func walletView(_ charge: Charge) -> JSONValue {
    let status =
      switch charge.state {
      case .pending, .authorized, .challenged: "PENDING"
      case .captured, .settled: charge.refunded > 0 && charge.refunded == charge.captured ? "REFUNDED" : "SUCCEEDED"
      case .declined, .cancelled, .expired: "FAILED"
      case .reversed: "VOIDED"
      }
    let redirects = charge.channel != "ID_OVO"
    let url = JSONValue.string(address + "/_sim/wallet/\(charge.id)")
    return [
      "id": .string(charge.id), "business_id": .string(XenditWords.business), "reference_id": .string(charge.reference),
      "status": .string(status), "currency": .string(charge.currency.code),
      "charge_amount": Amounts.major(charge.amount, charge.currency),
      "capture_amount": charge.captured > 0 ? Amounts.major(charge.captured, charge.currency) : .null,
      "refunded_amount": charge.refunded > 0 ? Amounts.major(charge.refunded, charge.currency) : .null,
      "checkout_method": "ONE_TIME_PAYMENT", "channel_code": .string(charge.channel ?? ""),
      "channel_properties": charge.details["channel_properties"] ?? .null,
      "actions": redirects
        ? [
          "desktop_web_checkout_url": url, "mobile_web_checkout_url": url, "mobile_deeplink_checkout_url": .null,
          "qr_checkout_string": .null,
        ] : .null,
      "is_redirect_required": .bool(redirects), "callback_url": .null, "created": .time(charge.created),
      "updated": .time(charge.updated), "void_status": charge.state == .reversed ? "SUCCEEDED" : .null,
      "voided_at": charge.state == .reversed ? .time(charge.updated) : .null, "capture_now": true,
      "customer_id": .null, "payment_method_id": .null,
      "failure_code": charge.state == .declined ? "USER_DECLINED_PAYMENT" : charge.state == .expired ? "CHARGE_TIMEOUT" : .null,
      "basket": .null, "metadata": charge.details["metadata"] ?? .null,
    ]
  }
}
