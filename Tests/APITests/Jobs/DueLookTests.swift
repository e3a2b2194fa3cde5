import Foundation
import LedgerCore
import Storage
import Synchronization
import Tenancy
import Testing
import Threads

@testable import API
@testable import Payments

/// The worker's looks, one at a time: what is begun, and what is left for later.
@Suite struct `What is due` {
  private let daemon: Daemon
  private let tenant: TenantID
  private let intent: IntentID
  private let midtrans = HangingProvider(.midtrans)
  private let xendit = HangingProvider(.xendit)
  private let desk: PaymentDesk
  private let state = Monitor(DueState())
  private let reports = Monitor<[String]>([])
  private let later = Monitor<Int64>(0)

  init() throws {
    daemon = try Daemon(takesPayments: true)
    let caller = Caller(daemon)
    try caller.openShop()
    tenant = try #require(daemon.directory.tenant("toko")).id
    intent = try #require(IntentID(Text(try caller.intent(100_000).text("payment_intent_id"))))
    let setup = ProviderSetup(accounts: [midtrans, xendit].map(\.account), routes: [])
    desk = PaymentDesk(breakers: BreakerBoard(monotonic: { 0 })) { _, then in then(setup) }
  }

  private func look(startedAt: Timestamp? = nil) -> DueLook {
    DueLook(
      daemon.directory, desk, state, now: { [later] in Timestamp.now.adding(seconds: later.withLock { $0 }) },
      report: { [reports] _, line in reports.withLock { $0.append(line) } }, startedAt: startedAt ?? .now)
  }

  private func step(_ look: inout DueLook) {
    look.begin(isStep: true)
    look.look(at: tenant)
  }

  /// When this is through, so is all that was handed to the ledger before.
  private func flush() throws { try write { _ in } }

