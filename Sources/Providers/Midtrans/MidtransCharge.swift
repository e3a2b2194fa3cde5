import JSON
import LedgerCore
import Payments

/// The body of a charge.
enum MidtransCharge {
  /// Lines of what is bought that are sent; the line of the difference takes the rest.
  private static let mostItems = 50
  private static let longestName = 50
  private static let mostBytes = 16_384
  private static let banks = ["bca", "bni", "bri", "permata", "cimb"]

  /// Throws `unsupported` or `invalid` where Midtrans would refuse it, or do something else than was asked for.
  static func body(_ charge: Charge) throws(ProviderRefusal) -> JSONValue {
    let rupiah = try Rupiah.whole(charge.amount)
    let reference = try ProviderReference.ours(charge.reference)
    guard charge.capturesAtOnce || charge.method.type == .card else {
      throw ProviderRefusal(.unsupported, "only a card is authorized first and captured later")
    }
    let (type, details) = try method(charge, rupiah)
    var body = JSONObject()
    body["payment_type"] = .string(type)
    body["transaction_details"] = ["order_id": .string(reference), "gross_amount": .integer(rupiah)]
    if let details { body[type] = .object(details) }
    if !charge.items.isEmpty { body["item_details"] = .array(items(charge.items, rupiah)) }
    if charge.method.type != .card { body["custom_expiry"] = try expiry(charge) }
    let value = JSONValue.object(body)
    guard value.encode().count <= mostBytes else { throw ProviderRefusal(.invalid, "a request to Midtrans has at most 16 KB") }
    return value
  }

  /// Its `payment_type`, and the object of the same name.
  private static func method(_ charge: Charge, _ rupiah: Int64) throws(ProviderRefusal) -> (String, JSONObject?) {
    switch charge.method {
    case .qris:
      guard rupiah <= Rupiah.mostByQRIS else { throw ProviderRefusal(.unsupported, "QRIS takes at most Rp10,000,000") }
      return ("qris", JSONObject([("acquirer", "gopay")]))
    case .wallet(.gopay, phone: _):
      guard let url = charge.returnURL else { return ("gopay", nil) }
      return ("gopay", JSONObject([("enable_callback", true), ("callback_url", .string(url.string))]))
    case .wallet(.shopeepay, phone: _):
      guard let url = charge.returnURL else { return ("shopeepay", nil) }
      return ("shopeepay", JSONObject([("callback_url", .string(url.string))]))
    case .wallet(.dana, phone: _), .wallet(.ovo, phone: _), .wallet(.linkaja, phone: _):
      throw ProviderRefusal(.unsupported, ShownText.line("Midtrans does not take \(charge.method.type.rawValue) here"))
    case .bankTransfer(let bank): return try transfer(charge, to: bank.string)
    case .card(let token):
      var card = JSONObject([("token_id", .string(token.string)), ("authentication", true)])
      if !charge.capturesAtOnce { card["type"] = "authorize" }
      return ("credit_card", card)
    }
  }

  private static func transfer(_ charge: Charge, to bank: String) throws(ProviderRefusal) -> (String, JSONObject?) {
    // Mandiri has no virtual accounts but bills, with two lines of text.
    if bank == "mandiri" {
      let text = ShownText.line(charge.description?.string ?? charge.reference.string, most: 30)
      return ("echannel", JSONObject([("bill_info1", "Payment"), ("bill_info2", .string(text.string))]))
    }
    guard banks.contains(bank) else {
      throw ProviderRefusal(.unsupported, "the banks are bca, bni, bri, cimb, mandiri and permata")
    }
    return ("bank_transfer", JSONObject([("bank", .string(bank))]))
  }

  /// Counted from our own time, so that the provider's clock and the way there do not move the end.
  private static func expiry(_ charge: Charge) throws(ProviderRefusal) -> JSONValue {
    let (duration, overflow) = charge.expiresAt.microseconds.subtractingReportingOverflow(charge.now.microseconds)
    let seconds = duration / 1_000_000
    guard !overflow, (20...604_800).contains(seconds) else {
      throw ProviderRefusal(.unsupported, "a charge ends after 20 seconds to 7 days")
    }
    return [
      "order_time": .string(JakartaTime.text(charge.now)), "expiry_duration": .integer(seconds), "unit": "second",
    ]
  }

  /// Lines that add up to the amount exactly, or Midtrans refuses them. A price is cut to whole rupiah; what that, or a line that is left out,
  /// makes of a difference is a line of its own.
  private static func items(_ items: [ChargeItem], _ rupiah: Int64) -> [JSONValue] {
    var lines: [JSONValue] = []
    var rest = Int128(rupiah)
    for item in items.prefix(mostItems) where item.quantity > 0 {
      let price = item.price / Rupiah.currency.minorUnitsPerMajor
      rest -= Int128(price) * Int128(item.quantity)
      lines.append(line(item.name.string, price, item.quantity))
    }
    guard let difference = Int64(exactly: rest) else { return [line("Total", rupiah, 1)] }
    if difference != 0 { lines.append(line("Adjustment", difference, 1)) }
    return lines
  }

  private static func line(_ name: String, _ price: Int64, _ quantity: Int64) -> JSONValue {
    [
      "name": .string(ShownText.line(name, most: longestName).string), "price": .integer(price), "quantity": .integer(quantity),
    ]
  }
}
