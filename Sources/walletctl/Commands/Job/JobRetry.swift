import JSON
import WalletAPI

extension JobCommands {
  static let retry = Command(
    words: ["job", "retry"], summary: "Have a job done at once, a dead letter too",
    details: "Harmless however often: what is asked again is asked under the same reference, and books nothing twice.",
    arguments: [.job],
    calls: [.retryJob],
    examples: [.init("walletctl job retry job_01JD4W7Q2M0000CR00000000AG", "the reason it was given up for is gone")],
    run: { session throws(CommandFailure) in
      session.output.show(try session.post(session.jobPath("/retry"), [:]), as: JobColumns.details)
    })
}
