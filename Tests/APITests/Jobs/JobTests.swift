import Foundation
import JSON
import LedgerCore
import Payments
import Storage
import Synchronization
import Tenancy
import Testing

@testable import API

/// What is to be done, over the socket: seen, had done at once, given up.
@Suite struct `Jobs` {
  private let daemon: Daemon
  private let caller: Caller

  init() throws {
    daemon = try Daemon(takesPayments: true)
    caller = Caller(daemon)
    try caller.openShop()
  }

  private func list(_ query: String = "") throws -> [JSONValue] {
    let reply = try caller.get("/v1/jobs" + query)
    #expect(reply.status == 200, "\(reply.body)")
    return reply["data"]?.arrayValue ?? []
  }

  private func texts(_ jobs: [JSONValue], _ name: String) -> [String?] { jobs.map { $0[name]?.stringValue } }

  /// The reading of a webhook that says nothing, given up.
  private func deadLetter(_ identity: String = "1") throws -> String {
    try daemon.keep(identity)
    try daemon.workOff()
    let dead = try list("?status=dead")
    return try #require(dead.last?["job_id"]?.stringValue)
  }

  @Test func `show a webhook that says nothing as a dead letter, and why`() throws {
    let id = try deadLetter()
    let job = try caller.get("/v1/jobs/\(id)")
    #expect(job.status == 200 && job.text("status") == "dead" && job.text("kind") == "delivery" && job.text("purpose") == "read")
    #expect(job.text("provider") == "midtrans" && job.text("record_status") == "unreadable" && job.number("tries") == 1)
    #expect(job["error"]?["code"] == "malfunction" && job["next_at"] == nil && job["overdue"] == false)
    let delivery = try caller.get("/v1/inbox/\(job.text("record"))")
    #expect(delivery.text("status") == "unreadable" && delivery["error"]?["code"] == "malfunction")
    #expect(job.text("record").dropFirst(3) == id.dropFirst(4), "the same address under another name")
    #expect(try list().count == 1 && list("?status=due").isEmpty && list("?status=waiting").isEmpty)
  }

