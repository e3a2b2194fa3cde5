import LedgerCore
import Payments
import Testing

@testable import Providers

@Suite struct `Requests to Xendit` {
  private static let order = #""reference_id":"order-20261120-0001","amount":10000,"currency":"IDR""#

  private func request(_ call: ProviderCall) throws -> ProviderRequest { try Rig.xendit().request(for: call) }

  private func body(_ charge: Charge) throws -> String {
    #expect(try Rig.xendit().objection(to: charge) == nil)
    return try request(.charge(charge)).text
  }

  private func refusal(_ call: ProviderCall) throws -> ProviderRefusal.Reason? {
    do {
      _ = try Rig.xendit().request(for: call)
      return nil
    } catch let error as ProviderRefusal { return error.reason }
  }

  @Test func `name who asks, what is understood, and a key under which it is done once`() throws {
    let charge = try request(.charge(Rig.charge(.qris)))
    #expect(charge.method == .post && charge.path == "/payment_requests")
    // What `printf 'xnd_development_TESTKEY123:' | base64` says.
    #expect(charge.header("authorization") == "Basic eG5kX2RldmVsb3BtZW50X1RFU1RLRVkxMjM6")
    #expect(charge.header("accept") == "application/json")
    #expect(charge.header("content-type") == "application/json")
    #expect(charge.header("idempotency-key") == "charge-order-20261120-0001")
    let status = try request(.status(Rig.pointer(.qris)))
    #expect(status.header("authorization") == charge.header("authorization"))
    #expect(status.header("idempotency-key") == nil && status.header("content-type") == nil)
  }

  @Test func `charge by a code or a wallet`() throws {
    let order = Self.order
    #expect(
      try body(Rig.charge(.qris))
        == #"{\#(order),"payment_method":{"type":"QR_CODE","reusability":"ONE_TIME_USE","qr_code":{"channel_code":"QRIS","#
        + #""channel_properties":{"expires_at":"2026-11-20T03:15:00Z"}}}}"#)
    for (wallet, channel) in [(PaymentMethod.WalletScheme.dana, "DANA"), (.shopeepay, "SHOPEEPAY"), (.linkaja, "LINKAJA")] {
      #expect(
        try body(Rig.charge(.wallet(wallet, phone: nil), returnURL: "https://shop.example/ok"))
          == #"{\#(order),"payment_method":{"type":"EWALLET","reusability":"ONE_TIME_USE","ewallet":{"channel_code":"\#(channel)","#
          + #""channel_properties":{"success_return_url":"https://shop.example/ok"}}}}"#)
    }
    #expect(
      try body(Rig.charge(.wallet(.ovo, phone: "+6281234567890"), description: "Two shirts"))
        == #"{\#(order),"payment_method":{"type":"EWALLET","reusability":"ONE_TIME_USE","ewallet":{"channel_code":"OVO","#
        + #""channel_properties":{"mobile_number":"+6281234567890"}}},"description":"Two shirts"}"#)
  }

  @Test func `ask for a status by id or by our reference`() throws {
    let byReference = try request(.status(Rig.pointer(.qris)))
    #expect(byReference.method == .get && byReference.path == "/payment_requests?reference_id=order-20261120-0001")
    let byID = try request(.status(Rig.pointer(.qris, Rig.request)))
    #expect(byID.path == "/payment_requests/pr-1102feb0-bb79-47ae-9d1e-e69394d3949c")
    #expect(try request(.status(Rig.pointer(.qris, "pr-1"))).path == "/payment_requests/pr-1")
    // What a provider names is data, not a path.
    #expect(try request(.status(Rig.pointer(.qris, "../a?b#c"))).path == "/payment_requests/..%2Fa%3Fb%23c")
  }

