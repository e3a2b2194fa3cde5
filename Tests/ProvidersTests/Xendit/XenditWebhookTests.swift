import LedgerCore
import Payments
import Testing

@testable import Providers

@Suite struct `Webhooks of Xendit` {
  private func read(
    _ body: String, token: String? = Rig.token, tokens: [String] = [Rig.token], id: String? = nil
  ) throws -> ProviderNotification {
    var headers: [ProviderRequest.Header] = []
    if let token { headers.append(ProviderRequest.Header("x-callback-token", token)) }
    if let id { headers.append(ProviderRequest.Header("webhook-id", id)) }
    return try Rig.xendit(tokens: tokens).notification(WebhookDelivery(headers: headers, body: Array(body.utf8)))
  }

  private static func payment(_ event: String, status: String = "SUCCEEDED") -> String {
    """
    {"event":"\(event)","business_id":"5f27a14a9bf05c73dd040bc8","created":"2026-11-20T03:00:00Z","api_version":null,"data":\
    {"id":"py-1","amount":10000,"status":"\(status)","reference_id":"order-20261120-0001","currency":"IDR",\
    "payment_request_id":"pr-1102feb0-bb79-47ae-9d1e-e69394d3949c","payment_method":{"id":"pm-0b1c7a0e-6d7e-4a52-9f2e-1f0a3f6a1a11",\
    "type":"QR_CODE"},"payment_detail":{"source":"GOPAY"},"of_tomorrow":[1]}}
    """
  }

  private static let given =
    #"{"id":"rfd-1","payment_id":"py-1","amount":10000,"status":"SUCCEEDED","reference_id":"refund-20261120-0001"}"#

  private let charge = ProviderNotification.Subject.charge(reference: Rig.reference, providerReference: Rig.request)

  @Test(arguments: ["payment.succeeded", "payment.failed", "payment.pending", "payment.awaiting_capture"])
  func `tell of a charge`(_ event: String) throws {
    #expect(try read(Self.payment(event)) == ProviderNotification(subject: charge, kind: Text(event)))
    #expect(
      try read(Self.payment(event), id: "wh-1") == ProviderNotification(eventID: "wh-1", subject: charge, kind: Text(event)))
  }

  @Test func `tell of a charge by one reference where they have only one`() throws {
    let ours = Self.payment("payment.succeeded").replacing(#""payment_request_id":"#, with: #""was":"#)
    #expect(try read(ours).subject == .charge(reference: Rig.reference, providerReference: nil))
    let theirs = Self.payment("payment.succeeded").replacing(#""reference_id":"#, with: #""was":"#)
      .replacing(#""payment_method":"#, with: #""method_was":"#)
    #expect(try read(theirs).subject == .charge(reference: nil, providerReference: "pr-1102feb0-bb79-47ae-9d1e-e69394d3949c"))
    let neither = ours.replacing(#""reference_id":"#, with: #""also_was":"#)
    #expect(throws: WebhookRefusal.malformed("reference_id and payment_request_id are missing")) { try read(neither) }
    #expect(throws: WebhookRefusal.malformed("data is missing")) { try read(#"{"event":"payment.succeeded"}"#) }
  }

  @Test(arguments: ["refund.succeeded", "refund.failed", "refund.pending"]) func `tell of a refund, in data once or twice`(
    _ event: String
  ) throws {
    let expected = ProviderNotification(
      subject: .refund(reference: Rig.refundReference, providerReference: "rfd-1"), kind: Text(event))
    #expect(try read(#"{"event":"\#(event)","data":\#(Self.given)}"#) == expected)
    #expect(try read(#"{"event":"\#(event)","data":{"event":"\#(event)","created":"2026","data":\#(Self.given)}}"#) == expected)
    #expect(throws: WebhookRefusal.malformed("reference_id and id are missing")) { try read(#"{"event":"\#(event)","data":{}}"#) }
  }

  @Test(arguments: ["payout.succeeded", "payout.failed", "payout.reversed"]) func `tell of a payout`(_ event: String) throws {
    let body = #"{"event":"\#(event)","data":{"id":"disb-1","reference_id":"\#(Rig.payoutReference)","status":"X"}}"#
    #expect(
      try read(body)
        == ProviderNotification(
          subject: .payout(reference: Rig.payoutReference, providerReference: "disb-1"), kind: Text(event)))
    #expect(throws: WebhookRefusal.malformed("reference_id and id are missing")) { try read(#"{"event":"\#(event)","data":{}}"#) }
  }

  @Test(arguments: ["payment_method.expired", "invoice.paid", "payment.of_tomorrow", "refund.of_tomorrow"])
  func `of which we know nothing are kept and shown`(_ event: String) throws {
    #expect(try read(Self.payment(event)) == ProviderNotification(subject: .other, kind: Text(event)))
    #expect(try read(#"{"id":"inv-1","status":"PAID"}"#) == ProviderNotification(subject: .other, kind: "no event"))
  }

  @Test func `verify with another state, which nothing signs: they are hints, and the status is asked for`() throws {
    #expect(try read(Self.payment("payment.succeeded", status: "FAILED")).subject == charge)
  }

  @Test func `are believed with any token that is active, and with no other`() throws {
    let body = Self.payment("payment.succeeded")
    #expect(try read(body, token: "next", tokens: [Rig.token, "next"]).subject == charge)
    #expect(try read(body, token: Rig.token, tokens: [Rig.token, "next"]).subject == charge)
    for wrong in ["", "next", Rig.token + "1", String(Rig.token.dropLast()), Rig.token.uppercased()] {
      #expect(throws: WebhookRefusal.notAuthentic) { try read(body, token: wrong) }
    }
    #expect(throws: WebhookRefusal.notAuthentic) { try read(body, token: nil) }
    // Without any token of ours nobody is believed, and an empty one is none.
    #expect(throws: WebhookRefusal.notAuthentic) { try read(body, token: "", tokens: []) }
    #expect(ProviderSecret([]) == nil)
  }

  @Test func `are malformed in any piece of them, and with a key twice; who has no token is not even told that`() throws {
    let body = Self.payment("payment.succeeded")
    for length in 0..<body.utf8.count {
      guard let refusal = #expect(throws: WebhookRefusal.self, performing: { try read(String(body.prefix(length))) }) else {
        continue
      }
      if refusal == .notAuthentic { Issue.record("\(length) bytes") }
      #expect(throws: WebhookRefusal.notAuthentic) { try read(String(body.prefix(length)), token: nil) }
    }
    #expect(throws: WebhookRefusal.malformed("no JSON: the key \"event\" appears twice in one object")) {
      try read(#"{"event":"refund.succeeded","# + body.dropFirst())
    }
  }

  @Test func `have an id of the event only where it can be one`() throws {
    for id in ["", "a b", String(repeating: "a", count: 256)] {
      #expect(try read(Self.payment("payment.succeeded"), id: id).eventID == nil)
    }
  }
}
