import WalletAPI

/// The commands about jobs, one file each.
enum JobCommands {
  static let list = Command(
    words: ["job", "list"], summary: "List what is still to be done, what comes first first, and dead letters last",
    details: """
      A job is a record that somebody has to look at: a question to a provider (`attempt`, `refund`), a webhook to be read (`delivery`), a deadline \
      (`intent`). It is done by itself when its time comes. Only a dead letter waits for a person.
      """,
    options: [
      .choice("status", WireWords.jobStates, "its time has come, its time will come, or it was given up"),
      .choice("kind", WireWords.jobKinds, "of records of this kind"),
      .choice("provider", WireWords.providers, "that ask this provider, or were told of by it"),
    ] + Option.paging,
    calls: [.listJobs],
    examples: [
      .init("walletctl job list --status dead", "what waits for a person, and why"),
      .init("walletctl job list --provider midtrans --status due", "what midtrans is asked next"),
    ],
    run: { session throws(CommandFailure) in
      try session.list(
        "/v1/jobs", query: ["status", "kind", "provider"].map { ($0, session.invocation.value($0)) }, as: JobColumns.list,
        empty: "No job is like that.")
    })
}