  /// Charges whose outcome nobody knows, that are due.
  @discardableResult
  private func charges(
    _ count: Int, at provider: ProviderName, state: AttemptState = .unknown, dueIn seconds: Int64 = -5
  ) throws -> [RecordChange] {
    try write { transaction in
      for _ in 0..<count {
        var attempt = Attempt(
          chargingFor: intent, provider: provider, method: .qris, amount: Money(100, try #require(Currency("IDR"))),
          expiresAt: transaction.now.adding(seconds: 900), dueAt: transaction.now.adding(seconds: seconds))
        attempt.state = state
        try transaction.create { _ in attempt.content }
      }
    }
  }

  private struct Closure: RecordWork {
    let kind = OperationKind.housekeeping
    let body: @Sendable (any RecordTransaction) throws -> Void

    func visitFields(_ fields: inout some RequestFieldVisitor) {}
    func decide(_ transaction: any RecordTransaction) throws { try body(transaction) }
  }

  @discardableResult
  private func write(_ body: @escaping @Sendable (any RecordTransaction) throws -> Void) throws -> [RecordChange] {
    let done = DispatchSemaphore(value: 0)
    let written = Mutex<[RecordChange]>([])
    try daemon.ledger().submit(.single(Command(key: "", operation: .record(Closure(body: body)))), waking: true) { result in
      if case .success(.single(let answer)) = result, case .recorded(let changes) = answer.result {
        written.withLock { $0 = changes }
      }
      done.signal()
    }
    done.wait()
    return written.withLock { $0 }
  }

  @Test func `of one provider is asked a little at a time, and does not stand before another's`() throws {
    try charges(1_000, at: .midtrans)
    try charges(1, at: .xendit)
    var look = look()
    var looks = 0
    while xendit.asked == 0, looks < 20 {
      step(&look)
      looks += 1
    }
    #expect(looks <= 5, "a thousand are gone through in four windows")
    #expect(midtrans.asked == DueRoom.mostAtProvider && xendit.asked == 1)
    // What is answered makes room.
    midtrans.answer(3)
    try flush()
    for _ in 0..<looks { step(&look) }
    #expect(midtrans.asked == DueRoom.mostAtProvider + 3)
  }

  @Test func `and waited for goes before what merely is due`() throws {
    try charges(200, at: .midtrans)
    let urgent = try charges(3, at: .midtrans, dueIn: 3_600)
    var look = look()
    step(&look)
    #expect(midtrans.asked == DueRoom.mostAtProvider)
    try write { transaction in
      for change in urgent {
        var content = change.content
        content.dueAt = PollSchedule.atOnce
        try transaction.change(change.record, content)
      }
    }
    // Woken, it takes no step of a round.
    look.begin(isStep: false)
    look.look(at: tenant)
    #expect(midtrans.asked == DueRoom.mostAtProvider + 3)
    let (last, tag) = (midtrans.references.suffix(3), try daemon.ledger().tag)
    #expect(Set(last) == Set(urgent.map { ($0.id(tag) as AttemptID).text }))
  }

  @Test func `and waited for do not keep each other out`() {
    var room = DueRoom()
    func takes(_ number: Int64, isUrgent: Bool) -> Bool {
      room.takes(
        DueRoom.Piece(
          key: JobFailures.Key(LedgerTag(rawValue: 1), number), account: nil, isUrgent: isUrgent, isFailing: false))
    }
    let urgent = Int64(DueRoom.mostUrgent)
    for number in 1...urgent { #expect(takes(number, isUrgent: true)) }
    #expect(!takes(urgent + 1, isUrgent: true) && !room.isFull)
    let merely = urgent + Int64(DueRoom.most)
    for number in urgent + 1...merely { #expect(takes(number, isUrgent: false)) }
    #expect(!takes(merely + 1, isUrgent: false) && room.isFull && !takes(1, isUrgent: true))
    room.ends(JobFailures.Key(LedgerTag(rawValue: 1), merely))
    #expect(!takes(merely + 1, isUrgent: true) && takes(merely + 1, isUrgent: false))
  }

  @Test func `at an account that fails is asked one at a time`() throws {
    for _ in 0..<CircuitBreaker.threshold {
      desk.breakers.note(
        .unknown(ProviderRefusal(.interrupted, "")), .init(tenant: tenant.rawValue, provider: .midtrans, operation: .status))
    }
    try charges(50, at: .midtrans)
    var look = look()
    step(&look)
    #expect(midtrans.asked == 1)
  }

  @Test func `was about to be sent by a process that has ended is asked about at once, and what this one sends is not`() throws {
    let left = try charges(2, at: .midtrans, state: .sending, dueIn: PollSchedule.patience)
    let end = try #require(left.last).postedAt
    var look = look(startedAt: Timestamp(microseconds: end.microseconds + 1))
    try charges(1, at: .xendit, state: .sending, dueIn: PollSchedule.patience)
    step(&look)
    #expect(midtrans.asked == 2 && xendit.asked == 0)
    look.look(at: tenant)
    #expect(midtrans.asked == 2, "once")
  }

  @Test func `and comes to nothing is left alone, counted and reported once`() throws {
    // A charge without a payment: whatever the provider says, there is nothing to be booked.
    try charges(1, at: .midtrans)
    var look = look()
    step(&look)
    midtrans.answer(1)
    try flush()
    #expect(reports.withLock { $0.count } == 1)
    #expect(reports.withLock { $0[0] }.contains("1 times in a row"))
    step(&look)
    #expect(midtrans.asked == 1, "it rests")
    later.withLock { $0 += 2 }
    step(&look)
    #expect(midtrans.asked == 2)
    midtrans.answer(1)
    try flush()
    #expect(reports.withLock { $0.count } == 1)
  }

  @Test func `and cannot be read becomes a dead letter, and is reported`() throws {
    let broken = try write { transaction in
      try transaction.create { _ in RecordContent(kind: "attempt", state: "lent", dueAt: transaction.now, body: "{}") }
    }
    var look = look()
    step(&look)
    try flush()
    #expect(reports.withLock { $0.count } == 1)
    #expect(reports.withLock { $0[0] }.hasPrefix("a dead letter: row \(broken[0].sequence)"))
    let found = try daemon.ledger().dueRecords(PaymentDesk.dead, after: nil, limit: 9).items
    #expect(found.map(\.record) == broken.map(\.record) && found[0].content.body == "{}" && found[0].content.state == "lent")
    // The next process tries whether it can read it.
    var next = self.look()
    step(&next)
    try flush()
    #expect(try daemon.ledger().dueRecords(PaymentDesk.dead, after: nil, limit: 9).items == found)
  }
}

/// A provider that answers when it is told to.
private final class HangingProvider: ProviderAdapter {
  let name: ProviderName
  private let state = Mutex((references: [String](), waiting: [@Sendable (ProviderAnswer) -> Void]()))

  init(_ name: ProviderName) { self.name = name }

  var account: ProviderAccount {
    ProviderAccount(self) { [self] _, answer in state.withLock { $0.waiting.append(answer) } }
  }

  var asked: Int { references.count }
  var references: [String] { state.withLock { $0.references } }

  func answer(_ count: Int) {
    let answers = state.withLock { state in
      defer { state.waiting.removeFirst(count) }
      return Array(state.waiting.prefix(count))
    }
    for answer in answers { answer(.answered(status: 200, body: [])) }
  }

  func objection(to charge: Charge) -> ProviderRefusal? { nil }

  func request(for call: ProviderCall) throws(ProviderRefusal) -> ProviderRequest {
    if case .status(let pointer) = call { state.withLock { $0.references.append(pointer.reference.string) } }
    return ProviderRequest(.get, "/")
  }

  func outcome(of call: ProviderCall, _ answer: ProviderAnswer) -> ProviderOutcome { .pending(ProviderFacts(state: .pending)) }
  func notification(_ delivery: WebhookDelivery) throws(WebhookRefusal) -> ProviderNotification { throw .notAuthentic }
  func meaning(of body: [UInt8]) -> ProviderNotification? { nil }
}
