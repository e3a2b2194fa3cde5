import HTTPServer
import JSON
import LedgerCore

@testable import ProviderWorld

/// A world with a time of its own, and calls without sockets.
struct Rig {
  var world: World
  var now = Timestamp(microseconds: 1_795_143_600_000_000)

  init(_ change: (inout Settings) -> Void = { _ in }) {
    var settings = Settings()
    settings.midtransWebhook = WebhookTarget("http://127.0.0.1:1/midtrans")
    settings.xenditWebhook = WebhookTarget("http://127.0.0.1:1/xendit")
    change(&settings)
    world = World(settings, seed: settings.seed ?? 1, address: "http://127.0.0.1:1")
  }

  mutating func wait(_ seconds: Int64) { now = now.adding(seconds: seconds) }

  mutating func react(
    _ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil, query: String = "", headers: [String: String] = [:],
    key: String
  ) -> World.Reaction {
    let authorization = ["authorization": "Basic " + Base64.text(Array((key + ":").utf8))]
    return world.react(
      to: Call(
        method, path, query: query, headers: headers.merging(authorization) { one, _ in one }, bytes: body?.encode() ?? []),
      at: now)
  }

  mutating func midtrans(
    _ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil, headers: [String: String] = [:]
  ) -> JSONValue {
    json(react(method, path, body, headers: headers, key: world.settings.midtransKey).answer)
  }

  mutating func charge(
    _ order: String, _ rupiah: Int64 = 10_000, _ method: String = "qris", _ more: [String: JSONValue] = [:],
    headers: [String: String] = [:]
  ) -> JSONValue {
    let details: JSONValue = ["order_id": .string(order), "gross_amount": .integer(rupiah)]
    var body = JSONObject([("payment_type", .string(method)), ("transaction_details", details)])
    for key in more.keys.sorted() { body[key] = more[key] }
    return midtrans(.post, "/v2/charge", .object(body), headers: headers)
  }

  mutating func xendit(
    _ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil, query: String = "", headers: [String: String] = [:]
  ) -> (status: UInt16, body: JSONValue) {
    let answer = react(method, path, body, query: query, headers: headers, key: world.settings.xenditKey).answer
    return (answer.status, json(answer))
  }

  mutating func request(_ reference: String, _ amount: JSONValue = 10_000, key: String? = nil) -> (
    status: UInt16, body: JSONValue
  ) {
    xendit(
      .post, "/payment_requests",
      [
        "reference_id": .string(reference), "amount": amount, "currency": "IDR",
        "payment_method": ["type": "QR_CODE", "reusability": "ONE_TIME_USE", "qr_code": ["channel_code": "QRIS"]],
      ], headers: key.map { ["idempotency-key": $0] } ?? [:])
  }

  @discardableResult
  mutating func does(_ act: String, _ body: JSONValue) -> (status: UInt16, body: JSONValue) {
    let answer = world.react(to: Call(.post, "/_sim/" + act, bytes: body.encode()), at: now).answer
    return (answer.status, json(answer))
  }

  /// What the webhooks since the last look would say.
  mutating func webhooks() -> [JSONValue] { deliveries().map { json($0.body) } }

  mutating func deliveries() -> [Delivery] { world.takeDeliveries(at: now) }

  private func json(_ answer: ProviderWorld.Answer) -> JSONValue { json(answer.bytes) }

  private func json(_ bytes: [UInt8]) -> JSONValue {
    do {
      return try JSONValue.parse(bytes)
    } catch {
      return .string(String(decoding: bytes, as: UTF8.self))
    }
  }
}

extension JSONValue {
  func text(_ key: String) -> String? { self[key]?.stringValue }
}
