import JSON
import LedgerCore

/// How a customer is going to pay, in Payments v2: made with a payment request, or before it.
struct PaymentMethod: Sendable {
  enum Kind: String, Sendable {
    case code = "QR_CODE"
    case wallet = "EWALLET"
    case account = "VIRTUAL_ACCOUNT"

    /// The member of a payment method that tells more.
    var member: String {
      switch self {
      case .code: "qr_code"
      case .wallet: "ewallet"
      case .account: "virtual_account"
      }
    }
  }

  enum Status: String, Sendable {
    case active = "ACTIVE"
    case inactive = "INACTIVE"
    case expired = "EXPIRED"
  }

  let id: String
  let kind: Kind
  let channel: String
  let reference: String
  let isReusable: Bool
  /// As they were sent; the numbers and codes that Xendit makes are added.
  var properties: JSONObject
  let created: Timestamp
  var updated: Timestamp
  let expires: Timestamp
  var status = Status.active

  var qr: String? { properties["qr_string"]?.stringValue }

  /// Reads what a request says of its method, or a request for a method alone.
  init(_ json: JSONValue, id: String, reference: String, at now: Timestamp) throws(XenditProblem) {
    guard let kind = json["type"]?.stringValue.flatMap(Kind.init) else {
      throw XenditProblem(400, "API_VALIDATION_ERROR", "payment_method.type is QR_CODE, EWALLET or VIRTUAL_ACCOUNT here")
    }
    guard let reusability = json["reusability"]?.stringValue, ["ONE_TIME_USE", "MULTIPLE_USE"].contains(reusability) else {
      throw .invalid("payment_method.reusability is ONE_TIME_USE or MULTIPLE_USE")
    }
    let more = json[kind.member] ?? .null
    let channels =
      switch kind {
      case .code: ["QRIS", "DANA", "LINKAJA"]
      case .wallet: ["DANA", "OVO", "SHOPEEPAY", "LINKAJA", "ASTRAPAY"]
      case .account: ["BCA", "BNI", "BRI", "BSI", "CIMB", "MANDIRI", "PERMATA"]
      }
    guard let channel = more["channel_code"]?.stringValue ?? (kind == .code ? "QRIS" : nil), channels.contains(channel) else {
      throw .invalid("payment_method.\(kind.member).channel_code is one of \(channels.joined(separator: ", "))")
    }
    self.id = id
    self.kind = kind
    self.channel = channel
    self.reference = json["reference_id"]?.stringValue ?? reference
    isReusable = reusability == "MULTIPLE_USE"
    properties = more["channel_properties"]?.objectValue ?? JSONObject()
    created = now
    updated = now
    if let text = properties["expires_at"]?.stringValue {
      guard let time = Timestamp(rfc3339: text), time > now else { throw .invalid("expires_at is a time to come, in RFC 3339") }
      expires = time
    } else {
      expires = now.adding(seconds: kind == .wallet ? 1_800 : 172_800)
    }
  }

  var json: JSONValue {
    var shown = properties
    if kind != .wallet { shown["expires_at"] = .time(expires) }
    return [
      "id": .string(id), "business_id": .string(XenditWords.business), "type": .string(kind.rawValue), "country": "ID",
      "reference_id": .string(reference), "reusability": .string(isReusable ? "MULTIPLE_USE" : "ONE_TIME_USE"),
      "status": .string(status.rawValue), "description": .null, "created": .time(created),
      "updated": .time(updated),
      kind.member: ["channel_code": .string(channel), "channel_properties": .object(shown)],
    ]
  }
}

/// What stands in every answer.
enum XenditWords {
  static let business = "6f2e5a0c9d1b4e7788aa0001"

  /// Of a payment request.
  static func status(of charge: Charge) -> String {
    switch charge.state {
    case .pending: charge.method == "EWALLET" && charge.channel != "OVO" ? "REQUIRES_ACTION" : "PENDING"
    case .authorized, .challenged: "AWAITING_CAPTURE"
    case .captured, .settled: "SUCCEEDED"
    case .declined: "FAILED"
    case .cancelled: "CANCELED"
    case .expired: "EXPIRED"
    case .reversed: "VOIDED"
    }
  }
}
