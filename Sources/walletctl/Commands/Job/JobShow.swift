import WalletAPI
import WalletClient

extension JobCommands {
  static let show = Command(
    words: ["job", "show"], summary: "Show a job: what is to be done, what came of it so far, and when it is tried next",
    arguments: [.job],
    calls: [.getJob],
    examples: [.init("walletctl job show job_01JD4W7Q2M0000CR00000000AG", "why it is a dead letter")],
    run: { session throws(CommandFailure) in
      session.output.show(try session.get(session.jobPath("")), as: JobColumns.details)
    })
}

extension Argument {
  static let job = Argument("JOB", "its id, job_…: its record's, with job_ before it")
}

extension Session {
  func jobPath(_ verb: String) -> String { PercentCoding.path("/v1/jobs", invocation.argument("JOB"), verb) }
}
