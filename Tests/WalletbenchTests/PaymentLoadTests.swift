import LedgerCore
import Payments
import Testing

@testable import walletbench

/// What payments are measured with is what the product's own adapters take for real.
@Suite struct `Loads of payments` {
  private static let reference = "att_" + String(repeating: "0", count: 26)

  private static func adapter(_ kind: PaymentIntents.Kind) -> any ProviderAdapter {
    switch kind {
    case .qris: BenchAccounts.midtrans
    case .dana: BenchAccounts.xendit
    }
  }

  /// The path, the headers and the body of a request.
  private static func delivery(_ request: [UInt8]) throws -> (path: String, WebhookDelivery) {
    let text = String(decoding: request, as: UTF8.self)
    let end = try #require(text.firstRange(of: "\r\n\r\n"))
    let lines = text[..<end.lowerBound].split(separator: "\r\n")
    let headers = lines.dropFirst().map { line in
      let parts = line.split(separator: ": ", maxSplits: 1)
      return ProviderRequest.Header(parts[0].lowercased(), String(parts[1]))
    }
    let body = Array(text[end.upperBound...].utf8)
    #expect(headers.first { $0.name == "content-length" }?.value == "\(body.count)")
    return (String(lines[0].split(separator: " ")[1]), WebhookDelivery(headers: headers, body: body))
  }

  @Test(arguments: PaymentIntents.Kind.allCases) func `have webhooks that their provider could have sent`(
    _ kind: PaymentIntents.Kind
  ) throws {
    var random = Randomness(seed: 7)
    var request: [UInt8] = []
    let text = WebhookText(kind)
    for number in 0..<3 {
      let reference = String(Self.reference.dropLast()) + "\(number)"
      text.write(Array(reference.utf8), &random, into: &request)
      let (path, delivery) = try Self.delivery(request)
      #expect(path == "/v1/webhooks/bench/" + (kind == .qris ? "midtrans" : "xendit"))
      let notification = try Self.adapter(kind).notification(delivery)
      guard case .charge(let about, _) = notification.subject else { throw Unexpected() }
      #expect(about == Text(reference))
      #expect((notification.eventID != nil) == (kind == .dana))
    }
    // And a forged one is none.
    let forged = String(decoding: request, as: UTF8.self).replacing("15000.00", with: "15000.01").replacing(
      "token-BENCH", with: "token-OTHER")
    let (_, delivery) = try Self.delivery(Array(forged.utf8))
    #expect(throws: WebhookRefusal.notAuthentic) { try Self.adapter(kind).notification(delivery) }
  }

  private struct Unexpected: Error {}

  @Test(arguments: PaymentIntents.Kind.allCases) func `have a provider whose answers mean a code, then money`(
    _ kind: PaymentIntents.Kind
  ) throws {
    let provider = InstantProvider()
    let adapter = StandAdapter(Self.adapter(kind), provider)
    let rupiah = try #require(Currency("IDR"))
    let now = Timestamp(microseconds: 1_795_143_600_000_000)
    let charge = Charge(
      reference: Text(Self.reference), amount: Money(1_500_000, rupiah),
      method: kind == .qris ? .qris : .wallet(.dana, phone: nil),
      capturesAtOnce: true, expiresAt: now.adding(seconds: 900), now: now, returnURL: "https://shop.example/ok")
    func outcome(_ call: ProviderCall) throws -> ProviderOutcome {
      let request = try adapter.request(for: call)
      let answer = provider.answer(request.path, request.body)
      return adapter.outcome(of: call, .answered(status: answer.status, body: answer.body))
    }
    guard case .pending(let facts) = try outcome(.charge(charge)) else { throw Unexpected() }
    #expect(facts.amount == charge.amount)
    switch facts.action {
    case .scan(let code): #expect(kind == .qris && code.string.hasSuffix(Self.reference))
    case .open(let url, _): #expect(kind == .dana && url.string.hasSuffix(Self.reference))
    default: throw Unexpected()
    }
    let pointer = ChargePointer(
      reference: charge.reference, providerReference: facts.providerReference, method: charge.method.type, amount: charge.amount)
    guard case .pending = try outcome(.status(pointer)) else { throw Unexpected() }
    var random = Randomness(seed: 7)
    var request: [UInt8] = []
    WebhookText(kind).write(Array(Self.reference.utf8), &random, into: &request)
    _ = try adapter.notification(Self.delivery(request).1)
    guard case .done(let paid) = try outcome(.status(pointer)) else { throw Unexpected() }
    #expect(paid.state == .succeeded && paid.amount == charge.amount)
  }

  @Test func `confirm what they have made, and count that once`() throws {
    var intents = PaymentIntents(merchant: "m", [.qris, .dana], count: 2, keepsCharges: true, connections: 2)
    var request: [UInt8] = []
    func answer(_ connection: Int, _ text: String) throws -> Int {
      try Array(text.utf8).withUnsafeBytes { try intents.finish(connection, $0) }
    }
    let intent = "pi_" + String(repeating: "A", count: 26)
    for (connection, type) in ["qris", "dana"].enumerated() {
      #expect(intents.render(connection, into: &request))
      #expect(String(decoding: request, as: UTF8.self).contains(#""payment_method":{"type":"\#(type)"}"#))
      #expect(try answer(connection, #"{"payment_intent_id":"\#(intent)"}"#) == 0)
      #expect(intents.render(connection, into: &request))
      #expect(String(decoding: request, as: UTF8.self).hasPrefix("POST /v1/payment_intents/\(intent)/confirm HTTP/1.1\r\n"))
      #expect(throws: BenchFailure.self) { try answer(connection, #"{"status":"requires_method"}"#) }
    }
    intents = PaymentIntents(merchant: "m", count: 1, keepsCharges: true, connections: 1)
    #expect(intents.render(0, into: &request))
    #expect(try answer(0, #"{"payment_intent_id":"\#(intent)"}"#) == 0)
    #expect(intents.render(0, into: &request))
    #expect(try answer(0, #"{"status":"requires_action","next_action":{"qr_string":"0002\#(Self.reference)"}}"#) == 1)
    #expect(intents.charges.map { String(decoding: $0.reference, as: UTF8.self) } == [Self.reference])
    #expect(!intents.render(0, into: &request), "as many as were wanted")
  }

  @Test func `are about another charge each time`() {
    var webhooks = Webhooks()
    var request: [UInt8] = []
    var seen: Set<[UInt8]> = []
    for _ in 0..<100 {
      #expect(webhooks.render(0, into: &request))
      seen.insert(request)
    }
    #expect(seen.count == 100)
  }
}
