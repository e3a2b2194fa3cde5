import Events
import Foundation
import JSON
import LedgerCore
import Payments
import Storage
import Tenancy
import Testing

@testable import API

/// What each type of event looks like, kept as files: `make golden` rewrites them, and the difference is reviewed.
@Suite struct `Each type of event` {
  @Test func `looks as it always did`() throws {
    let daemon = try Daemon(takesPayments: true)
    let caller = Caller(daemon)
    try EventStory.tellOfPayments(caller, daemon)
    try EventStory.tell(caller, daemon)
    let kinds = Set(EventType.allCases.map { $0.rawValue.prefix { $0 != "." } + ".*" })
    let events = try caller.everyEvent("type=" + kinds.sorted().joined(separator: ","))
    for type in EventType.allCases {
      let made = events.filter { $0.text(at: "type") == type.rawValue }
      let event = try #require(made.first { $0["channel"] != nil } ?? made.first, "nothing makes a \(type.rawValue)")
      let text = EventGoldens.normalized(event)
      if ProcessInfo.processInfo.environment["WALLETD_GOLDEN"] != nil { try EventGoldens.store(text, type) }
      #expect(text == EventGoldens.stored(type), "make golden rewrites Tests/Golden/events/\(type.rawValue).json")
    }
  }
}

