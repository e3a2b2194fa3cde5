import JSON
import LedgerCore
import QRIS

/// Codes that customers scan: what they say, and how they are drawn. The daemon is asked only for an intent's.
enum QRCommands {
  static let code = Argument("CODE", "its text, 000201…; without one it is read from standard input", .optional)

  /// The text, without the line's end that comes with it from a pipe.
  static func text(_ session: Session) throws(CommandFailure) -> String {
    if let text = session.invocation.arguments("CODE").first { return text }
    let bytes = try InputFile.bytes("-")
    guard bytes.count <= 65_536 else { throw .usage("a code has at most \(MerchantCode.longest) characters") }
    let text = String(decoding: bytes, as: UTF8.self)
    return String(text.reversed().drop { $0.isNewline }.reversed())
  }

  static func parse(_ text: String) throws(CommandFailure) -> MerchantCode {
    do {
      return try MerchantCode(text)
    } catch {
      throw CommandFailure(.error, "this is no code that could be paid: \(error.detail)")
    }
  }
}

extension MerchantCode {
  /// The currency as it is called everywhere else; its number where it is no other.
  var currencyCode: String { currency == MerchantCode.rupiah ? "IDR" : currency }

  var json: JSONValue {
    var fields: [(String, JSONValue)] = [
      ("standard", .string(isQRIS ? "qris" : "emv")), ("use", .string(use == .static ? "static" : "dynamic")),
      ("merchant_name", .string(merchantName)), ("city", .string(city)),
      ("postal_code", postalCode.map { .string($0) } ?? .null), ("country", .string(country)),
      ("currency", .string(currencyCode)), ("amount", amount.map { .integer($0) } ?? .null), ("tip", tip?.json ?? .null),
      ("category", .string(category)), ("national_merchant_id", nationalMerchantID.map { .string($0) } ?? .null),
    ]
    let references = [
      ("bill", details.bill), ("store", details.store), ("reference", details.reference), ("customer", details.customer),
      ("terminal", details.terminal), ("purpose", details.purpose),
    ]
    fields += references.map { name, value in (name, value.map { .string($0) } ?? .null) }
    fields.append(("accounts", .array(accounts.map(\.json))))
    return .object(JSONObject(fields))
  }
}

extension MerchantCode.Tip {
  fileprivate var json: JSONValue {
    switch self {
    case .asked: ["kind": "asked"]
    case .fixed(let amount): ["kind": "fixed", "amount": .integer(amount)]
    case .percent(let hundredths): ["kind": "percent", "hundredths": .integer(Int64(hundredths))]
    }
  }
}

extension MerchantCode.Account {
  fileprivate var json: JSONValue {
    func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    return [
      "tag": .integer(Int64(tag)), "domain": text(domain), "merchant_pan": text(merchantPAN), "merchant_id": text(merchantID),
      "criteria": text(criteria),
    ]
  }
}
