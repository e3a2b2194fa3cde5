import Audit
import Foundation
import JSON
import Testing
import Threads

/// Whatever is told, and however often, money moves once, and only where the provider has it.
@Suite(.serialized) struct `A storm of webhooks` {
  @Test func `books what was paid, once, and nothing else`() throws {
    let webhooks = setting("WALLETD_WEBHOOKS", otherwise: 1_000)
    let seed = UInt64(setting("WALLETD_SEED", otherwise: Int(UInt32.random(in: 1...(.max)))))
    print("seed: \(seed) (WALLETD_SEED repeats the webhooks)")
    let shop = try Checkout(timeout: 5_000)
    // Its own never come: only ours tell of money.
    try shop.midtrans.order("lost", [("probability", .decimal("1.0"))])
    let storms = try (0..<4).map { try WebhookStorm("storm\($0)", seed: seed &+ UInt64($0) &* 7_919, shop) }
    let failures = Monitor<[String]>([])
    let threads = storms.enumerated().map { number, storm in
      Thread.start("storm-\(number)") {
        do { try storm.blow(webhooks: (webhooks + 3) / 4) } catch { failures.withLock { $0.append("\(error)") } }
      }
    }
    for thread in threads { thread.join() }
    #expect(failures.withLock { $0 } == [])

    let wanted = storms.reduce(0) { $0 + $1.paid }
    let isBooked = try Patience.wait(.seconds(60 + webhooks / 100)) {
      try shop.connection.counters(tenant: Checkout.tenant)["liabilities:merchant:m1:pending"].map { $0.creditsPosted > 0 }
        ?? false
        && shop.list("/v1/inbox?status=received").isEmpty
        && shop.list("/v1/payments?status=captured").count == wanted
    }
    let captured = try shop.list("/v1/payments?status=captured").count
    #expect(isBooked, "\(captured) of \(wanted) paid charges are captured")
    let reconciliation = try Reconciliation(shop)
    #expect(reconciliation.findings == [], "the provider's book")
    let sent = storms.flatMap(\.sent)
    let kept = try shop.list("/v1/inbox")
    #expect(WebhookFindings(sent, kept: kept.map { ($0["body"]?.stringValue ?? "").hashValue }).all == [])
    for kind in WebhookStorm.Kind.allCases { #expect(sent.contains { $0.kind == kind }, "\(kind)") }

    #expect(shop.daemon.end(by: SIGTERM) == .exited(0))
    let report = try Offline.verify(Daemon.ledger(in: shop.folder, tenant: shop.tenantID))
    let counts = WebhookStorm.Kind.allCases.map { kind in "\(sent.count { $0.kind == kind }) \(kind.rawValue)" }
    print(
      "row 13: webhooks: \(sent.count) (\(counts.joined(separator: ", "))), kept: \(kept.count), charges paid: \(wanted), captured once: "
        + "\(reconciliation.captured), rows verified: \(report.rows)")
  }

  /// A comparison that cannot find one webhook has shown nothing.
  @Test func `is looked at by what finds one that was believed, lost or kept twice`() {
    func sent(_ kind: WebhookStorm.Kind, _ status: Int?, _ body: Int = 0) -> WebhookStorm.Sent {
      WebhookStorm.Sent(kind: kind, provider: "midtrans", status: status, body: body)
    }
    let sound = [
      sent(.told, 200, 1), sent(.twice, 200, 2), sent(.twice, 200, 2), sent(.forged, 401, 3), sent(.truncated, 400, 4),
      sent(.cut, nil),
    ]
    #expect(WebhookFindings(sound, kept: [1, 2]).all == [])
    #expect(WebhookFindings(sound + [sent(.forged, 200, 5)], kept: [1, 2, 5]).all.count == 1, "believed")
    #expect(WebhookFindings(sound + [sent(.told, 500, 6)], kept: [1, 2]).all.count == 1, "refused")
    #expect(WebhookFindings(sound + [sent(.early, nil, 6)], kept: [1, 2]).all.count == 1, "not answered")
    #expect(WebhookFindings(sound, kept: [1]).all.count == 1, "lost")
    #expect(WebhookFindings(sound, kept: [1, 2, 2]).all.count == 1, "kept twice")
    #expect(WebhookFindings(sound, kept: [1, 2, 3]).all.count == 1, "kept of what was refused")
  }
}

/// What is wrong about how webhooks were answered, and about what was kept of them.
struct WebhookFindings {
  let all: [String]

  /// - Parameter kept: hashes of the bodies in the inbox.
  init(_ sent: [WebhookStorm.Sent], kept: [Int]) {
    var all: [String] = []
    for webhook in sent {
      let isRight =
        switch webhook.kind {
        case .told, .twice, .early, .stale, .tampered, .strange: webhook.status == 200
        case .forged, .unsigned, .altered: webhook.status == 401
        case .truncated: webhook.status == 400 || webhook.status == 401
        case .cut: webhook.status.map { (400...499).contains($0) } ?? true
        }
      if !isRight {
        all.append("\(webhook.kind) of \(webhook.provider) was answered \(webhook.status.map { "\($0)" } ?? "not at all")")
      }
    }
    let accepted = Set(sent.filter { $0.status == 200 }.map(\.body))
    let inbox = Set(kept)
    if inbox.count != kept.count { all.append("\(kept.count - inbox.count) were kept twice") }
    if !accepted.isSubset(of: inbox) { all.append("\(accepted.subtracting(inbox).count) were accepted, and are not there") }
    if !inbox.isSubset(of: accepted) { all.append("\(inbox.subtracting(accepted).count) were kept, and not accepted") }
    self.all = all
  }
}
