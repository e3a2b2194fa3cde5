import LedgerCore
import Payments
import Testing

@testable import Providers

@Suite struct `Requests to Midtrans` {
  private static let order = #""transaction_details":{"order_id":"order-20261120-0001","gross_amount":10000}"#
  private static let expiry =
    #""custom_expiry":{"order_time":"2026-11-20 10:00:00 +0700","expiry_duration":900,"unit":"second"}"#

  private func request(_ call: ProviderCall) throws -> ProviderRequest { try Rig.midtrans().request(for: call) }

  private func body(_ charge: Charge) throws -> String {
    #expect(try Rig.midtrans().objection(to: charge) == nil)
    return try request(.charge(charge)).text
  }

  private func refusal(_ call: ProviderCall) throws -> ProviderRefusal.Reason? {
    do {
      _ = try Rig.midtrans().request(for: call)
      return nil
    } catch let error as ProviderRefusal { return error.reason }
  }

  @Test func `name who asks, what is understood, and a key under which it is done once`() throws {
    let charge = try request(.charge(Rig.charge(.qris)))
    #expect(charge.method == .post && charge.path == "/v2/charge")
    #expect(charge.header("authorization") == "Basic U0ItTWlkLXNlcnZlci1URVNUS0VZMTIzOg==")
    #expect(charge.header("accept") == "application/json")
    #expect(charge.header("content-type") == "application/json")
    #expect(charge.header("idempotency-key") == "charge-order-20261120-0001")
    let status = try request(.status(Rig.pointer(.qris)))
    #expect(status.header("authorization") == charge.header("authorization"))
    #expect(status.header("idempotency-key") == nil && status.header("content-type") == "application/json")
  }

