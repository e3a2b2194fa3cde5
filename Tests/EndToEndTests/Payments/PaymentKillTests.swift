import Audit
import Foundation
import JSON
import Testing

/// kill -9 while payments run and providers fail, against the providers' own book.
@Suite(.serialized) struct `Payments and kills` {
  @Test func `leave every rupiah where the providers say that it is`() throws {
    let payments = setting("WALLETD_PAYMENTS", otherwise: 100)
    let seed = UInt64(setting("WALLETD_SEED", otherwise: Int(UInt32.random(in: 1...(.max)))))
    print("seed: \(seed) (WALLETD_SEED repeats the requests and the faults; the instants of death stay as they come)")
    let run = try PaymentRun(clients: 4, seed: seed)
    try run.run(payments: payments)
    let isSettled = try run.settle(within: .seconds(60 + payments / 20))
    let open = try run.open()
    #expect(isSettled, "\(run.unfinished) without an answer; open: \(open.prefix(5).joined(separator: "\n"))")

    let reconciliation = try Reconciliation(run.shop)
    let findings = reconciliation.findings
    #expect(findings.isEmpty, "\(findings.count): \(findings.prefix(8).joined(separator: "\n"))")
    let changed = try run.changedAnswers()
    #expect(changed.isEmpty, "\(changed.count): \(changed.prefix(3).joined(separator: "\n"))")

    // Each kind of end occurred, or the run has shown nothing.
    let statuses = Set(reconciliation.attempts.compactMap { $0["status"]?.stringValue })
    #expect(statuses.isSuperset(of: ["succeeded", "expired"]))
    #expect(reconciliation.captured > payments / 4)
    #expect(run.kills > 5)
    if payments >= 100 { #expect(reconciliation.returned > 0 && Set(reconciliation.book.map(\.provider)).count == 2) }

    #expect(run.shop.daemon.end(by: SIGTERM) == .exited(0))
    let report = try Offline.verify(Daemon.ledger(in: run.shop.folder, tenant: run.shop.tenantID))
    print(
      """
      payments: \(payments), kills: \(run.kills), requests: \(run.errands.count), paid by customers: \(run.paid), captured: \
      \(reconciliation.captured), given back by themselves: \(reconciliation.returned), refunds: \(reconciliation.refunds.count), \
      charges at providers: \(reconciliation.book.count), attempts: \(reconciliation.attempts.count), differences: \(findings.count), rows \
      verified: \(report.rows)
      """)
  }

  /// A comparison that cannot find a rupiah has shown nothing.
  @Test func `are compared by what finds a payment that only one side knows, and one that was booked twice`() throws {
    let shop = try Checkout()
    let (_, payment) = try shop.paid()
    try shop.expect(201, shop.post("/v1/payments/\(payment)/refunds", #"{"amount":200000}"#))
    var sound = try Reconciliation(shop)
    #expect(sound.findings == [])

    var twice = sound
    twice.book[0].captured *= 2
    #expect(Set(twice.findings.map { $0.prefix { $0 != " " } }) == ["\(payment):", "assets:psp:midtrans:clearing"])
    var lost = sound
    lost.book = []
    #expect(lost.findings.count == 4, "captured, refunded, the refund, the account: \(lost.findings)")
    sound.payments += sound.payments
    #expect(sound.findings.contains { $0.hasPrefix("liabilities:merchant:m1:pending") }, "credited twice")

    // Money that a customer has paid under an order that never was ours.
    let key = Data((Checkout.midtransKey + ":").utf8).base64EncodedString()
    let charge: JSONValue = [
      "payment_type": "qris", "transaction_details": ["order_id": "stray-1", "gross_amount": 5_000],
    ]
    try shop.expect(200, shop.midtrans.ask("POST", "/v2/charge", charge, headers: [("Authorization", "Basic " + key)]))
    try shop.midtrans.act("pay", ("order_id", "stray-1"))
    let findings = try Reconciliation(shop).findings
    #expect(findings.count == 2 && findings[0] == "stray-1 was paid, and nobody here knows of it", "\(findings)")
  }
}
