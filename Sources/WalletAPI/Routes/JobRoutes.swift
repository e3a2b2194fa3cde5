import Tenancy

enum JobRoutes {
  static let list = Route(
    .get, "/v1/jobs", .tenant(.readPayments), "Lists what is still to be done, and what was given up",
    text: """
      A job is a record that somebody has to look at: a question to a provider, a webhook to be read, a deadline. They come in the order in which \
      they are due, the dead letters last. A job moves when it is tried: one that was moved behind the cursor is listed again. Only `status` is \
      found by an index; with `kind` or `provider` a page ends after a thousand jobs were looked at, and may hold few or none and still have a cursor.
      """,
    parameters: [
      Parameter("status", "With this status.", .oneOf(JobShapes.openStates)),
      Parameter("kind", "Of records of this kind.", .oneOf(JobShapes.kinds)),
      Parameter("provider", "That ask this provider, or were told of by it.", .oneOf(PaymentShapes.providers)),
    ] + Parameters.paging, success: .init(200, "A page.", .ref(.jobList)), problems: [.invalidCursor])

  static let get = Route(
    .get, "/v1/jobs/{job}", .tenant(.readPayments), "Shows a job", parameters: [Parameters.job],
    success: .init(200, "The job; `done` when nothing is left to do.", .ref(.job)), problems: [.jobNotFound])

  static let retry = Route(
    .post, "/v1/jobs/{job}/retry", .tenant(.manageJobs), "Has a job done at once, a dead letter too",
    text: "A deadline that has not come is not moved: that is `job_wrong_state`, as is a job that is done.",
    parameters: [Parameters.job], body: .optional(.emptyRequest), success: .init(200, "The job, due now.", .ref(.job)),
    problems: [.jobNotFound, .jobWrongState])

  static let cancel = Route(
    .post, "/v1/jobs/{job}/cancel", .tenant(.manageJobs), "Gives up a webhook that cannot be read",
    text: """
      Only the reading of a webhook can be given up: it stays in the inbox, as `dismissed`, and can be replayed. A question about money goes on \
      until it is answered, and a deadline is ended with what it is a deadline of: `job_not_cancellable`.
      """,
    parameters: [Parameters.job], body: .optional(.emptyRequest), success: .init(200, "The job, done.", .ref(.job)),
    problems: [.jobNotFound, .jobWrongState, .jobNotCancellable, .recordUnreadable])
}
