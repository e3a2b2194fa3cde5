/// Whether every ledger is served: a fenced one refuses everything rather than guess what is on the disk.
struct LedgersCheck: DoctorCheck {
  let name = "ledgers"

  func examine(_ patient: Patient) -> [DoctorFinding] {
    let metrics: MetricsText
    do throws(CommandFailure) { metrics = try patient.metrics() } catch { return [skipped("which ledgers are served", error)] }
    let ledgers = metrics.matching("walletd_ledger_up")
    let down = ledgers.filter { $0.value != 1 }.compactMap { $0.labels["tenant"] }.sorted()
    var findings: [DoctorFinding] = []
    if !down.isEmpty {
      findings.append(
        fail(
          "not served (fenced): \(down.prefix(20).joined(separator: ", "))\(down.count > 20 ? " and \(down.count - 20) more" : "")",
          """
          After a failed write the daemon opens such a ledger again by itself; `journalctl -u walletd -e` says what failed. If it stays so: \
          check the disk, restart the daemon, then `walletctl -t TENANT verify`.
          """))
    }
    if let failures = metrics.sum("walletd_ledger_open_failures_total"), failures > 0 {
      findings.append(
        warn(
          "since the start of the daemon opening a ledger has failed \(Count.text(failures)) \(failures == 1 ? "time" : "times")",
          "The log names the tenant and the reason: `journalctl -u walletd | grep 'ledger not served'`."))
    }
    let open = metrics.sum("walletd_open_ledgers") ?? Int64(ledgers.count)
    return findings.isEmpty ? [ok("\(Count.text(open)) open, none fenced")] : findings
  }
}
