import JSON
import WalletAPI
import WalletClient

/// What is still to be done, in the order in which it is due; what was given up comes last.
enum JobsScreen {
  static let screen = Screen(
    name: "jobs", aliases: ["due", "dead"], summary: "what is still to be done, and what was given up", scope: .tenant,
    operation: .listJobs,
    source: .list { context in
      let facts = context.subject.facts
      return ListRequest(
        path: "/v1/jobs", query: ["status", "kind", "provider"].map { ($0, context.query[$0] ?? facts[$0]) })
    },
    columns: [
      ScreenColumn("NEXT", .made(next), name: "next_at"), ScreenColumn("STATUS", .status("status")),
      ScreenColumn("TO DO", .text("purpose"), name: "purpose"), ScreenColumn("PROVIDER", .text("provider"), priority: 1),
      ScreenColumn("AMOUNT", .amount("amount", currency: "currency"), priority: 2), ScreenColumn("TRIES", .number("tries")),
      ScreenColumn(
        "WHY NOT", .made { row, _ in CellText(Plain.text(IntentColumns.said(row["error"]))) }, priority: 3, widest: 60,
        narrowest: 16),
      ScreenColumn("RECORD", .text("record"), priority: 4, opens: .id("record")),
      ScreenColumn("JOB", .text("job_id"), priority: 5, name: "job_id"),
    ],
    filters: [
      FilterField("status", choices: WireWords.jobStates), FilterField("kind", choices: WireWords.jobKinds),
      FilterField("provider", choices: WireWords.providers),
    ],
    opens: .id("record"),
    ways: [Screen.Way(key: "o", name: "record", help: "the record that it is about", drill: .id("record"))],
    acts: JobActs.all, empty: "There is nothing to do.",
    command: { ["job", "list"] + Words.filters($0, "status", "kind", "provider") })

  @Sendable private static func next(_ row: JSONValue, _ context: ScreenContext) -> CellText {
    let time = row.text(at: "next_at")
    return time.isEmpty ? CellText("never", .faint) : MomentText.due(time, now: context.now)
  }
}

/// What can be done to a job.
enum JobActs {
  static let all = [retry, cancel]

  static let retry = Act(
    key: "R", name: "retry", help: "does it now, a dead letter too", operation: .retryJob, refusal: done, subject: subject,
    question: { "Have \(Plain.text($0.text(at: "job_id"))) done now? What is asked again is asked under the same reference." },
    request: { (path($0, "/retry"), [:]) }, command: { ["job", "retry", $0.text(at: "job_id")] },
    done: { "\(Plain.text($0.text(at: "job_id"))) is \($0.text(at: "status"))." })

  static let cancel = Act(
    key: "X", name: "cancel", help: "gives up a webhook that cannot be read, or is about nothing here", operation: .cancelJob,
    refusal: { job in
      job.text(at: "kind") == "delivery"
        ? done(job) : "a question about money goes on until it is answered, a deadline ends by itself"
    }, subject: subject,
    question: {
      "Give \(Plain.text($0.text(at: "job_id"))) up? The webhook stays in the inbox, as dismissed, and can be read again there."
    },
    request: { (path($0, "/cancel"), [:]) }, command: { ["job", "cancel", $0.text(at: "job_id")] },
    done: { "\(Plain.text($0.text(at: "job_id"))) is \($0.text(at: "status"))." })

  @Sendable private static func done(_ job: JSONValue) -> String? { job.text(at: "status") == "done" ? "it is done" : nil }

  @Sendable private static func subject(_ job: JSONValue) -> ClientRequest { .get(path(job)) }

  private static func path(_ job: JSONValue, _ rest: String = "") -> String {
    PercentCoding.path("/v1/jobs", job.text(at: "job_id"), rest)
  }
}
