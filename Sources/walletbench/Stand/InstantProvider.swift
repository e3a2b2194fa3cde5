import Synchronization

/// What Midtrans and Xendit would answer, without waiting for anybody: a charge waits for its customer until `isPaid` was called.
///
/// It knows a provider by its paths, and keeps of each charge its amount and whether it is paid.
final class InstantProvider: Sendable {
  struct Answer: Sendable {
    var status = 200
    let body: [UInt8]

    init(_ text: String, status: Int = 200) {
      self.status = status
      body = Array(text.utf8)
    }
  }

  private struct Charge {
    let rupiah: Int
    var isPaid = false
  }

  private let charges = Mutex<[String: Charge]>([:])

  /// A customer has paid the charge with this reference.
  func isPaid(_ reference: String) {
    charges.withLock { $0[reference]?.isPaid = true }
  }

  /// Answers a call; `path` without the host. `amount` is told the rupiah of a charge that is made.
  func answer(_ path: String, _ body: [UInt8], charged: (Int) -> Void = { _ in }) -> Answer {
    let parts = path.split(separator: "/").map(String.init)
    switch (parts.first, parts.count) {
    case ("v2", 2) where parts[1] == "charge":
      guard let (reference, rupiah) = Self.charge(in: body, #""order_id":""#, #""gross_amount":"#) else { break }
      charged(rupiah)
      charges.withLock { $0[reference] = Charge(rupiah: rupiah) }
      return Answer(Self.midtrans(reference, rupiah, isPaid: false))
    case ("v2", 3) where parts[2] == "status":
      guard let charge = charges.withLock({ $0[parts[1]] }) else {
        return Answer(#"{"status_code":"404","status_message":"Transaction doesn't exist."}"#)
      }
      return Answer(Self.midtrans(parts[1], charge.rupiah, isPaid: charge.isPaid))
    case ("payment_requests", 1):
      guard let (reference, rupiah) = Self.charge(in: body, #""reference_id":""#, #""amount":"#) else { break }
      charged(rupiah)
      charges.withLock { $0[reference] = Charge(rupiah: rupiah) }
      return Answer(Self.xendit(reference, rupiah, isPaid: false), status: 201)
    case ("payment_requests", 2):
      let reference = String(parts[1].dropFirst(3))
      guard let charge = charges.withLock({ $0[reference] }) else { break }
      return Answer(Self.xendit(reference, charge.rupiah, isPaid: charge.isPaid))
    default: break
    }
    return Answer(
      #"{"error_code":"DATA_NOT_FOUND","status_code":"404","message":"the benchmark asks nothing else"}"#, status: 404)
  }

  /// Our reference and the amount in the body of a charge.
  private static func charge(in body: [UInt8], _ name: StaticString, _ amount: StaticString) -> (String, Int)? {
    body.withUnsafeBytes { bytes in
      guard let start = Search.first(name, in: bytes).map({ $0 + name.utf8CodeUnitCount }),
        let rupiah = Search.member(amount, in: bytes)
      else { return nil }
      return (String(decoding: bytes[start...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self), rupiah)
    }
  }

  private static func midtrans(_ reference: String, _ rupiah: Int, isPaid: Bool) -> String {
    """
    {"status_code":"\(isPaid ? "200" : "201")","status_message":"in words","transaction_id":"t-\(reference)","order_id":"\(reference)",\
    "merchant_id":"G000000001","gross_amount":"\(rupiah).00","currency":"IDR","payment_type":"qris",\
    "transaction_time":"2026-11-20 10:00:00","transaction_status":"\(isPaid ? "settlement" : "pending")","fraud_status":"accept",\
    "acquirer":"gopay","qr_string":"00020101021226620014COM.GO-JEK.WWW5204541153033605802ID\(reference)"}
    """
  }

  private static func xendit(_ reference: String, _ rupiah: Int, isPaid: Bool) -> String {
    """
    {"id":"pr-\(reference)","created":"2026-11-20T03:00:00Z","reference_id":"\(reference)","business_id":"5f27a14a9bf05c73dd040bc8",\
    "amount":\(rupiah),"currency":"IDR","country":"ID","status":"\(isPaid ? "SUCCEEDED" : "REQUIRES_ACTION")",\
    "payment_method":{"id":"pm-\(reference)","type":"EWALLET","reusability":"ONE_TIME_USE","status":"ACTIVE",\
    "ewallet":{"channel_code":"DANA"}},"actions":[{"action":"AUTH","url_type":"WEB","url":"https://pay.example/\(reference)",\
    "method":"GET","qr_code":null}]}
    """
  }
}
