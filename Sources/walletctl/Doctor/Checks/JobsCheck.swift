/// Whether something waits for a person: what was given up, and money of which nobody knows what became of it.
struct JobsCheck: DoctorCheck {
  let name = "jobs"
  /// Of what is due now: longer is not done as fast as it comes.
  private static let lateSeconds: Int64 = 300

  func examine(_ patient: Patient) -> [DoctorFinding] {
    let metrics: MetricsText
    do throws(CommandFailure) { metrics = try patient.metrics() } catch { return [skipped("what is to be done", error)] }
    guard let open = metrics.sum("walletd_jobs") else { return [skipped("what is to be done: the daemon does not count it")] }
    var findings: [DoctorFinding] = []
    if let dead = metrics.sum("walletd_jobs", ["status": "dead"]), dead > 0 {
      findings.append(
        warn(
          "\(Count.text(dead)) \(dead == 1 ? "dead letter waits" : "dead letters wait") for a person",
          "`walletctl -t TENANT job list --status dead` says which and why; then `job retry` or `job cancel`."))
    }
    if let overdue = metrics.sum("walletd_jobs_overdue"), overdue > 0 {
      findings.append(
        warn(
          "nobody has known for 15 minutes what became of \(Count.text(overdue)) \(overdue == 1 ? "payment or refund" : "payments or refunds")",
          """
          They are asked about until it is known. `walletctl -t TENANT job list --kind attempt` and `--kind refund` say what the provider answers; look at \
          its own pages too.
          """))
    }
    let late = metrics.matching("walletd_jobs_oldest_due_seconds").map { $0.value / 1_000_000 }.max() ?? 0
    if late > JobsCheck.lateSeconds {
      findings.append(
        warn(
          "what is due has waited for \(SpanText.text(seconds: late))",
          "The provider answers slowly, or the daemon cannot write: `walletctl daemon metrics | grep walletd_provider_`, and its log."
        ))
    }
    return findings.isEmpty ? [ok("\(Count.text(open)) open, none given up, none overdue")] : findings
  }
}
