import Foundation
import Synchronization
import Testing

@testable import LedgerCore
@testable import Payments
@testable import Tenancy

/// What is to be done, as what it is: how it is put off, given up, and taken up again.
@Suite struct JobTests {
  private let scene: Scene

  init() throws { scene = try Scene() }

  /// Work made of a closure.
  private struct Closure: RecordWork {
    let kind = OperationKind.housekeeping
    let body: @Sendable (any RecordTransaction) throws -> Void

    func visitFields(_ fields: inout some RequestFieldVisitor) {}
    func decide(_ transaction: any RecordTransaction) throws { try body(transaction) }
  }

  @discardableResult
  private func change(_ record: Int64, _ body: @escaping @Sendable (inout RecordContent) -> Void) throws -> RecordChange {
    try scene.settled(
      scene.begin(
        Closure { transaction in
          guard var content = try transaction.record(record)?.content else { throw Unsettled(description: "no record") }
          body(&content)
          try transaction.change(record, content)
        }, ""))
  }

  private func work(on change: RecordChange) -> DueResult {
    let done = DispatchSemaphore(value: 0)
    let result = Mutex<DueResult?>(nil)
    scene.desk.work(on: change, scene.tenant, scene.ledger, now: scene.clock.now()) { came in
      result.withLock { $0 = came }
      done.signal()
    }
    done.wait()
    return result.withLock { $0 } ?? .taken
  }

  /// When this is through, so is all that was handed to the ledger before.
  private func flush() {
    let done = DispatchSemaphore(value: 0)
    scene.ledger.submit(.single(Command(key: "", operation: .record(Closure { _ in }))), waking: true) { _ in done.signal() }
    done.wait()
  }

  private func job(_ record: Int64) throws -> Job {
    let change = try #require(try scene.ledger.record(record))
    return try #require(Job(change, scene.ledger.tag, now: scene.clock.now()))
  }

  private func jobs(_ query: DueQuery = DueQuery()) throws -> [Job] {
    try scene.ledger.dueRecords(query, after: nil, limit: 100).items.compactMap {
      Job($0, scene.ledger.tag, now: scene.clock.now())
    }
  }

  private func only<T>(_ items: [T]) throws -> T {
    try #require(items.count == 1, "\(items.count)")
    return items[0]
  }

