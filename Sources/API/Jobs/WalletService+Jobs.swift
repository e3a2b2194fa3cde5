import JSON
import LedgerCore
import Payments
import Tenancy
import WalletAPI

/// What is still to be done, and what was given up: looking at it, having it done at once, giving it up.
extension WalletService {
  /// Records that one page of a filtered list looks at.
  private static let mostLookedAt = 1_000
  private static let window = 250

  // MARK: Looking

  func listJobs(_ call: TenantCall) throws(Problem) {
    let filter = try JobFilter(call.query)
    let cursor = try call.query.cursor(.jobs).map { (value) throws(Problem) in try DuePlace(cursor: value) }
    let limit = try call.query.limit()
    try onWorker(call.exchange) { [self] () throws(Problem) in
      let ledger = call.ledger
      let page = try jobs(filter, in: ledger, after: cursor, limit: limit)
      var writer = JSONWriter(capacity: 512 * (page.items.count + 1))
      ListRendering.write(page.items, next: page.next.map { PageCursor(.jobs, $0.cursor) }, to: &writer) { job, writer in
        writer.job(job, failure: desk.failures[JobFailures.Key(ledger.tag, job.change.record)])
      }
      call.exchange.reply(200, "application/json", writer.bytes)
    }
  }

  /// In the order in which they are due. What is not found by when it is due is found by looking: a page ends after so many, full or not.
  private func jobs(
    _ filter: JobFilter, in ledger: any Ledger, after cursor: DuePlace?, limit: Int
  ) throws(Problem) -> Page<Job, DuePlace> {
    let now = Timestamp.now
    let query = filter.query(at: now)
    var (found, place): ([Job], DuePlace?) = ([], cursor)
    var left = WalletService.mostLookedAt
    while left > 0 {
      let wanted = filter.isByTimeAlone ? limit - found.count : min(left, WalletService.window)
      let page = try asking { () throws(LedgerFailure) in try ledger.dueRecords(query, after: place, limit: wanted) }
      for (index, change) in page.items.enumerated() {
        place = change.content.dueAt.map { DuePlace(dueAt: $0, record: change.record) }
        guard let job = Job(change, ledger.tag, now: now), filter.admits(job) else { continue }
        found.append(job)
        guard found.count == limit else { continue }
        let isLast = index == page.items.count - 1 && page.next == nil
        return Page(items: found, next: isLast ? nil : place)
      }
      guard page.next != nil else { return Page(items: found, next: nil) }
      left -= page.items.count
    }
    return Page(items: found, next: place)
  }

  func getJob(_ call: TenantCall) throws(Problem) {
    let id = try job(call)
    try onWorker(call.exchange) { [self] () throws(Problem) in
      let ledger = call.ledger
      guard id.tag == ledger.tag,
        let change = try asking({ () throws(LedgerFailure) in try ledger.record(id.number) }), change.id(ledger.tag) == id,
        let job = Job(change, ledger.tag, now: .now)
      else { throw Problem(Rejection(.jobNotFound, FieldPath(.job))) }
      var writer = JSONWriter(capacity: 512)
      writer.job(job, failure: desk.failures[JobFailures.Key(ledger.tag, change.record)])
      call.exchange.reply(200, "application/json", writer.bytes)
    }
  }

  // MARK: Acting

  func retryJob(_ call: TenantCall) throws(Problem) {
    let id = try job(call)
    try act(call, .jobRetried, id.text, RetryJob(id)) { [desk] change, tag, writer in
      desk.failures.forget(JobFailures.Key(tag, change.record))
      writer.job(change, tag)
    }
  }

  func cancelJob(_ call: TenantCall) throws(Problem) {
    let id = try job(call)
    try act(call, .jobCancelled, id.text, CancelJob(id)) { change, tag, writer in writer.job(change, tag) }
  }

  func replayDelivery(_ call: TenantCall) throws(Problem) {
    guard let id = DeliveryID(call.argument) else { throw Problem(Rejection(.recordNotFound, FieldPath(.delivery))) }
    try act(call, .deliveryReplayed, id.text, ReplayDelivery(id)) { [desk] change, tag, writer throws in
      desk.failures.forget(JobFailures.Key(tag, change.record))
      try PaymentRendering(tag: tag).write(change, to: &writer)
    }
  }

  private func job(_ call: TenantCall) throws(Problem) -> JobID {
    guard let id = JobID(call.argument) else { throw Problem(Rejection(.jobNotFound, FieldPath(.job))) }
    return id
  }

  /// Hands work about a job over, by a person only when its row is in the trail. `write` shows the change that is the answer, as it was then.
  private func act(
    _ call: TenantCall, _ action: AuditAction, _ subject: String, _ work: any RecordWork,
    _ write: @escaping @Sendable (RecordChange, LedgerTag, inout JSONWriter) throws -> Void
  ) throws(Problem) {
    let (key, _) = try paymentBody(call, mayBeEmpty: true) { (_) throws(Problem) in }
    let (exchange, ledger) = (call.exchange, call.ledger)
    let submit: @Sendable () -> Void = {
      ledger.submit(.single(Command(key: key, operation: .record(work))), waking: true) { result in
        switch result {
        case .failure(let failure): exchange.refuse(Problem(failure))
        case .success(.single(let answer)): exchange.reply(answer, ledger.tag, write)
        case .success: preconditionFailure("a single command has a single answer")
        }
      }
    }
    guard call.call.isByPerson else { return submit() }
    try record([RecordedAct(action, subject)], call, under: key) { () throws(Problem) in submit() }
  }
}

extension Exchange {
  fileprivate func reply(
    _ answer: Answer, _ tag: LedgerTag, _ write: (RecordChange, LedgerTag, inout JSONWriter) throws -> Void
  ) {
    switch answer.result {
    case .recorded(let changes):
      guard let first = changes.first else { preconditionFailure("work with a key writes its answer") }
      var writer = JSONWriter(capacity: 1_024)
      do { try write(first, tag, &writer) } catch {
        return refuse(Problem(.internalError, "A record of this ledger cannot be read (\(error)); run `walletctl verify`."))
      }
      reply(200, "application/json", writer.bytes, isReplay: answer.isReplay)
    case .refused(let rejection): refuse(Problem(rejection), isReplay: answer.isReplay)
    case .mismatch(let path): refuse(Problem(mismatch: path))
    case .posted, .account: preconditionFailure("work about records answers with records")
    }
  }
}