  @Test func `charge by a code, a wallet, a transfer or a card`() throws {
    let (order, expiry) = (Self.order, Self.expiry)
    #expect(try body(Rig.charge(.qris)) == #"{"payment_type":"qris",\#(order),"qris":{"acquirer":"gopay"},\#(expiry)}"#)
    #expect(try body(Rig.charge(.wallet(.gopay, phone: nil))) == #"{"payment_type":"gopay",\#(order),\#(expiry)}"#)
    #expect(
      try body(Rig.charge(.wallet(.gopay, phone: nil), returnURL: "app://shop"))
        == #"{"payment_type":"gopay",\#(order),"gopay":{"enable_callback":true,"callback_url":"app://shop"},\#(expiry)}"#)
    #expect(
      try body(Rig.charge(.wallet(.shopeepay, phone: nil), returnURL: "https://shop.example/ok"))
        == #"{"payment_type":"shopeepay",\#(order),"shopeepay":{"callback_url":"https://shop.example/ok"},\#(expiry)}"#)
    for bank in ["bca", "bni", "bri", "permata", "cimb"] {
      #expect(
        try body(Rig.charge(.bankTransfer(bank: Text(bank))))
          == #"{"payment_type":"bank_transfer",\#(order),"bank_transfer":{"bank":"\#(bank)"},\#(expiry)}"#)
    }
    #expect(
      try body(Rig.charge(.bankTransfer(bank: "mandiri"), description: "Two \"shirts\""))
        == #"{"payment_type":"echannel",\#(order),"echannel":{"bill_info1":"Payment","bill_info2":"Two \"shirts\""},\#(expiry)}"#)
    #expect(
      try body(Rig.charge(.card(providerToken: "tok-1")))
        == #"{"payment_type":"credit_card",\#(order),"credit_card":{"token_id":"tok-1","authentication":true}}"#)
    #expect(
      try body(Rig.charge(.card(providerToken: "tok-1"), capturesAtOnce: false))
        == #"{"payment_type":"credit_card",\#(order),"credit_card":{"token_id":"tok-1","authentication":true,"type":"authorize"}}"#
    )
  }

  @Test(arguments: [
    ([ChargeItem(name: "Apple", price: 500_000, quantity: 2)], #"[{"name":"Apple","price":5000,"quantity":2}]"#),
    (
      [ChargeItem(name: "Apple", price: 700_000, quantity: 2)],
      #"[{"name":"Apple","price":7000,"quantity":2},{"name":"Adjustment","price":-4000,"quantity":1}]"#
    ),
    (
      [ChargeItem(name: "Apple", price: 300_050, quantity: 3), ChargeItem(name: "Coupon", price: -100_050, quantity: 1)],
      #"[{"name":"Apple","price":3000,"quantity":3},{"name":"Coupon","price":-1000,"quantity":1},"#
        + #"{"name":"Adjustment","price":2000,"quantity":1}]"#
    ),
    ([ChargeItem(name: "None", price: 100, quantity: 0)], #"[{"name":"Adjustment","price":10000,"quantity":1}]"#),
    ([ChargeItem(name: "Much", price: .max, quantity: .max)], #"[{"name":"Total","price":10000,"quantity":1}]"#),
  ])
  func `have lines that add up to the amount`(_ items: [ChargeItem], _ lines: String) throws {
    #expect(try body(Rig.charge(.qris, items: items)).contains(#""item_details":"# + lines + ","))
  }

  @Test func `have at most fifty lines and one, and stay below 16 KB`() throws {
    let name = Text(String(repeating: "\"ä", count: 100))
    let text = try body(Rig.charge(.qris, items: Array(repeating: ChargeItem(name: name, price: 100, quantity: 1), count: 500)))
    #expect(text.split(separator: "price").count == 52)
    #expect(text.contains(#""name":"Adjustment","price":9950,"#))
    #expect(text.utf8.count < 16_384)
    let long = Rig.charge(.wallet(.gopay, phone: nil), returnURL: Text(String(repeating: "a", count: 16_384)))
    #expect(try Rig.midtrans().objection(to: long)?.reason == .invalid)
  }

  @Test func `ask for a status, capture, cancel, expire and give back by our reference`() throws {
    let card = Rig.pointer(.card, Rig.transaction)
    let status = try request(.status(card))
    #expect(status.method == .get && status.path == "/v2/order-20261120-0001/status" && status.body.isEmpty)
    let capture = try request(.capture(card, amount: Rig.idr(750_000)))
    #expect(capture.method == .post && capture.path == "/v2/capture")
    #expect(capture.text == #"{"transaction_id":"ca297170-be4c-45ed-9dc9-be5ba99d30ee","gross_amount":7500}"#)
    #expect(capture.header("idempotency-key") == "capture-order-20261120-0001-7500")
    let cancel = try request(.cancel(card))
    #expect(cancel.path == "/v2/order-20261120-0001/cancel" && cancel.text == "{}")
    var unpaid = card
    unpaid.isOnlyUnpaid = true
    #expect(try request(.cancel(unpaid)).path == "/v2/order-20261120-0001/expire")
    for method in PaymentMethodType.allCases where method != .card {
      #expect(try request(.cancel(Rig.pointer(method))).path == "/v2/order-20261120-0001/expire")
    }
    let toCard = try request(.refund(Rig.refund(card, minor: 250_000, reason: "too\nlarge")))
    #expect(toCard.path == "/v2/order-20261120-0001/refund")
    #expect(toCard.text == #"{"refund_key":"refund-20261120-0001","amount":2500,"reason":"too large"}"#)
    #expect(toCard.header("idempotency-key") == "refund-refund-20261120-0001")
    let toWallet = try request(.refund(Rig.refund(Rig.pointer(.gopay))))
    #expect(toWallet.path == "/v2/order-20261120-0001/refund/online/direct")
    #expect(toWallet.text == #"{"refund_key":"refund-20261120-0001","amount":10000}"#)
    #expect(try request(.refundStatus(Rig.refund(card))).path == "/v2/order-20261120-0001/status")
  }

  @Test func `of two operations never have the same key, and no key is longer than Midtrans reads`() throws {
    let long = Text(String(repeating: "a", count: 50))
    let other = Text(String(repeating: "a", count: 49) + "b")
    var keys: [String] = []
    for reference in [Rig.reference, long, other] {
      let card = Rig.pointer(.card, Rig.transaction, reference: reference)
      for call in [
        .charge(Rig.charge(.qris, reference: reference)), .capture(card, amount: Rig.idr(100)),
        .capture(card, amount: Rig.idr(200)),
        .cancel(card),
      ] as [ProviderCall] {
        keys.append(try #require(try request(call).header("idempotency-key")))
      }
    }
    #expect(Set(keys).count == 12)
    #expect(keys.allSatisfy { $0.utf8.count <= 46 })
  }

  struct Wrong: Sendable {
    let call: ProviderCall
    let reason: ProviderRefusal.Reason
    init(_ call: ProviderCall, _ reason: ProviderRefusal.Reason) { (self.call, self.reason) = (call, reason) }
  }

  static let wrong: [Wrong] = [
    Wrong(.charge(Rig.charge(.qris, minor: 1_000_001)), .unsupported),
    Wrong(.charge(Rig.charge(.qris, minor: 0)), .unsupported),
    Wrong(.charge(Rig.charge(.qris, minor: -100)), .unsupported),
    Wrong(.charge(Rig.charge(.qris, minor: 1_000_000_100)), .unsupported),
    Wrong(.charge(Rig.charge(.wallet(.dana, phone: nil))), .unsupported),
    Wrong(.charge(Rig.charge(.wallet(.ovo, phone: "+628123456789"))), .unsupported),
    Wrong(.charge(Rig.charge(.wallet(.linkaja, phone: nil))), .unsupported),
    Wrong(.charge(Rig.charge(.bankTransfer(bank: "BCA"))), .unsupported),
    Wrong(.charge(Rig.charge(.qris, capturesAtOnce: false)), .unsupported),
    Wrong(.charge(Rig.charge(.qris, seconds: 19)), .unsupported),
    Wrong(.charge(Rig.charge(.qris, seconds: -900)), .unsupported),
    Wrong(.charge(Rig.charge(.qris, seconds: 604_801)), .unsupported),
    Wrong(.charge(Rig.charge(.qris, reference: "a/b")), .invalid),
    Wrong(.charge(Rig.charge(.qris, reference: "")), .invalid),
    Wrong(.charge(Rig.charge(.qris, reference: Text(String(repeating: "a", count: 51)))), .invalid),
    Wrong(.status(Rig.pointer(.qris, reference: "..")), .invalid),
    Wrong(.cancel(Rig.pointer(.qris, reference: "a?b")), .invalid),
    Wrong(.capture(Rig.pointer(.qris, Rig.transaction), amount: Rig.idr(100)), .unsupported),
    Wrong(.capture(Rig.pointer(.card), amount: Rig.idr(100)), .wrongState),
    Wrong(.capture(Rig.pointer(.card, Rig.transaction), amount: Rig.idr(150)), .unsupported),
    Wrong(.capture(Rig.pointer(.card, Rig.transaction), amount: Rig.idr(1_000_100)), .unsupported),
    Wrong(.refund(Rig.refund(Rig.pointer(.qris), minor: 1_050)), .unsupported),
    Wrong(.refund(Rig.refund(Rig.pointer(.shopeepay), minor: 250_000)), .unsupported),
    Wrong(.refund(Rig.refund(Rig.pointer(.bankTransfer))), .unsupported),
  ]

  @Test(arguments: wrong) func `are not made of what Midtrans would not do`(_ wrong: Wrong) throws {
    #expect(try refusal(wrong.call) == wrong.reason)
    if case .charge(let charge) = wrong.call { #expect(try Rig.midtrans().objection(to: charge)?.reason == wrong.reason) }
  }

  @Test func `take only rupiah`() throws {
    var charge = Rig.charge(.qris)
    charge.amount = Money(1_000_000, try #require(Currency("USD")))
    #expect(try Rig.midtrans().objection(to: charge)?.reason == .unsupported)
    var refund = Rig.refund(Rig.pointer(.qris))
    refund.reference = "a.b"
    #expect(try refusal(.refund(refund)) == .invalid)
  }
}