  private func lost() throws -> Kept<Attempt> {
    let intent = try scene.intent()
    scene.first.will(.lost)
    _ = scene.confirm(intent)
    return try scene.find(try #require(try scene.find(intent, Intent.self).value.attempt))
  }

  // MARK: Schedules

  @Test func `ten thousand questions that one outage has put off are not asked in one second`() throws {
    let now = scene.clock.now()
    let seconds = (1...10_000 as ClosedRange<Int64>).map { record in
      (PollSchedule.nextWhileUnknown(record, 9, now: now).microseconds - now.microseconds) / 1_000_000
    }
    #expect(seconds.allSatisfy { (450...600).contains($0) })
    let busiest = Dictionary(grouping: seconds, by: \.self).values.map(\.count).max() ?? 0
    #expect(busiest <= 120, "\(busiest) in one second; a hundred and fifty seconds have 67 each")
    // The same record is cut by the same share, and the longest pause is never left.
    #expect(PollSchedule.nextWhileUnknown(7, 9, now: now) == PollSchedule.nextWhileUnknown(7, 90_000, now: now))
    #expect(PollSchedule.nextWhilePending(7, 4, now: now, expiresAt: now.adding(seconds: 5)) == now.adding(seconds: 6))
  }

  @Test func `a question about money is never given up, and is overdue after a quarter of an hour`() throws {
    let attempt = try lost()
    #expect(try job(attempt.number).state == .waiting && !job(attempt.number).isOverdue)
    for _ in 0..<40 {
      scene.clock.advance(seconds: 600)
      try scene.workOff()
    }
    let late = try job(attempt.number)
    #expect(late.state == .waiting && late.isOverdue && late.tries == 40 && late.refusal?.reason == .interrupted)
    let next = try #require(late.nextAt)
    #expect(next > scene.clock.now() && next <= scene.clock.now().adding(seconds: 600))
    let counts = try scene.ledger.dueCounts(
      at: scene.clock.now(), stuck: Job.stuck, madeBy: scene.clock.now().adding(seconds: -Job.overdueSeconds))
    #expect(counts.first { $0.kind == Attempt.kind }?.stuck == 1)
    #expect(try scene.rejection(scene.begin(CancelJob(late.id))) == .jobNotCancellable)
    scene.first.will(.paid())
    scene.clock.advance(seconds: 600)
    try scene.workOff()
    #expect(try job(attempt.number).state == .done)
  }

  @Test func `why a capture or a void is asked about again stands in its record`() throws {
    let intent = try scene.intent(1_000_000, .card(providerToken: "t"), capture: .manual)
    scene.first.will(.authorized, .lost)
    _ = scene.confirm(intent)
    let payment = try scene.payment(of: intent).id
    _ = scene.begin(CapturePayment(payment, amount: nil, isFinal: true))
    let waiting = try only(try jobs().filter { $0.purpose == .capture })
    #expect(waiting.refusal?.reason == .interrupted && waiting.tries == 1)
  }

  // MARK: Dead letters

  @Test func `a webhook about nothing here is a dead letter at once, and nobody tries it again`() throws {
    try scene.hear(of: "att_nobody")
    let dead = try only(try jobs())
    #expect(dead.state == .dead && dead.kind == .delivery && dead.purpose == .read && dead.tries == 1 && dead.nextAt == nil)
    #expect(dead.refusal?.reason == .notFound && dead.refusal?.detail.string.contains("'att_nobody'") == true)
    #expect(scene.ledger.nextDueRecord == nil, "nothing is due by itself")
    scene.clock.advance(seconds: 86_400 * 365)
    try scene.workOff()
    #expect(try job(dead.change.record).change == dead.change)
    #expect(scene.first.calls.isEmpty)
  }

  @Test func `a webhook that says nothing is a dead letter, and one about something else is none`() throws {
    try scene.hear(of: "")
    #expect(try only(try jobs()).change.content.state == "unreadable")
    let delivery = try #require(KeepDelivery(.midtrans, identity: "other", body: "x"))
    let kept = try scene.settled(scene.begin(delivery, ""))
    let other = ProviderNotification(subject: .other, kind: "invoice.paid")
    _ = scene.begin(ProcessDelivery(kept.id(scene.ledger.tag), .notification(other)), "")
    #expect(try job(kept.record).state == .done && job(kept.record).change.content.state == "ignored")
  }

  @Test func `a dead letter is tried again when a person says so, and given up when one says so`() throws {
    try scene.hear(of: "att_nobody")
    let dead = try only(try jobs())
    let retried = try scene.settled(scene.begin(RetryJob(dead.id), "r1"))
    #expect(try job(dead.change.record).state == .due)
    try scene.workOff()
    #expect(try job(dead.change.record).state == .dead && job(dead.change.record).tries == 2)
    #expect(try scene.settled(scene.begin(RetryJob(dead.id), "r1")) == retried, "the key has its answer")
    try scene.settled(scene.begin(CancelJob(dead.id)))
    let given = try job(dead.change.record)
    #expect(given.state == .done && given.change.content.state == "dismissed" && given.refusal?.reason == .notFound)
    #expect(try scene.rejection(scene.begin(CancelJob(dead.id))) == .jobWrongState)
    #expect(try scene.rejection(scene.begin(RetryJob(dead.id))) == .jobWrongState)
    // Replayed it is as it was when it came.
    try scene.settled(scene.begin(ReplayDelivery(dead.change.id(scene.ledger.tag))))
    #expect(try job(dead.change.record).state == .due)
    try scene.workOff()
    #expect(try job(dead.change.record).state == .dead)
  }

  @Test func `a webhook that is read again has its charge asked about again, and books nothing twice`() throws {
    let intent = try scene.intent()
    scene.first.will(.qr, .paid(), .paid())
    _ = scene.confirm(intent)
    try scene.hear(of: scene.reference(scene.first.calls.first))
    let delivery = try only(try scene.ledger.records(RecordQuery(kind: Delivery.kind), before: nil, limit: 9).items)
    try scene.settled(scene.begin(ReplayDelivery(delivery.id(scene.ledger.tag))))
    try scene.workOff()
    #expect(scene.first.isThrough && scene.posted("assets:psp:midtrans:clearing") == 1_000_000)
  }

  // MARK: What cannot be read

  @Test func `a record this version cannot read is put away as it is, and done when another version can`() throws {
    let attempt = try lost()
    let whole = attempt.change.content.body
    let broken = try change(attempt.number) { $0.body = "{\"purpose\":\"lend\"}" }
    guard case .buried(let reason) = work(on: broken) else { throw Unsettled(description: "it was not put away") }
    #expect(reason.string.contains("row \(broken.sequence)"))
    let dead = try job(attempt.number)
    #expect(dead.state == .dead && dead.purpose == nil && dead.record == Text(attempt.id.text))
    #expect(dead.refusal?.reason == .malfunction && dead.change.content.body == broken.content.body)
    #expect(dead.change.content.state == "unknown" && scene.first.calls.count == 1)
    #expect(try scene.rejection(scene.begin(CancelJob(dead.id))) == .jobNotCancellable)

    scene.desk.revive(dead.change, scene.ledger)
    flush()
    #expect(try job(attempt.number).state == .dead, "it cannot be read now either")
    let mended = try change(attempt.number) { $0.body = whole }
    scene.desk.revive(mended, scene.ledger)
    flush()
    scene.first.will(.paid())
    try scene.workOff()
    #expect(try job(attempt.number).state == .done && scene.posted("assets:psp:midtrans:clearing") == 1_000_000)
  }

  @Test func `work that needs a record nobody can read is refused, and the ledger goes on`() throws {
    let attempt = try lost()
    let intent = attempt.value.intent
    try change(intent.number) { $0.body = "{}" }
    scene.clock.advance(seconds: 3)
    scene.first.will(.paid())
    let due = try #require(try scene.ledger.record(attempt.number))
    #expect(work(on: due) == .failed("the ledger refused what came of it: record_unreadable"))
    #expect(scene.ledger.statistics.trouble == nil)
    #expect(try scene.rejection(scene.begin(CancelIntent(intent))) == .recordUnreadable)
    // And a webhook about what cannot be read waits for a person.
    try change(attempt.number) { $0.body = "{}" }
    try scene.arrives(about: Text(attempt.id.text))
    let webhook = try only(try jobs().filter { $0.kind == .delivery })
    #expect(work(on: webhook.change) == .settled(isUrgent: false))
    #expect(try job(webhook.change.record).change.content.state == "unmatched")
  }

  @Test func `what could not be kept is left alone for longer and longer`() {
    let failures = JobFailures()
    let key = JobFailures.Key(scene.ledger.tag, 7)
    var pauses: [Int64] = []
    for count in 1...12 as ClosedRange<Int64> {
      #expect(failures.note(key, "no", now: scene.clock.now()) == count)
      let until = failures[key]?.until.microseconds ?? 0
      pauses.append((until - scene.clock.now().microseconds) / 1_000)
      #expect(failures.isResting(key, at: scene.clock.now()))
      scene.clock.advance(seconds: 601)
      #expect(!failures.isResting(key, at: scene.clock.now()))
    }
    #expect(pauses == pauses.sorted() && pauses[0] <= 1_000 && (450_000...600_000).contains(pauses[11]))
    failures.forgetOld(at: scene.clock.now().adding(seconds: 86_400))
    #expect(failures[key] == nil)
  }

  // MARK: Deadlines

  @Test func `a deadline is not moved by hand, and no merchant is a job`() throws {
    let intent = try scene.intent()
    let waiting = try job(intent.number)
    #expect(waiting.kind == .intent && waiting.purpose == .expire && waiting.state == .waiting)
    #expect(try scene.rejection(scene.begin(RetryJob(waiting.id))) == .jobWrongState)
    // One that was put off all the same is due at its time again.
    let moved = try change(intent.number) { $0.dueAt = PollSchedule.atOnce }
    #expect(work(on: moved) == .settled(isUrgent: false))
    #expect(try job(intent.number).nextAt == waiting.nextAt)

    let merchant = try #require(try scene.ledger.record(named: "m1", kind: Merchant.kind))
    #expect(Job(merchant, scene.ledger.tag, now: scene.clock.now()) == nil)
    #expect(try scene.rejection(scene.begin(RetryJob(merchant.id(scene.ledger.tag)))) == .jobNotFound)
    #expect(try scene.rejection(scene.begin(RetryJob(JobID(rawValue: 1)))) == .jobNotFound)
  }

  // MARK: After a crash

  @Test func `what an earlier process was about to send is known from what this one is sending`() throws {
    let intent = try scene.intent()
    let started = Mutex<Bool?>(nil)
    scene.first.meanwhile { [scene] in
      // While it is under way it stands as if a process had ended in the middle.
      do {
        let sending = try scene.ledger.records(RecordQuery(kind: Attempt.kind), before: nil, limit: 1).items.first
        started.withLock { left in
          left = sending.map { PaymentDesk.wasLeft($0, before: scene.clock.now().adding(seconds: 1)) }
        }
      } catch { Issue.record(error) }
    }
    scene.first.will(.paid())
    _ = scene.confirm(intent)
    #expect(started.withLock { $0 } == true)
    let attempt = try #require(try scene.ledger.records(RecordQuery(kind: Attempt.kind), before: nil, limit: 1).items.first)
    #expect(!PaymentDesk.wasLeft(attempt, before: scene.clock.now().adding(seconds: 1)), "it is over")
    let first = try #require(try scene.ledger.history(ofRecord: attempt.record, limit: 1).first)
    #expect(PaymentDesk.wasLeft(first, before: scene.clock.now().adding(seconds: 1)))
    #expect(!PaymentDesk.wasLeft(first, before: first.postedAt), "it is of this process")
  }
}
