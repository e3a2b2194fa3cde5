import LedgerCore
import Payments
import Testing

@testable import Providers

@Suite struct `Webhooks of Midtrans` {
  /// The published form of the signature, computed elsewhere: order `order-20261120-0001`, amount `10000.00`, key `SB-Mid-server-TESTKEY123`.
  static let signatures = [
    "200":
      "57d30e590c93a5f3e267c00d3c4c90cd29405cd61513bdbdf699e8668add6701f885bb3c6deba41a9ef000724ab099e3b5ee985666474529966caa61795fb692",
    "201":
      "ea8b4a87617632ceba3a5531fd878d47a8d78ddfd4b05c0630d62060ff7fdc79fdd895f68f4de4e8165bdfdc0a803da9097ed6fc99f2bb396e04528a0383c29a",
    "202":
      "04c0a8c3813da37e335d74c5b0b680a5508387c61f0f643a000c8bcd8d07cb327e208e7599e81c99feaa5be3459392df2df6676a6f3c7e0da37239883f254194",
  ]

  private static func body(
    _ code: String = "200", status: String = "settlement", amount: String = "10000.00", signature: String? = nil,
    more: String = ""
  ) -> String {
    """
    {"transaction_time":"2026-11-20 10:00:00","transaction_status":"\(status)","transaction_id":"\(Rig.transaction)",\
    "status_message":"midtrans payment notification","status_code":"\(code)","signature_key":"\(signature ?? signatures[code] ?? "")",\
    "payment_type":"qris","order_id":"order-20261120-0001","merchant_id":"M004123","gross_amount":"\(amount)",\
    "fraud_status":"accept","currency":"IDR"\(more)}
    """
  }

  private func read(_ body: String, also keys: [String] = []) throws -> ProviderNotification {
    try Rig.midtrans(also: keys).notification(WebhookDelivery(headers: [], body: Array(body.utf8)))
  }

  private let charge = ProviderNotification.Subject.charge(reference: Rig.reference, providerReference: Rig.transaction)

  @Test(arguments: ["200", "201", "202"]) func `are signed over the order, the code, the amount and the server key`(
    _ code: String
  ) throws {
    #expect(try read(Self.body(code)) == ProviderNotification(subject: charge, kind: "settlement"))
    for other in ["200", "201", "202"] where other != code {
      #expect(throws: WebhookRefusal.notAuthentic) { try read(Self.body(code, signature: Self.signatures[other])) }
    }
  }

