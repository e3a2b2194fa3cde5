import Foundation
import JSON
import Threads

/// Webhooks as friends and enemies send them, about charges of which some are paid: true ones, twice, out of order and long after, and
/// forged, tampered, truncated and cut ones between them. Nothing else tells the daemon of money.
///
/// Used by one thread at a time.
final class WebhookStorm: @unchecked Sendable {
  // Sendable because the test hands it to a thread and takes it back by joining that thread.

  enum Kind: String, CaseIterable, Sendable {
    /// What the provider says, and the same bytes again.
    case told, twice
    /// Of money that has not come yet, and of a wait that is over.
    case early, stale
    /// Signed by somebody without the key, or not at all; and one that was good before its order or amount was changed.
    case forged, unsigned, altered
    /// Good, but for its end; and the same with the connection cut instead.
    case truncated, cut
    /// Under a signature that is right, a state that is not so.
    case tampered
    /// About a charge that nobody knows.
    case strange
  }

  /// What was sent and how it was answered; nil: not at all.
  struct Sent: Sendable {
    let kind: Kind
    let provider: String
    let status: Int?
    /// Of the body, where it is one that must be kept.
    let body: Int
  }

  private let shop: Checkout
  private let name: String
  private let simulator: Simulator
  private var dice: Dice
  private let connection: Connection
  private var ingress: Connection?
  private(set) var sent: [Sent] = []
  private(set) var paid = 0

  init(_ name: String, seed: UInt64, _ shop: Checkout) throws {
    self.shop = shop
    self.name = name
    simulator = shop.midtrans
    dice = Dice(seed: seed)
    connection = try shop.daemon.connect()
  }

  /// Goes on until so many were sent.
  func blow(webhooks: Int) throws {
    var charges = 0
    while sent.count < webhooks {
      charges += 1
      try charge(number: charges)
    }
  }

  /// One charge, and all that is told of it.
  private func charge(number: Int) throws {
    let isMidtrans = dice.happens(oneIn: 2)
    let rupiah = dice.roll(100...10_000) * 100
    let method = isMidtrans ? #"{"type":"qris"}"# : #"{"type":"dana"}"#
    let body =
      #"{"merchant_id":"m1","amount":\#(rupiah * 100),"currency":"IDR","payment_method":\#(method),"return_url":"https://shop.example"}"#
    let intent = try text(post("/v1/payment_intents", body, "\(name)-\(number)"), "payment_intent_id")
    _ = try post("/v1/payment_intents/\(intent)/confirm", "{}", "\(name)-\(number)-c")
    let attempts = try connection.ask(.get("/v1/attempts?intent=\(intent)", tenant: Checkout.tenant)).json()
    guard let attempt = attempts["data"]?[0]?["attempt_id"]?.stringValue else { throw RigFailure("no attempt: \(attempts)") }

    func webhook(_ state: String, _ reference: String?, _ isForged: Bool) -> SignedWebhook {
      let reference = reference ?? attempt
      if isMidtrans {
        return .midtrans(
          reference, state, code: state == "pending" ? "201" : "200", amount: "\(rupiah).00",
          key: isForged ? "not-the-key" : Checkout.midtransKey)
      }
      let event = state == "settlement" ? "payment.succeeded" : "payment." + state
      return .xendit(reference, event, amount: "\(rupiah)", token: isForged ? "another" : Checkout.xenditToken)
    }
    let isPaid = dice.happens(oneIn: 2)
    var kinds = Kind.allCases + Kind.allCases.filter { _ in dice.happens(oneIn: 2) }
    kinds.shuffle(using: &dice)
    let moment = dice.roll(0...kinds.count)
    for (place, kind) in kinds.enumerated() {
      if isPaid, place == moment { try pay(attempt, isMidtrans) }
      try send(kind, webhook, isMidtrans)
    }
    guard isPaid else { return }
    if moment == kinds.count { try pay(attempt, isMidtrans) }
    // The provider tells until it is heard.
    try send(.told, webhook("settlement", nil, false))
  }

  private func send(_ kind: Kind, _ webhook: (String, String?, Bool) -> SignedWebhook, _ isMidtrans: Bool) throws {
    switch kind {
    case .told: try send(kind, webhook("pending", nil, false))
    case .twice:
      let once = webhook("pending", nil, false)
      for _ in 1...dice.roll(2...3) { try send(kind, once) }
    case .early, .tampered: try send(kind, webhook("settlement", nil, false))
    case .stale: try send(kind, webhook(isMidtrans ? "expire" : "failed", nil, false))
    case .forged: try send(kind, webhook("settlement", nil, true))
    case .unsigned:
      var bare = webhook("settlement", nil, false)
      bare.headers.removeAll { $0.0 == "X-Callback-Token" }
      if isMidtrans { bare.body.replace("signature_key", with: "signature") }
      try send(kind, bare)
    case .altered:
      var other = webhook("settlement", nil, false)
      if isMidtrans {
        other.body.replace(#""gross_amount":""#, with: #""gross_amount":"9"#)
      } else {
        other.headers = [("X-Callback-Token", "")]
      }
      try send(kind, other)
    case .truncated:
      var short = webhook("settlement", nil, false)
      short.body = String(short.body.dropLast(dice.roll(1...40)))
      try send(kind, short)
    case .cut:
      let whole = webhook("settlement", nil, false).request.bytes
      let line = try Connection(path: shop.folder.file("ingress.sock"))
      line.send(Array(whole.dropLast(dice.roll(1...60))))
      line.finishSending()
      sent.append(Sent(kind: kind, provider: "", status: line.receive()?.status, body: 0))
    case .strange: try send(kind, webhook("settlement", "att_06EQ0000000000000000000000", false))
    }
  }

  private func send(_ kind: Kind, _ webhook: SignedWebhook) throws {
    if ingress == nil { ingress = try Connection(path: shop.folder.file("ingress.sock")) }
    let reply = ingress?.exchange(webhook.request)
    if reply == nil { ingress = nil }
    sent.append(Sent(kind: kind, provider: webhook.provider, status: reply?.status, body: webhook.body.hashValue))
  }

  private func pay(_ attempt: String, _ isMidtrans: Bool) throws {
    try simulator.act("pay", (isMidtrans ? "order_id" : "reference_id", attempt))
    paid += 1
  }

  private func post(_ path: String, _ body: String, _ key: String) throws -> JSONValue {
    let reply = try connection.ask(.post(path, tenant: Checkout.tenant, key: key, body))
    guard (200...299).contains(reply.status) else { throw RigFailure("\(path): \(reply.status) \(reply.text)") }
    return try reply.json()
  }

  private func text(_ json: JSONValue, _ name: String) throws -> String {
    guard let text = json[name]?.stringValue else { throw RigFailure("no \(name): \(json)") }
    return text
  }
}
