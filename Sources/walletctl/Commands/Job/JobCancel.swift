import JSON
import WalletAPI

extension JobCommands {
  static let cancel = Command(
    words: ["job", "cancel"], summary: "Give up a webhook that cannot be read, or is about nothing here",
    details: """
      It stays in the inbox, and can be read again with `walletctl inbox replay`. Nothing else can be given up: a question about money goes on until \
      it is answered.
      """,
    arguments: [.job],
    calls: [.cancelJob],
    examples: [
      .init("walletctl job cancel job_01JD4W7Q2M0000CR00000000AG", "another program shares the account, and it was its webhook")
    ],
    run: { session throws(CommandFailure) in
      session.output.show(try session.post(session.jobPath("/cancel"), [:]), as: JobColumns.details)
    })
}
