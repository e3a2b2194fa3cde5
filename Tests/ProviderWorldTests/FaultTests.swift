import HTTPServer
import JSON
import LedgerCore
import Testing

@testable import ProviderWorld

@Suite struct `Faults` {
  /// Kind, whether the charge is there afterwards, and how its answer goes out.
  static let calls: [(kind: FaultKind, effect: Bool, manner: World.Reaction.Manner, status: UInt16)] = [
    (.slow, true, .answerAfter(2_000), 200), (.timeoutBefore, false, .cutAfter(30_000), 503),
    (.timeoutAfter, true, .cutAfter(30_000), 200), (.http500, false, .answer, 500), (.http503, false, .answer, 503),
    (.http429, false, .answer, 429), (.reset, true, .cutAfter(0), 200), (.garbage, true, .answer, 200),
    (.outage, false, .cutAfter(0), 503),
  ]

  @Test(arguments: calls.indices) func `of calls do what their names say`(_ row: Int) {
    let fault = Self.calls[row]
    var rig = Rig()
    #expect(rig.does("faults", ["kind": .string(fault.kind.rawValue), "operation": "charge"]).status == 201)
    let body: JSONValue = ["payment_type": "qris", "transaction_details": ["order_id": "a", "gross_amount": 1]]
    let reaction = rig.react(.post, "/v2/charge", body, key: rig.world.settings.midtransKey)
    #expect(reaction.manner == fault.manner && reaction.answer.status == fault.status)
    #expect(rig.world.book.charges.count == (fault.effect ? 1 : 0))
    #expect(rig.world.remarks.first?.hasPrefix("fault \(fault.kind.rawValue) on midtrans charge") == true)
  }

  @Test func `have their effect where somebody asks for it`() {
    var rig = Rig()
    rig.does("faults", ["kind": "http_500", "effect": true])
    #expect(rig.charge("a").text("status_code") == "500")
    #expect(rig.world.book.charges.count == 1)
    rig.does("faults", ["kind": "reset", "effect": false])
    _ = rig.charge("b")
    #expect(rig.world.book.charges.count == 1)
    rig.does("faults", ["kind": "http_503", "in_body": true])
    let body: JSONValue = [:]
    let told = rig.react(.post, "/v2/charge", body, key: "").answer
    #expect(told.status == 200 && String(decoding: told.bytes, as: UTF8.self).contains(#""status_code":"503""#))
  }

  @Test func `strike as often as was asked, whom was asked, and not after they are cleared`() {
    var rig = Rig()
    rig.does("faults", ["kind": "http_500", "provider": "midtrans", "operation": "status", "times": 2])
    #expect(rig.charge("a").text("status_code") == "201")
    #expect(rig.xendit(.get, "/balance").status == 200)
    let codes = (0..<3).map { _ in rig.midtrans(.get, "/v2/a/status").text("status_code") }
    #expect(codes == ["500", "500", "201"])
    rig.does("faults", ["kind": "http_500", "times": 100])
    let cleared = rig.world.react(to: Call(.delete, "/_sim/faults"), at: rig.now).answer
    #expect(cleared.bytes == Array(#"{"cleared":2}"#.utf8))
    #expect(rig.midtrans(.get, "/v2/a/status").text("status_code") == "201")
  }

  @Test func `strike a share of calls, the same ones for the same seed`() {
    func struck(_ seed: UInt64, _ share: Int) -> [FaultKind?] {
      var plan = FaultPlan(seed: seed, millionths: share)
      return (0..<2_000).map { _ in plan.strike(.midtrans, .charge, at: Timestamp(microseconds: 0))?.kind }
    }
    #expect(struck(1, 50_000) == struck(1, 50_000))
    #expect(struck(1, 50_000) != struck(2, 50_000))
    let found = struck(1, 50_000).compactMap(\.self)
    #expect((60...140).contains(found.count) && Set(found) == Set(FaultKind.ofCalls))
    #expect(struck(1, 0).allSatisfy { $0 == nil })
    var rig = Rig()
    rig.does("faults", ["kind": "http_500", "probability": .decimal("0.5")])
    let failures = (0..<400).filter { _ in rig.midtrans(.get, "/v2/a/status").text("status_code") == "500" }.count
    #expect((150...250).contains(failures))
  }

