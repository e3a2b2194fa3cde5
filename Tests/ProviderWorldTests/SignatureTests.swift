import HTTPServer
import JSON
import Testing

@testable import ProviderWorld

@Suite struct `Signatures` {
  /// Computed elsewhere from the documented form.
  static let vectors = [
    (
      "200",
      "57d30e590c93a5f3e267c00d3c4c90cd29405cd61513bdbdf699e8668add6701f885bb3c6deba41a9ef000724ab099e3b5ee985666474529966caa61795fb692"
    ),
    (
      "201",
      "ea8b4a87617632ceba3a5531fd878d47a8d78ddfd4b05c0630d62060ff7fdc79fdd895f68f4de4e8165bdfdc0a803da9097ed6fc99f2bb396e04528a0383c29a"
    ),
    (
      "202",
      "04c0a8c3813da37e335d74c5b0b680a5508387c61f0f643a000c8bcd8d07cb327e208e7599e81c99feaa5be3459392df2df6676a6f3c7e0da37239883f254194"
    ),
  ]

  @Test(arguments: vectors) func `of Midtrans are those of the vectors`(code: String, signature: String) {
    let made = MidtransSignature.text(
      order: "order-20261120-0001", statusCode: code, grossAmount: "10000.00", serverKey: "SB-Mid-server-TESTKEY123")
    #expect(made == signature)
  }

  @Test func `of Midtrans are over the amount as it is written`() {
    let made = MidtransSignature.text(
      order: "order-20261120-0001", statusCode: "200", grossAmount: "10000", serverKey: "SB-Mid-server-TESTKEY123")
    #expect(made.hasPrefix("1706ebf1") && made.hasSuffix("54101"))
    let documented = MidtransSignature.text(
      order: "1111", statusCode: "200", grossAmount: "100000.00", serverKey: "askvnoibnosifnboseofinbofinfgbiufglnbfg")
    #expect(documented.hasPrefix("edc076b2") && documented.hasSuffix("4d4c231"))
  }

  @Test func `stand in Midtrans's webhooks and in the answer to a status, for what is said there`() {
    var rig = Rig { $0.midtransKey = "SB-Mid-server-TESTKEY123" }
    _ = rig.charge("order-20261120-0001")
    #expect(rig.webhooks().first?.text("signature_key") == Self.vectors[1].1)
    rig.does("pay", ["order_id": "order-20261120-0001"])
    #expect(rig.webhooks().first?.text("signature_key") == Self.vectors[0].1)
    #expect(rig.midtrans(.get, "/v2/order-20261120-0001/status").text("signature_key") == Self.vectors[0].1)
    _ = rig.charge("order-20261120-0002")
  }

  @Test func `of Xendit are its token, beside an id of each webhook's own`() {
    var rig = Rig { $0.xenditToken = "t" }
    for reference in ["a", "b"] {
      _ = rig.request(reference)
      rig.does("pay", ["reference_id": .string(reference)])
    }
    let headers = rig.deliveries().map(\.headers)
    #expect(headers.count == 2 && headers.allSatisfy { $0.contains(WebhookHeader(name: "x-callback-token", value: "t")) })
    #expect(Set(headers.flatMap { $0 }.filter { $0.name == "webhook-id" }.map(\.value)).count == 2)
  }

  @Test(
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"),
      ("SB-Mid-server-TESTKEY123:", "U0ItTWlkLXNlcnZlci1URVNUS0VZMTIzOg=="),
    ])
  func `of basic authentication are base64`(text: String, encoded: String) {
    #expect(Base64.text(Array(text.utf8)) == encoded)
  }
}
