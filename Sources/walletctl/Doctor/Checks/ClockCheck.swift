import CLinux
import JSON
import LedgerCore

/// Whether something keeps this machine's clock right, and whether a ledger has been given times that are still to come.
struct ClockCheck: DoctorCheck {
  let name = "clock"

  func examine(_ patient: Patient) -> [DoctorFinding] { [kernel(linux_clock_is_kept()), ledgers(patient)] }

  func kernel(_ state: Int32) -> DoctorFinding {
    switch state {
    case 1: ok("the kernel's clock is kept by a time server")
    case 0:
      warn(
        "nothing keeps the kernel's clock right",
        "Switch a time server on: `timedatectl set-ntp true`, or chrony. Postings and expiries are stamped with this clock.")
    default: skipped("the kernel does not say whether its clock is kept")
    }
  }

  private func ledgers(_ patient: Patient) -> DoctorFinding {
    do throws(CommandFailure) {
      var ahead: (tenant: String, by: Int64)?
      for tenant in try patient.tenants().codes {
        let newest = try patient.get("/v1/transactions", query: [("limit", "1")], tenant: tenant).at("data.0")
        guard let posted = newest?["posted_at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }) else { continue }
        let by = (posted.microseconds - patient.now.microseconds) / 1_000_000
        if by > max(5, ahead?.by ?? 0) { ahead = (tenant ?? "the key's tenant", by) }
      }
      guard let ahead else { return ok("no ledger is ahead of it") }
      return warn(
        "the ledger of \(ahead.tenant) is \(SpanText.text(seconds: ahead.by)) ahead of this clock",
        """
        The clock was ahead once and was set back. Rows keep that time, a microsecond apart, until the clock has caught up; holds expire \
        later by as much. Nothing has to be done if the clock is right now.
        """)
    } catch {
      return skipped("whether a ledger is ahead of the clock", error)
    }
  }
}
