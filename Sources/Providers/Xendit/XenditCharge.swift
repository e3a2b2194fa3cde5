import JSON
import LedgerCore
import Payments

/// The body of a payment request, with a payment method made for it alone: `ONE_TIME_USE`.
///
/// Items are not sent: Xendit wants categories and URLs of them, and adds nothing up.
enum XenditCharge {
  /// Throws `unsupported` or `invalid` where Xendit would refuse it, or do something else than was asked for.
  static func body(_ charge: Charge) throws(ProviderRefusal) -> JSONValue {
    let rupiah = try Rupiah.whole(charge.amount)
    let reference = try ProviderReference.ours(charge.reference)
    var body = JSONObject([("reference_id", .string(reference)), ("amount", .integer(rupiah)), ("currency", "IDR")])
    body["payment_method"] = try method(charge, rupiah)
    if let description = charge.description { body["description"] = .string(ShownText.line(description.string).string) }
    guard charge.capturesAtOnce else {
      throw ProviderRefusal(.unsupported, "nothing is authorized first and captured later here")
    }
    return .object(body)
  }

  private static func method(_ charge: Charge, _ rupiah: Int64) throws(ProviderRefusal) -> JSONValue {
    switch charge.method {
    case .qris:
      guard rupiah <= Rupiah.mostByQRIS else { throw ProviderRefusal(.unsupported, "QRIS takes at most Rp10,000,000") }
      guard charge.expiresAt > charge.now else { throw ProviderRefusal(.unsupported, "a charge ends after it has begun") }
      return [
        "type": "QR_CODE", "reusability": "ONE_TIME_USE",
        "qr_code": ["channel_code": "QRIS", "channel_properties": ["expires_at": .string(seconds(charge.expiresAt))]],
      ]
    case .wallet(.ovo, let phone): return wallet("OVO", [("mobile_number", .string(try self.phone(phone)))])
    case .wallet(.dana, phone: _): return wallet("DANA", try returning(charge))
    case .wallet(.shopeepay, phone: _): return wallet("SHOPEEPAY", try returning(charge))
    case .wallet(.linkaja, phone: _): return wallet("LINKAJA", try returning(charge))
    case .wallet(.gopay, phone: _): throw ProviderRefusal(.unsupported, "Xendit does not take gopay")
    case .bankTransfer: throw ProviderRefusal(.unsupported, "bank transfers are not taken through Xendit")
    case .card: throw ProviderRefusal(.unsupported, "cards are not taken through Xendit")
    }
  }

  /// To the second, as in Xendit's documents.
  private static func seconds(_ time: Timestamp) -> String { time.rfc3339.prefix(19) + "Z" }

  private static func wallet(_ channel: String, _ properties: [(String, JSONValue)]) -> JSONValue {
    [
      "type": "EWALLET", "reusability": "ONE_TIME_USE",
      "ewallet": ["channel_code": .string(channel), "channel_properties": .object(JSONObject(properties))],
    ]
  }

  private static func returning(_ charge: Charge) throws(ProviderRefusal) -> [(String, JSONValue)] {
    guard let url = charge.returnURL, !url.isEmpty else {
      throw ProviderRefusal(.unsupported, "this wallet needs an address to which the customer returns")
    }
    return [("success_return_url", .string(url.string))]
  }

  /// OVO asks the customer on the telephone: `+62` and the rest of the number.
  private static func phone(_ phone: Text?) throws(ProviderRefusal) -> String {
    guard let phone else { throw ProviderRefusal(.unsupported, "OVO needs the customer's telephone number") }
    let digits = phone.string.utf8.dropFirst()
    guard phone.hasPrefix("+62"), (9...15).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else {
      throw ProviderRefusal(.unsupported, "a telephone number for OVO is +62 and digits")
    }
    return phone.string
  }
}
