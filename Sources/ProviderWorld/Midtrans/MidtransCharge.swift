import JSON
import LedgerCore

/// A charge as it was asked for, checked by Midtrans's rules.
struct MidtransCharge {
  struct Refusal: Error {
    let code: String
    let message: String
    var details: [String] = []
  }

  let order: String
  /// In minor units.
  let amount: Int64
  let method: String
  let channel: String?
  let expires: Timestamp
  var card: MidtransCard?

  static let invalid = "One or more parameters in the payload is invalid."

  static var rupiah: Currency {
    guard let currency = Currency("IDR") else { preconditionFailure("ISO 4217 knows the rupiah") }
    return currency
  }

  var hasCode: Bool { method == "qris" || method == "gopay" }

  var greeting: String {
    switch (method, card?.event) {
    case ("qris", _): "QRIS transaction is created"
    case ("gopay", _): "GoPay transaction is created"
    case ("shopeepay", _): "ShopeePay transaction is created"
    case ("echannel", _): "OK, Mandiri Bill transaction is successful"
    case ("bank_transfer", _): "Success, Bank Transfer transaction is created"
    case (_, .decline): "Deny by Bank [BNI] with code [05] and message [Do not honour]"
    case (_, .challenge): "Credit card transaction is challenged by FDS"
    case (_, nil): "Success, Credit Card 3D Secure transaction needs authentication"
    default: "Success, Credit Card transaction is successful"
    }
  }

  init(_ body: JSONValue, at now: Timestamp) throws(Refusal) {
    func refuse(_ detail: String) -> Refusal { Refusal(code: "400", message: MidtransCharge.invalid, details: [detail]) }
    guard let details = body["transaction_details"], let order = details["order_id"]?.stringValue, !order.isEmpty else {
      throw refuse("transaction_details.order_id is required")
    }
    let isPlain = order.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte & 0xDF) || "-_~.".utf8.contains(byte)
    }
    guard isPlain, order.utf8.count <= 50 else {
      throw refuse("transaction_details.order_id has at most 50 letters, digits and - _ ~ .")
    }
    guard let whole = MidtransCharge.whole(details["gross_amount"]), whole >= 1, whole <= 999_999_999_999 else {
      throw refuse("transaction_details.gross_amount is a whole number of rupiah from 1")
    }
    if let items = body["item_details"]?.arrayValue {
      let sum = items.reduce(Int64(0)) { sum, item in
        sum &+ (MidtransCharge.whole(item["price"]) ?? 0) &* (MidtransCharge.whole(item["quantity"]) ?? 0)
      }
      guard sum == whole else { throw refuse("transaction_details.gross_amount is not equal to the sum of item_details") }
    }
    self.order = order
    amount = whole * MidtransCharge.rupiah.minorUnitsPerMajor
    guard let method = body["payment_type"]?.stringValue else { throw refuse("payment_type is required") }
    self.method = method
    let allowed: Int64
    switch method {
    case "qris":
      guard whole <= 10_000_000 else { throw refuse("transaction_details.gross_amount is above the limit of QRIS") }
      let acquirer = body["qris"]?["acquirer"]?.stringValue ?? "gopay"
      guard ["gopay", "airpay shopee"].contains(acquirer) else { throw refuse("qris.acquirer is gopay or airpay shopee") }
      (channel, allowed) = (acquirer, 900)
    case "gopay", "shopeepay": (channel, allowed) = (method, 900)
    case "echannel": (channel, allowed) = ("mandiri", 86_400)
    case "bank_transfer":
      let bank = body["bank_transfer"]?["bank"]?.stringValue ?? ""
      guard ["bca", "bni", "bri", "permata", "cimb"].contains(bank) else {
        throw Refusal(code: "402", message: "Merchant doesn't have access for this payment type")
      }
      (channel, allowed) = (bank, 86_400)
    case "credit_card":
      guard let card = MidtransCard(body["credit_card"] ?? .null) else {
        throw Refusal(code: "411", message: "Token id is missing, invalid, or timed out")
      }
      self.card = card
      (channel, allowed) = ("bni", card.event == .authorize ? 7 * 86_400 : 900)
    default: throw Refusal(code: "402", message: "Merchant doesn't have access for this payment type")
    }
    guard let end = try MidtransCharge.expiry(body["custom_expiry"], now) else {
      expires = now.adding(seconds: allowed)
      return
    }
    guard method != "qris" || (20_000_000...7 * 86_400_000_000).contains(end.microseconds - now.microseconds) else {
      throw refuse("custom_expiry of a QRIS code is from 20 seconds to 7 days")
    }
    expires = end
  }

  private static func whole(_ value: JSONValue?) -> Int64? {
    value?.integerValue ?? value?.stringValue.flatMap { Int64($0) }
  }

  private static func expiry(_ json: JSONValue?, _ now: Timestamp) throws(Refusal) -> Timestamp? {
    guard let json else { return nil }
    let units: [String: Int64] = ["second": 1, "minute": 60, "hour": 3_600, "day": 86_400]
    guard let duration = whole(json["expiry_duration"]), (1...100_000_000).contains(duration),
      let unit = units[json["unit"]?.stringValue ?? "minute"]
    else { throw Refusal(code: "400", message: invalid, details: ["custom_expiry is not valid"]) }
    guard let text = json["order_time"]?.stringValue else { return now.adding(seconds: duration * unit) }
    guard let start = WesternTime.parse(text) else {
      throw Refusal(code: "400", message: invalid, details: ["custom_expiry.order_time is not YYYY-MM-DD HH:MM:SS +0700"])
    }
    return start.adding(seconds: duration * unit)
  }
}