  @Test func `that are outages end by themselves, and webhooks wait for the end`() {
    var rig = Rig()
    _ = rig.charge("a")
    _ = rig.deliveries()
    rig.does("faults", ["kind": "outage", "provider": "midtrans", "milliseconds": 10_000])
    for _ in 0..<3 { #expect(rig.react(.get, "/v2/a/status", key: "").manner == .cutAfter(0)) }
    rig.does("pay", ["order_id": "a"])
    rig.wait(4)
    #expect(rig.deliveries().map(\.delay) == [6_000])
    rig.wait(6)
    #expect(rig.midtrans(.get, "/v2/a/status").text("transaction_status") == "settlement")
  }

  @Test func `of refunds are the bank's`() {
    var rig = Rig()
    _ = rig.charge("a")
    rig.does("faults", ["kind": "declined"])
    rig.does("pay", ["order_id": "a"])
    #expect(rig.midtrans(.post, "/v2/a/refund", ["amount": 1]).text("status_code") == "202")
    #expect(rig.world.book.charges.first?.refunds.isEmpty == true)
  }

  /// Kind, and the states that the webhooks of two charges tell, in their order.
  static let webhooks: [(kind: String, told: [String])] = [
    ("duplicate", ["a pending", "a pending", "b pending"]), ("lost", ["b pending"]), ("reordered", ["b pending", "a pending"]),
    ("forged", ["a settlement", "a pending", "b pending"]), ("tampered", ["a settlement", "a pending", "b pending"]),
    ("late", ["a pending", "b pending"]),
  ]

  @Test(arguments: webhooks.indices) func `of webhooks do what their names say`(_ row: Int) throws {
    let fault = Self.webhooks[row]
    var rig = Rig()
    rig.does("faults", ["kind": .string(fault.kind), "operation": "webhook"])
    _ = rig.charge("a")
    var sent = rig.deliveries()
    _ = rig.charge("b")
    sent += rig.deliveries()
    let bodies = try sent.map { try JSONValue.parse($0.body) }
    #expect(bodies.map { "\($0.text("order_id") ?? "") \($0.text("transaction_status") ?? "")" } == fault.told)
    #expect(sent.first?.delay == (fault.kind == "late" ? 5_000 : 0))
    for body in bodies {
      let right = MidtransSignature.text(
        order: body.text("order_id") ?? "", statusCode: body.text("status_code") ?? "",
        grossAmount: body.text("gross_amount") ?? "", serverKey: rig.world.settings.midtransKey)
      let isForged = fault.kind == "forged" && body.text("transaction_status") == "settlement"
      #expect((body.text("signature_key") == right) != isForged)
    }
  }

  @Test func `of order leave alone what nothing overtakes`() {
    var rig = Rig()
    rig.does("faults", ["kind": "reordered", "operation": "webhook", "milliseconds": 3_000])
    _ = rig.charge("a")
    #expect(rig.deliveries().isEmpty && rig.world.takeOvertaken(at: rig.now).isEmpty)
    rig.wait(3)
    #expect(rig.world.takeOvertaken(at: rig.now).map(\.delay) == [0])
    #expect(rig.world.takeOvertaken(at: rig.now).isEmpty)
  }

  @Test(
    arguments: [
      (["kind": "no"], "\"kind\" is one of"), (["kind": "slow", "operation": "webhook"], "does not happen to webhooks"),
      (["kind": "lost", "operation": "charge"], "happens to webhooks only"), (["kind": "slow", "times": 0], "\"times\""),
      (["kind": "slow", "probability": 2], "from 0 to 1"), (["kind": "slow", "effect": true], "\"effect\""),
      (["kind": "slow", "kinds": 1], "no \"kinds\""), (["kind": "slow", "provider": "bank"], "midtrans, xendit or all"),
      ([], "object"),
    ] as [(JSONValue, String)])
  func `that there are not are refused with a sentence`(order: JSONValue, sentence: String) {
    var rig = Rig()
    let answer = rig.does("faults", order)
    #expect(answer.status == 400 && answer.body.text("error")?.contains(sentence) == true, "\(answer.body)")
    #expect(rig.world.faults.rules.isEmpty)
  }

  @Test(
    arguments: [
      ("0.05", 50_000), ("1", 1_000_000), ("1.0", 1_000_000), ("0", 0), ("0.0000009", 0), ("1.1", nil), ("2", nil), ("-0", nil),
      ("", nil), ("5%", nil),
    ] as [(String, Int?)])
  func `come in shares`(text: String, millionths: Int?) {
    #expect(Share.millionths(text) == millionths)
  }
}