  @Test func `expire the payment method to cancel, and give back by the payment request`() throws {
    let charge = Rig.pointer(.qris, Rig.request)
    let cancel = try request(.cancel(charge))
    #expect(cancel.method == .post && cancel.path == "/v2/payment_methods/pm-0b1c7a0e-6d7e-4a52-9f2e-1f0a3f6a1a11/expire")
    #expect(cancel.body.isEmpty && cancel.header("idempotency-key") == nil)
    let refund = try request(.refund(Rig.refund(charge, minor: 250_000, reason: "duplicate")))
    #expect(refund.method == .post && refund.path == "/refunds")
    #expect(
      refund.text
        == #"{"reference_id":"refund-20261120-0001","payment_request_id":"pr-1102feb0-bb79-47ae-9d1e-e69394d3949c","#
        + #""amount":2500,"currency":"IDR","reason":"DUPLICATE"}"#)
    #expect(refund.header("idempotency-key") == "refund-refund-20261120-0001")
    #expect(try request(.refund(Rig.refund(charge, reason: "too large"))).text.hasSuffix(#","reason":"OTHERS"}"#))
    #expect(try request(.refund(Rig.refund(charge))).text.hasSuffix(#","reason":"OTHERS"}"#))
    #expect(
      try request(.refundStatus(Rig.refund(charge))).path
        == "/refunds?payment_request_id=pr-1102feb0-bb79-47ae-9d1e-e69394d3949c")
    let byID = try request(.refundStatus(Rig.refund(charge, id: "rfd-1")))
    #expect(byID.method == .get && byID.path == "/refunds/rfd-1")
  }

  @Test func `send money to a bank under a key that is the transfer's own, and find it again`() throws {
    let sent = try request(.payout(Rig.payout(description: "Pencairan 12")))
    #expect(sent.method == .post && sent.path == "/v2/payouts")
    #expect(
      sent.text
        == #"{"reference_id":"po_01JD4W7Q2M0000CR00000000AH~2","channel_code":"ID_BCA","channel_properties":"#
        + #"{"account_holder_name":"Warung Contoh","account_number":"1234567890"},"amount":10000,"currency":"IDR","#
        + #""description":"Pencairan 12"}"#)
    #expect(sent.header("idempotency-key") == "payout-po_01JD4W7Q2M0000CR00000000AH~2")
    #expect(try request(.payoutStatus(Rig.payout())).path == "/v2/payouts?reference_id=po_01JD4W7Q2M0000CR00000000AH~2")
    let known = try request(.payoutStatus(Rig.payout(id: "disb-1")))
    #expect(known.method == .get && known.path == "/v2/payouts/disb-1")
  }

  @Test func `keep both ids of a charge, joined by one space`() throws {
    for (text, request, method) in [("pr-1 pm-2", "pr-1", "pm-2"), ("pr-1", "pr-1", nil)] as [(String, String, String?)] {
      let reference = try #require(XenditReference(Text(text)))
      #expect(reference == XenditReference(request: request, method: method) && reference.text == Text(text))
    }
    for text in ["", " ", "pr-1 ", " pm-2", "pr-1  pm-2", "pr-1 pm-2 x"] {
      #expect(XenditReference(Text(text)) == nil, "'\(text)'")
    }
  }

  static let wrong: [(ProviderCall, ProviderRefusal.Reason)] = [
    (.charge(Rig.charge(.qris, minor: 1_000_001)), .unsupported),
    (.charge(Rig.charge(.qris, minor: 0)), .unsupported),
    (.charge(Rig.charge(.qris, minor: 1_000_000_100)), .unsupported),
    (.charge(Rig.charge(.qris, seconds: 0)), .unsupported),
    (.charge(Rig.charge(.qris, capturesAtOnce: false)), .unsupported),
    (.charge(Rig.charge(.qris, reference: "a b")), .invalid),
    (.charge(Rig.charge(.wallet(.gopay, phone: nil))), .unsupported),
    (.charge(Rig.charge(.wallet(.dana, phone: nil))), .unsupported),
    (.charge(Rig.charge(.wallet(.ovo, phone: nil))), .unsupported),
    (.charge(Rig.charge(.wallet(.ovo, phone: "081234567890"))), .unsupported),
    (.charge(Rig.charge(.wallet(.ovo, phone: "+62812 345678"))), .unsupported),
    (.charge(Rig.charge(.bankTransfer(bank: "bca"))), .unsupported),
    (.charge(Rig.charge(.card(providerToken: "t"))), .unsupported),
    (.capture(Rig.pointer(.card, Rig.request), amount: Rig.idr(100)), .unsupported),
    (.cancel(Rig.pointer(.qris)), .wrongState),
    (.cancel(Rig.pointer(.qris, "pr-1")), .wrongState),
    (.refund(Rig.refund(Rig.pointer(.qris))), .wrongState),
    (.refund(Rig.refund(Rig.pointer(.qris, Rig.request), minor: 150)), .unsupported),
    (.refundStatus(Rig.refund(Rig.pointer(.qris))), .wrongState),
    (.payout(Rig.payout(minor: 1_000_050)), .unsupported), (.payout(Rig.payout(bank: "535")), .unsupported),
    (.payout(Rig.payout(bank: "999")), .unsupported),
  ]

  @Test(arguments: wrong) func `are not made of what Xendit would not do`(_ call: ProviderCall, _ reason: ProviderRefusal.Reason)
    throws
  {
    #expect(try refusal(call) == reason)
    if case .payout(let order) = call { #expect(try Rig.xendit().objection(to: order)?.reason == reason) }
    if case .charge(let charge) = call { #expect(try Rig.xendit().objection(to: charge)?.reason == reason) }
  }
}