/// Everything that can happen to a tenant.
enum EventStory {
  static func tellOfPayments(_ caller: Caller, _ daemon: Daemon) throws {
    func intent(_ method: String, amount: Int64 = 100_000, capture: String = "automatic") throws -> String {
      try caller.post(
        "/v1/payment_intents",
        #"{"merchant_id":"m123","amount":\#(amount),"currency":"IDR","payment_method":\#(method),"capture_method":"\#(capture)"}"#
      ).text("payment_intent_id")
    }
    func confirm(_ intent: String) throws -> String { try caller.post("/v1/payment_intents/\(intent)/confirm").text("payment") }
    func card(_ token: String) -> String { #"{"type":"card","token":"\#(token)"}"# }
    _ = try caller.post("/v1/merchants", #"{"merchant_id":"m123","fee_percent":"0.7"}"#)
    _ = try caller.post("/v1/providers/midtrans", #"{"api_key":"SB-Mid-server-next"}"#)
    let routes =
      #"[{"provider":"midtrans","methods":["qris","card"],"hours":{"from":"00:00","to":"23:59"}},{"provider":"midtrans"}]"#
    _ = try caller.post("/v1/payment_settings", #"{"routes":\#(routes),"returns_fees":true}"#)
    let shown = try intent(#"{"type":"qris"}"#)
    _ = try confirm(shown)
    _ = try caller.post("/v1/payment_intents/\(shown)/cancel")
    for token in ["no", "nobody"] { _ = try confirm(try intent(card(token))) }
    let paid = try confirm(try intent(card("t")))
    for (amount, reason) in [(10_000, "return"), (1, "no"), (2, "later"), (89_998, "return")] {
      _ = try caller.post("/v1/payments/\(paid)/refunds", #"{"amount":\#(amount),"reason":"\#(reason)"}"#)
    }
    let whole = try confirm(try intent(card("t")))
    _ = try caller.post("/v1/payments/\(whole)/refunds")
    _ = try caller.post("/v1/wallets", #"{"wallet_id":"alice","currency":"IDR"}"#)
    let bonus = #"{"amount":50000,"currency":"IDR","reason":"welcome""#
    _ = try caller.post("/v1/wallets/alice/bonuses", bonus + "}")
    _ = try confirm(try intent(#"{"type":"wallet","wallet":"alice"}"#, amount: 50_000))
    let soon = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)).adding(seconds: 1).rfc3339
    _ = try caller.post("/v1/wallets/alice/bonuses", bonus + #","expires_at":"\#(soon)"}"#)
    _ = try caller.post("/v1/merchants/m123", #"{"fee_percent":"0.9"}"#)
    let parts = try confirm(try intent(card("t"), capture: "manual"))
    _ = try caller.post("/v1/payments/\(parts)/capture", #"{"amount":40000,"final":false}"#)
    _ = try caller.post("/v1/payments/\(try confirm(try intent(card("t"), capture: "manual")))/void")
    let attempts = try caller.get("/v1/attempts?status=succeeded")["data"]?.arrayValue ?? []
    let charge = try #require(attempts.first { $0.text(at: "purpose") == "charge" }?.text(at: "attempt_id"))
    for reference in [charge, "INV-1"] {
      let item = #"{"type":"payment","reference":"\#(reference)","gross":1000,"fee":7}"#
      _ = try caller.post(
        "/v1/settlements", #"{"provider":"midtrans","currency":"IDR","bank":"bca","reference":"batch-7","items":[\#(item)]}"#)
    }
    try daemon.bringForward(try #require(PaymentID(try confirm(try intent(card("t"))))))
    try daemon.workOff()
    try tellOfPayouts(caller, daemon) { _ = try confirm($0) }
    let lapsing = try confirm(try intent(card("t"), capture: "manual"))
    try daemon.askAbout(try #require(PaymentID(lapsing)))
  }

  /// One that two people agree on, one that is taken back, and what may become of others.
  private static func tellOfPayouts(_ caller: Caller, _ daemon: Daemon, confirm: (String) throws -> Void) throws {
    let topUp = try caller.post(
      "/v1/payment_intents",
      #"{"wallet_id":"alice","amount":90000000,"currency":"IDR","payment_method":{"type":"card","token":"t"}}"#)
    try confirm(topUp.text("payment_intent_id"))
    func payout(_ description: String) throws -> String {
      let bank = #"{"bank_code":"014","account_number":"1234567890","account_holder":"Alice"}"#
      return try caller.post(
        "/v1/payouts",
        #"{"wallet_id":"alice","amount":1000000,"currency":"IDR","destination":\#(bank),"description":"\#(description)"}"#
      ).text("payout_id")
    }
    func wait(_ payout: String, until status: String) throws {
      var looks = 0
      while looks < 100_000, try caller.get("/v1/payouts/\(payout)").text("status") != status { looks += 1 }
      #expect(looks < 100_000, "\(payout) is not \(status)")
    }
    let agreed = try payout("October")
    try daemon.approve(try #require(PayoutID(agreed)))
    try wait(agreed, until: "paid")
    _ = try caller.post("/v1/payouts/\(try payout("not this"))/cancel")
    _ = try caller.post("/v1/payment_settings", #"{"payout_approval_above":1000000}"#)
    for (description, status) in [("no", "failed"), ("later", "in_transit"), ("back", "paid")] {
      let sent = try payout(description)
      try wait(sent, until: status)
      if description == "back" { try daemon.askAbout(try #require(PayoutID(sent))) }
    }
  }

  static func tell(_ caller: Caller, _ daemon: Daemon) throws {
    try caller.openBooks()
    let order = #","metadata":{"channel":"order:17"},"reference":"order-17""#
    let moved = try caller.transfer("cash", "wallet:bob", 25_000, more: order)
    _ = try caller.post("/v1/transactions/\(moved.text("id"))/reverse")
    let captured = try caller.hold(100, more: order).text("id")
    _ = try caller.post("/v1/holds/\(captured)/capture", #"{"amount":40}"#)
    let released = try caller.hold(10).text("id")
    _ = try caller.post("/v1/holds/\(released)/release")
    _ = try caller.post("/v1/accounts", #"{"code":"till","currency":"IDR","class":"asset"}"#)
    _ = try caller.post("/v1/accounts/till/freeze", #"{"sides":["debits"]}"#)
    _ = try caller.post("/v1/accounts/till/unfreeze", #"{"sides":["debits"]}"#)
    _ = try caller.post("/v1/accounts/till/limit", #"{"limit":{"floor":-500}}"#)
    _ = try caller.post("/v1/accounts/till/close")
    let key = try caller.post("/v1/keys", #"{"name":"checkout","scopes":["accounts:read"]}"#).text("id")
    let next = try caller.post("/v1/keys/\(key)/rotate").text("id")
    _ = try caller.post("/v1/keys/\(next)/revoke")
    let token = try caller.post("/v1/payment_methods", OperationIDCard.body).text("id")
    _ = try caller.post("/v1/payment_methods/\(token)/default")
    _ = try caller.post("/v1/payment_methods/\(token)/reveal", key: nil)
    _ = try caller.post("/v1/payment_methods/\(token)/delete")
    _ = try caller.post("/v1/vault/rotate_data_key")
    _ = try caller.post("/v1/tenants/toko/settings", #"{"batch_items":100}"#)
    _ = try caller.post("/v1/tenants/toko/suspend")
    _ = try caller.post("/v1/tenants/toko/resume")
    // The last of the ledger's rows, whenever it comes.
    let expiring = try caller.hold(10, more: #","expires_in":1"#).text("id")
    var looks = 0
    while looks < 100_000, try caller.get("/v1/holds/\(expiring)").text("status") == "open" { looks += 1 }
    try daemon.workOff()
    let watching = #"{"wallet":"alice","direction":"above","amount":-1}"#
    _ = try caller.post("/v1/balance_monitors", watching)
    let watched = try caller.post("/v1/balance_monitors", #"{"account":"cash","direction":"above","amount":1000000}"#)
    _ = try caller.transfer("cash", "wallet:bob", 1_000_001)
    _ = try caller.transfer("wallet:bob", "cash", 1_000_001)
    _ = try caller.post("/v1/balance_monitors/\(watched.text("id"))/remove")
    _ = try caller.post("/v1/customers", #"{"customer_id":"c456","name":"Siti"}"#)
    _ = try caller.post("/v1/wallets/alice", #"{"customer_id":"c456"}"#)
    _ = try caller.post("/v1/tenants/toko/close")
  }
}

extension Daemon {
  /// Has the provider asked what became of a payment's charge.
  fileprivate func askAbout(_ payment: PaymentID) throws {
    let tenant = try #require(directory.tenant("toko")?.id)
    let ledger = try #require(directory.ledger(of: tenant))
    let found = try #require(try ledger.find(payment, Payment.self))
    let attempt = try #require(try found.value.attempt.flatMap { try ledger.find($0, Attempt.self) })
    work(on: attempt.change, tenant, ledger)
  }

  /// Has the day come on which a payment's money is available.
  fileprivate func bringForward(_ payment: PaymentID) throws {
    let tenant = try #require(directory.tenant("toko")?.id)
    let ledger = try #require(directory.ledger(of: tenant))
    let done = DispatchSemaphore(value: 0)
    ledger.submit(.single(Command(key: "", operation: .record(Hastening(payment: payment)))), waking: true) { _ in done.signal() }
    done.wait()
  }

  fileprivate func askAbout(_ payout: PayoutID) throws {
    let tenant = try #require(directory.tenant("toko")?.id)
    let ledger = try #require(directory.ledger(of: tenant))
    work(on: try #require(try ledger.find(payout, Payout.self)).change, tenant, ledger)
  }

  /// Agrees to a payout, as somebody else than who has asked for it.
  fileprivate func approve(_ payout: PayoutID) throws {
    let tenant = try #require(directory.tenant("toko")?.id)
    let done = DispatchSemaphore(value: 0)
    service.desk.begin(
      ApprovePayout(payout, by: "uid:1001", candidate: { _ in .midtrans }), "approval", tenant,
      try #require(directory.ledger(of: tenant))
    ) { _ in done.signal() }
    done.wait()
  }

  /// Does what is due now.
  func workOff() throws {
    let tenant = try #require(directory.tenant("toko")?.id)
    let ledger = try #require(directory.ledger(of: tenant))
    let now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    for change in try ledger.dueRecords(by: now, limit: 100) { work(on: change, tenant, ledger) }
  }

  private func work(on change: RecordChange, _ tenant: TenantID, _ ledger: any Ledger) {
    let done = DispatchSemaphore(value: 0)
    service.desk.work(on: change, tenant, ledger, now: change.postedAt) { _ in done.signal() }
    done.wait()
  }
}

private struct Hastening: RecordWork {
  let kind = OperationKind.housekeeping
  let payment: PaymentID

  func visitFields(_ fields: inout some RequestFieldVisitor) {}
  func decide(_ transaction: any RecordTransaction) throws {
    guard let change = try transaction.record(payment.number) else { return }
    var kept = try Kept<Payment>(change, transaction.tag)
    kept.value.pending = Tranches([Tranche(kept.value.pending.total, at: change.createdAt)])
    try transaction.change(payment.number, kept.value.content)
  }
}

enum EventGoldens {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Golden/events")

  static func stored(_ type: EventType) -> String {
    let text = try? String(contentsOf: folder.appending(path: "\(type.rawValue).json"), encoding: .utf8)
    return text.map { String($0.dropLast()) } ?? "–"
  }

  static func store(_ text: String, _ type: EventType) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try (text + "\n").write(to: folder.appending(path: "\(type.rawValue).json"), atomically: true, encoding: .utf8)
  }

  /// With ids, times and hashes that are the same every time.
  static func normalized(_ event: JSONValue) -> String {
    var text = String(decoding: event.encode(pretty: true), as: UTF8.self)
    var names: [String: String] = [:]
    text = text.replacing(
      /(evt|txn|pst|hold|acc|key|tok|ten|mch|wal|bon|pi|pay|att|re|psp|pset|sec|cus|mon|stl|sti|po)_[0-7][0-9A-HJKMNP-TV-Z]{25}/
    ) {
      match in
      let id = String(match.0)
      if let name = names[id] { return name }
      let prefix = String(match.1)
      let number = names.values.count { $0.hasPrefix(prefix + "_") } + 1
      let zeros = String(repeating: "0", count: 26 - 6 - String(number).count)
      names[id] = "\(prefix)_01KAGR\(zeros)\(number)"
      return names[id] ?? id
    }
    text = text.replacing(/"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z"/, with: #""2026-11-20T10:50:26.000000Z""#)
    text = text.replacing(/"uid:[0-9]+"/, with: "\"uid:0\"")
    text = text.replacing(/"[0-9a-f]{32}"/, with: #""00112233445566778899aabbccddeeff""#)
    return text.replacing(/wk_live_[0-9A-Z]{12}…/, with: "wk_live_01KAGR000000…")
  }
}
