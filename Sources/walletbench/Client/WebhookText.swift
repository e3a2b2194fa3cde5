import Sodium

/// Webhooks that say of a charge that it was paid, as Midtrans and Xendit send them: signed by the one, with a token and an id from the other.
struct WebhookText {
  /// `att_` and 26 letters.
  static let referenceBytes = 30
  private static let reference = "att_" + String(repeating: "Z", count: referenceBytes - 4)
  private static let signature = String(repeating: "0", count: 128)
  private static let event = String(repeating: "0", count: Field.keyBytes)

  private let template: [UInt8]
  /// Where the reference stands, all times.
  private let references: [Int]
  /// Where the signature or the id of the event stands.
  private let mark: Int
  private let kind: PaymentIntents.Kind

  init(_ kind: PaymentIntents.Kind) {
    self.kind = kind
    let amount = PaymentIntents.rupiah
    let (provider, headers, body): (String, String, String) =
      switch kind {
      case .qris:
        (
          "midtrans", "",
          """
          {"transaction_time":"2026-11-20 10:00:00","transaction_status":"settlement","transaction_id":"t-\(Self.reference)",\
          "status_message":"midtrans payment notification","status_code":"200","signature_key":"\(Self.signature)",\
          "settlement_time":"2026-11-20 10:00:07","payment_type":"qris","order_id":"\(Self.reference)","merchant_id":"G000000001",\
          "issuer":"gopay","gross_amount":"\(amount).00","fraud_status":"accept","currency":"IDR","acquirer":"gopay",\
          "transaction_type":"on-us"}
          """
        )
      case .dana:
        (
          "xendit", "X-Callback-Token: \(BenchAccounts.token)\r\nWebhook-Id: \(Self.event)\r\n",
          """
          {"event":"payment.succeeded","business_id":"5f27a14a9bf05c73dd040bc8","created":"2026-11-20T03:00:07Z",\
          "data":{"id":"py-\(Self.reference)","amount":\(amount),"status":"SUCCEEDED","reference_id":"\(Self.reference)",\
          "currency":"IDR","payment_request_id":"pr-\(Self.reference)","payment_method":{"id":"pm-\(Self.reference)",\
          "type":"EWALLET","reusability":"ONE_TIME_USE","status":"ACTIVE"},"payment_detail":{"source":"DANA"}}}
          """
        )
      }
    let head =
      "POST /v1/webhooks/\(BenchAccounts.tenant)/\(provider) HTTP/1.1\r\nHost: walletd\r\nContent-Type: application/json\r\n"
      + headers + "Content-Length: \(body.utf8.count)\r\n\r\n"
    template = Array((head + body).utf8)
    var found: [Int] = []
    var start = 0
    while start + Self.referenceBytes <= template.count {
      if template[start..<start + Self.referenceBytes].elementsEqual(Self.reference.utf8) { found.append(start) }
      start += 1
    }
    references = found
    mark = RequestText.position(of: kind == .qris ? Self.signature : Self.event, in: template)
  }

  /// Writes the webhook about a charge, `reference` being ours.
  func write(_ reference: some Collection<UInt8>, _ random: inout Randomness, into request: inout [UInt8]) {
    precondition(reference.count == Self.referenceBytes, "a reference has \(Self.referenceBytes) bytes")
    request.removeAll(keepingCapacity: true)
    request.append(contentsOf: template)
    for place in references { request.replaceSubrange(place..<place + Self.referenceBytes, with: reference) }
    switch kind {
    case .dana: Field.writeKey(&random, into: &request, at: mark)
    case .qris:
      let digest = SHA512.of(Array(reference) + Self.signedBehind)
      for (index, byte) in digest.enumerated() {
        request[mark + 2 * index] = Self.digit(byte >> 4)
        request[mark + 2 * index + 1] = Self.digit(byte & 15)
      }
    }
  }

  /// What is signed behind the reference: the status code, the amount as it is written, and the key.
  private static let signedBehind = Array("200\(PaymentIntents.rupiah).00\(BenchAccounts.serverKey)".utf8)

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value }
}