  @Test func `are signed as in Midtrans' own example`() throws {
    let signature = try #require(
      ProviderSecret(Array("askvnoibnosifnboseofinbofinfgbiufglnbfg".utf8)))
    let whole = Self.exampleSignature
    #expect(signature.signs("1111" + "200" + "100000.00", whole))
    #expect(whole.hasPrefix("edc076b2") && whole.hasSuffix("4d4c231"))
  }

  static let exampleSignature =
    "edc076b21793ebe3e17926350f5b8ae67d902fe657b3d0aa31b932d5c127e2375d308a2bc94f3265ac2d80a1f181a79b997ac178a236fcff35af263fc4d4c231"

  @Test func `are checked on the amount as it is written`() throws {
    #expect(throws: WebhookRefusal.notAuthentic) { try read(Self.body(amount: "10000")) }
    // And what is signed as `10000` is no signature of `10000.00`.
    let bare = "1706ebf1"
    let key = try Rig.secret(Rig.serverKey)
    let signed = Self.bareSignature
    #expect(signed.hasPrefix(bare) && signed.hasSuffix("54101") && key.signs("order-20261120-000120010000", signed))
    #expect(throws: WebhookRefusal.notAuthentic) { try read(Self.body(signature: signed)) }
  }

  static let bareSignature =
    "1706ebf1ca97e8b78803655888ab5e705f8f85975d4ebe81f2be22068a6233bd3a49b7628da79a1e2243632fa4fb4a042aeaf0dba13dca575f56f2e2a2d54101"

  @Test func `verify with another state, which is not signed: they are hints, and the status is asked for`() throws {
    for status in ["pending", "deny", "cancel", "expire", "chargeback"] {
      #expect(try read(Self.body(status: status)) == ProviderNotification(subject: charge, kind: Text(status)))
    }
  }

  @Test func `are believed under any key that is active, and under no other`() throws {
    let other = try #require(ProviderSecret(Array("SB-Mid-server-NEXT".utf8)))
    let next = MidtransAdapter(MidtransCredentials(serverKey: other))
    let delivery = WebhookDelivery(headers: [], body: Array(Self.body().utf8))
    #expect(throws: WebhookRefusal.notAuthentic) { try next.notification(delivery) }
    let both = MidtransAdapter(MidtransCredentials(serverKey: other, alsoSigning: [try Rig.secret(Rig.serverKey)]))
    #expect(try both.notification(delivery).subject == charge)
    #expect(try read(Self.body(), also: ["SB-Mid-server-NEXT"]).subject == charge)
  }

  @Test func `are forged when the signature is changed anywhere, shortened, in capitals or missing`() throws {
    let signature = try #require(Self.signatures["200"])
    for place in signature.indices {
      let changed = signature.replacingCharacters(at: place, with: signature[place] == "0" ? "1" : "0")
      #expect(throws: WebhookRefusal.notAuthentic) { try read(Self.body(signature: changed)) }
    }
    for wrong in ["", String(signature.dropLast()), signature + "0", signature.uppercased(), "null"] {
      #expect(throws: WebhookRefusal.notAuthentic) { try read(Self.body(signature: wrong)) }
    }
    #expect(throws: WebhookRefusal.notAuthentic) {
      try read(Self.body().replacing(#""signature_key":"\#(signature)","#, with: ""))
    }
  }

  @Test(arguments: ["order_id", "status_code", "gross_amount", "transaction_status"]) func `are malformed without`(_ key: String)
    throws
  {
    let missing = Self.body().replacing(#""\#(key)":"#, with: #""not_\#(key)":"#)
    #expect(throws: WebhookRefusal.malformed("\(key) is missing")) { try read(missing) }
  }

  @Test func `are malformed in any piece of them, and with a key twice`() throws {
    let body = Self.body()
    for length in 0..<body.utf8.count {
      #expect(throws: WebhookRefusal.self) { try read(String(body.prefix(length))) }
    }
    #expect(throws: WebhookRefusal.malformed("no JSON: the key \"order_id\" appears twice in one object")) {
      try read(#"{"order_id":"order-20261120-0002","# + body.dropFirst())
    }
    #expect(throws: WebhookRefusal.malformed("gross_amount is no text")) {
      try read(body.replacing(#""10000.00""#, with: "10000.00"))
    }
  }

  @Test func `have members that are not known`() throws {
    #expect(
      try read(Self.body(more: #","issuer":"gopay","transaction_type":"on-us","of_tomorrow":{"a":[null]}"#)).subject == charge)
  }

  private static func refunds(_ entries: String) -> String {
    body(status: "partial_refund", more: #","refund_amount":"5000.00","refunds":[\#(entries)]"#)
  }

  @Test func `tell of the refund of which something was heard last`() throws {
    let first = #"{"refund_key":"r-1","created_at":"2026-11-20 11:00:00"}"#
    let second = #"{"refund_key":"r-2","created_at":"2026-11-20 12:00:00"}"#
    let confirmed = #"{"refund_key":"r-1","created_at":"2026-11-20 11:00:00","bank_confirmed_at":"2026-11-21 09:00:00"}"#
    func refund(_ key: Text) -> ProviderNotification {
      ProviderNotification(subject: .refund(reference: key, providerReference: nil), kind: "partial_refund")
    }
    #expect(try read(Self.refunds(first)) == refund("r-1"))
    #expect(try read(Self.refunds(first + "," + second)) == refund("r-2"))
    #expect(try read(Self.refunds(confirmed + "," + second)) == refund("r-1"))
    #expect(
      try read(Self.body(status: "refund", more: #","refund_key":"r-9""#)).subject
        == .refund(reference: "r-9", providerReference: nil))
    // Made by hand at Midtrans, without a key of ours: the charge is asked about.
    #expect(try read(Self.body(status: "refund")).subject == charge)
  }
}

extension String {
  func replacingCharacters(at place: Index, with character: Character) -> String {
    var copy = self
    copy.replaceSubrange(place...place, with: [character])
    return copy
  }
}