  @Test func `are listed in the order in which they are due, page by page and filtered`() throws {
    for method in ["qris", "dana"] {
      let intent = try caller.intent(100_000, method: #"{"type":"\#(method)"}"#).text("payment_intent_id")
      #expect(try caller.post("/v1/payment_intents/\(intent)/confirm").text("status") == "requires_action")
    }
    _ = try deadLetter()
    try daemon.keep("2")
    let all = try list("?limit=100")
    // The webhook is due, the questions and the deadlines of both payments are waiting, and the dead letter is last.
    #expect(texts(all, "status") == ["due", "waiting", "waiting", "waiting", "waiting", "dead"])
    #expect(texts(all, "purpose") == ["read", "charge", "charge", "expire", "expire", "read"])
    #expect(texts(all, "record").allSatisfy { $0 != nil } && Set(texts(all, "job_id")).count == 6)
    let times = all.dropLast().compactMap { $0["next_at"]?.stringValue }
    #expect(times.count == 5 && Array(times.dropFirst()) == times.dropFirst().sorted())
    for limit in [1, 2, 3, 5] {
      var (seen, path): ([JSONValue], String?) = ([], "/v1/jobs?limit=\(limit)")
      while let next = path {
        let page = try caller.get(next)
        seen += page["data"]?.arrayValue ?? []
        path = page["cursor"]?.stringValue.map { "/v1/jobs?limit=\(limit)&cursor=\($0)" }
      }
      #expect(texts(seen, "job_id") == texts(all, "job_id"), "\(limit) at a time")
    }
    #expect(texts(try list("?kind=attempt"), "purpose") == ["charge", "charge"])
    #expect(texts(try list("?kind=intent&status=waiting"), "purpose") == ["expire", "expire"])
    #expect(texts(try list("?provider=midtrans&status=due"), "purpose") == ["read"])
    #expect(try list("?provider=xendit").isEmpty && list("?kind=refund").isEmpty && list("?kind=other").isEmpty)
    #expect(texts(try list("?kind=delivery&limit=1"), "status") == ["due"])
    for (query, code, param) in [
      ("status=done", "invalid_value", "status"), ("status=overdue", "invalid_value", "status"),
      ("kind=wallet", "invalid_value", "kind"), ("provider=doku", "invalid_value", "provider"),
      ("cursor=r5", "invalid_cursor", "cursor"), ("cursor=j7vvvvvvvvvvvvvvvvvvvvvvvvv", "invalid_cursor", "cursor"),
      ("state=dead", "unknown_parameter", "state"),
    ] {
      let reply = try caller.get("/v1/jobs?" + query)
      #expect(reply.code == code && reply.param == param, "\(query): \(reply.body)")
    }
  }

  @Test func `are had done at once, and the key has its answer whatever became of them`() throws {
    let id = try deadLetter()
    let retried = try caller.post("/v1/jobs/\(id)/retry", key: "r")
    #expect(retried.status == 200 && retried.text("status") == "due" && retried["next_at"] == retried["updated_at"])
    try daemon.workOff()
    #expect(try caller.get("/v1/jobs/\(id)").number("tries") == 2)
    let again = try caller.post("/v1/jobs/\(id)/retry", "{}", key: "r")
    #expect(again.isReplay && again.stored == retried.stored)
    #expect(try caller.get("/v1/jobs/\(id)").text("status") == "dead", "it was not done again")
    let other = try caller.post("/v1/jobs/\(id)/cancel", key: "r")
    #expect(other.status == 422 && other.param == "operation")
    #expect(try caller.post("/v1/jobs/\(id)/retry", #"{"now":true}"#).code == "unknown_field")
    #expect(try caller.post("/v1/jobs/\(id)/retry", key: nil).code == "idempotency_key_required")
  }

  @Test func `are given up where that loses nothing, and the webhook can still be read again`() throws {
    let id = try deadLetter()
    let given = try caller.post("/v1/jobs/\(id)/cancel")
    #expect(given.status == 200 && given.text("status") == "done" && given.text("record_status") == "dismissed")
    #expect(try list().isEmpty)
    for verb in ["cancel", "retry"] {
      let late = try caller.post("/v1/jobs/\(id)/\(verb)")
      #expect(late.status == 409 && late.code == "job_wrong_state" && late.param == "job")
    }
    let replayed = try caller.post("/v1/inbox/\(given.text("record"))/replay", key: "again")
    #expect(replayed.status == 200 && replayed.text("status") == "received" && replayed["error"] == nil)
    try daemon.workOff()
    #expect(try texts(list("?status=dead"), "job_id") == [id])
    let twice = try caller.post("/v1/inbox/\(given.text("record"))/replay", key: "again")
    #expect(twice.isReplay && twice.stored == replayed.stored)
    #expect(try caller.post("/v1/inbox/in_1/replay").code == "record_not_found")
  }

  @Test func `about money are not given up, and say why`() throws {
    let intent = try caller.intent(100_000, method: #"{"type":"qris"}"#).text("payment_intent_id")
    _ = try caller.post("/v1/payment_intents/\(intent)/confirm")
    for job in try list() {
      let id = try #require(job["job_id"]?.stringValue)
      let reply = try caller.post("/v1/jobs/\(id)/cancel")
      #expect(reply.status == 409 && reply.code == "job_not_cancellable" && reply.param == "job")
      #expect(reply.text("detail").contains("could lose money"))
    }
    let deadline = try #require(try list("?kind=intent").first?["job_id"]?.stringValue)
    #expect(try caller.post("/v1/jobs/\(deadline)/retry").code == "job_wrong_state")
    let question = try #require(try list("?kind=attempt").first)
    #expect(question["amount"] == 100_000 && question["currency"] == "IDR")
    let id = try #require(question["job_id"]?.stringValue)
    #expect(try caller.post("/v1/jobs/\(id)/retry").text("status") == "due")
    try daemon.workOff()
    let asked = try caller.get("/v1/jobs/\(id)")
    #expect(asked.text("status") == "waiting" && asked.number("tries") == 1)
  }

  @Test func `are nobody else's, and nothing else is one`() throws {
    let merchant = try caller.get("/v1/merchants/m1").text("id").replacing("mch_", with: "job_")
    for id in [merchant, "job_01KE0000000000000000000000", "job_x", "x"] {
      let reply = try caller.get("/v1/jobs/\(id)")
      #expect(reply.status == 404 && reply.code == "job_not_found", "\(id): \(reply.body)")
      for verb in ["retry", "cancel"] { #expect(try caller.post("/v1/jobs/\(id)/\(verb)").code == "job_not_found") }
    }
  }

  @Test func `have a row in the audit trail when a person acts on them, before it is done`() throws {
    let id = try deadLetter()
    let record = try caller.get("/v1/jobs/\(id)").text("record")
    let acts = [
      ("/v1/jobs/\(id)/retry", "job.retry_requested", id), ("/v1/jobs/\(id)/cancel", "job.cancel_requested", id),
      ("/v1/inbox/\(record)/replay", "inbox.replay_requested", record),
    ]
    for (path, action, subject) in acts {
      #expect(try caller.post(path, headers: ["X-Request-Id: act"]).status == 200, "\(path)")
      let row = try #require(try caller.get("/v1/audit?limit=1")["data"]?[0])
      #expect(
        row["action"]?.stringValue == action && row["subject"]?.stringValue == subject && row["request_id"] == "act", "\(row)")
    }
    let before = try caller.get("/v1/audit/head").number("sequence")
    let key = try caller.makeKey()
    let made = try caller.get("/v1/audit/head").number("sequence")
    #expect(try Caller(daemon, tenant: nil).post("/v1/inbox/\(record)/replay", headers: [key.header]).status == 200)
    let rows = try caller.get("/v1/audit?action=inbox.replay_requested")["data"]?.arrayValue ?? []
    #expect(rows.count == 1 && before != made, "what a platform does with its key is its daily business")
  }

  @Test func `are counted for Prometheus, with what providers were asked, and without a label for tenants`() throws {
    _ = try deadLetter()
    try daemon.keep("2")
    _ = try caller.pay(100_000)
    let intent = try caller.intent(100_000, method: #"{"type":"card","token":"no"}"#).text("payment_intent_id")
    _ = try caller.post("/v1/payment_intents/\(intent)/confirm")
    let text = try caller.get("/metrics").body
    for line in [
      #"walletd_jobs{kind="delivery",status="dead"} 1"#, #"walletd_jobs{kind="delivery",status="due"} 1"#,
      #"walletd_jobs{kind="intent",status="waiting"} 1"#, #"walletd_jobs{kind="refund",status="due"} 0"#,
      #"walletd_jobs_oldest_due_seconds{kind="attempt"} 0.000000"#, #"walletd_jobs_overdue{kind="attempt"} 0"#,
      #"walletd_provider_calls_total{provider="midtrans",operation="charge",outcome="declined"} 1"#,
      #"walletd_provider_calls_total{provider="midtrans",operation="charge",outcome="done"} 1"#,
      #"walletd_provider_call_seconds_count{provider="midtrans",operation="charge"} 2"#,
      #"walletd_provider_breakers{provider="xendit",operation="charge",state="open"} 0"#,
    ] { #expect(text.contains(line + "\n"), "\(line)") }
    let oldest = try #require(text.firstMatch(of: /walletd_jobs_oldest_due_seconds\{kind="delivery"\} ([0-9.]+)/))
    #expect(try #require(Double(oldest.1)) > 0)
    for line in text.split(separator: "\n") where line.contains("walletd_jobs") || line.contains("walletd_provider") {
      #expect(!line.contains("tenant="), "\(line)")
    }
  }

  @Test func `that could not be kept say so, and when they are tried again`() throws {
    let intent = try caller.intent(100_000, method: #"{"type":"qris"}"#).text("payment_intent_id")
    _ = try caller.post("/v1/payment_intents/\(intent)/confirm")
    let id = try #require(try list("?kind=attempt").first?["job_id"]?.stringValue)
    let ledger = try daemon.ledger()
    let key = JobFailures.Key(ledger.tag, try #require(JobID(Text(id))).number)
    let far = Timestamp.now.adding(seconds: 86_400)
    #expect(daemon.service.desk.failures.note(key, "the ledger refused what came of it: amount_overflow", now: far) == 1)
    let job = try caller.get("/v1/jobs/\(id)")
    #expect(job["error"]?["code"] == "not_kept" && job.number("tries") == 1)
    #expect(job.text("next_at") > far.rfc3339)
    #expect(try caller.post("/v1/jobs/\(id)/retry").status == 200)
    #expect(daemon.service.desk.failures[key] == nil, "it is tried at once")
  }
}

extension Daemon {
  func ledger(_ tenant: String = "toko") throws -> any Ledger {
    try #require(directory.tenant(tenant).flatMap { directory.ledger(of: $0.id) })
  }

  /// A webhook arrives that a willing provider says nothing with.
  func keep(_ identity: String) throws {
    let work = try #require(KeepDelivery(.midtrans, identity: Text(identity), body: "{}"))
    let done = DispatchSemaphore(value: 0)
    try ledger().submit(.single(Command(key: "", operation: .record(work))), waking: true) { _ in done.signal() }
    done.wait()
  }

  /// Does what is due, as the worker would.
  func workOff(_ tenant: String = "toko") throws {
    let (ledger, id) = (try ledger(tenant), try #require(directory.tenant(tenant)).id)
    for _ in 0..<20 {
      let due = try ledger.dueRecords(by: .now, limit: 100)
      if due.isEmpty { return }
      for change in due {
        let done = DispatchSemaphore(value: 0)
        service.desk.work(on: change, id, ledger, now: .now) { _ in done.signal() }
        done.wait()
      }
    }
    Issue.record("something is due again and again")
  }
}
